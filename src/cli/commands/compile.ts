/** `ptx compile`: the SQL that templates become, in `target/compiled` and, for few nodes, on screen. */

import { PtxErrors } from "../../core/error.ts";
import { nodeOf } from "../../core/manifest.ts";
import { writeManifest } from "../artifacts.ts";
import { type CommandRun, flagOption, textOption } from "../command.ts";
import { compileNodes } from "../compile-nodes.ts";
import { warn } from "../console.ts";
import { type Running, withWarehouse } from "../running.ts";
import { nothingSelected, selectNodes } from "../selecting.ts";
import { openWorkspace } from "../workspace.ts";

/** More compiled nodes than this are not printed: the files hold them. */
const mostPrinted = 1;

async function inline(
  run: CommandRun,
  sql: string,
  { compiler, adapter }: Running,
): Promise<number> {
  const { stdout } = run.environment;
  const { text } = await compiler.renderInline(sql, { session: () => adapter.session() });
  const asJson = textOption(run.options, "output") === "json";
  stdout.write(asJson ? `${JSON.stringify({ compiled: text })}\n` : `${text}\n`);
  return 0;
}

export async function compile(run: CommandRun): Promise<number> {
  const { environment, options } = run;
  const workspace = openWorkspace(run);
  const { project, manifest } = workspace;
  const sql = textOption(options, "inline");
  if (sql !== undefined) {
    return withWarehouse(run, workspace, [], (running) => inline(run, sql, running));
  }
  const { selected, warnings } = selectNodes(manifest, options, "compile");
  const empty = selected.length === 0 ? [nothingSelected] : [];
  warn([...manifest.diagnostics, ...warnings, ...empty], environment, options, project.root.root);
  return withWarehouse(run, workspace, [], async (running) => {
    const { compiled, facts, errors } = await compileNodes(selected, running);
    writeManifest(environment.files, workspace, facts);
    if (errors.length > 0) throw new PtxErrors(errors);
    if (flagOption(options, "quiet")) return 0;
    if (compiled.length > mostPrinted) {
      const seconds = (environment.uptime() / 1000).toFixed(2);
      environment.stdout.write(
        `Compiled ${compiled.length} nodes into ${project.targetPath}/compiled in ${seconds} s.\n`,
      );
      return 0;
    }
    for (const { id, sql: text } of compiled) {
      const name = nodeOf(manifest, id)?.name ?? id;
      const asJson = textOption(options, "output") === "json";
      environment.stdout.write(
        asJson ? `${JSON.stringify({ node: name, compiled: text })}\n` : `${text}\n`,
      );
    }
    return 0;
  });
}
