/** `ptx docs generate`: manifest with compiled SQL, and the catalog of what is in the warehouse. */

import type { Adapter } from "../../core/adapter.ts";
import { PtxError } from "../../core/error.ts";
import type { Manifest } from "../../core/manifest.ts";
import { toCatalogJson } from "../../state/catalog-json.ts";
import { recordArtifact } from "../../state/record.ts";
import { writeManifest, writeRunResults } from "../artifacts.ts";
import { type CommandRun, flagOption } from "../command.ts";
import { compileNodes } from "../compile-nodes.ts";
import { warn } from "../console.ts";
import { withWarehouse } from "../running.ts";
import { selectNodes } from "../selecting.ts";
import { openDeferring } from "../workspace.ts";

/** The schemas that nodes and sources lie in, each once. */
function schemasIn(manifest: Manifest, { defaultDatabase }: Adapter) {
  const found = new Map<string, { database: string; schema: string }>();
  const relations = [...manifest.nodes.values(), ...manifest.sources.values()];
  for (const { database, schema, relation_name: name } of relations) {
    if (name === null) continue;
    const place = { database: database ?? defaultDatabase, schema };
    found.set(JSON.stringify(place).toLowerCase(), place);
  }
  return [...found.values()];
}

export async function docs(run: CommandRun): Promise<number> {
  const { environment, options, args } = run;
  const { files, stdout } = environment;
  if ((args[0] ?? "generate") !== "generate") {
    throw new PtxError("PTX9008", `ptx docs takes 'generate', not '${args[0]}'`, {
      hint: "Write: ptx docs generate",
    });
  }
  const workspace = await openDeferring(run);
  const { project, manifest, invocation } = workspace;
  const { selected, warnings } = selectNodes(run, workspace, "docs");
  warn([...manifest.diagnostics, ...warnings], environment, options, project.root.root);
  return withWarehouse(run, workspace, selected, async (running) => {
    const compiling = options["compile"] !== false;
    const compiled = compiling ? await compileNodes(selected, running) : undefined;
    const { adapter } = running;
    const tables = flagOption(options, "emptyCatalog")
      ? []
      : await adapter.catalog(schemasIn(manifest, adapter));
    const facts = { invocation, project, generatedAt: new Date() };
    const catalog = toCatalogJson(manifest, tables, facts);
    recordArtifact(files, `${project.targetPath}/catalog.json`, catalog);
    writeManifest(files, workspace, compiled?.facts);
    if (compiled?.errors.length === 0) writeRunResults(files, workspace, compiled.results);
    if (!flagOption(options, "quiet")) {
      stdout.write(
        `Catalog of ${tables.length} tables written to ${project.targetPath}/catalog.json\n`,
      );
    }
    return 0;
  });
}
