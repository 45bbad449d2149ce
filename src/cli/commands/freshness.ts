/** `ptx source freshness`: how old the newest rows of the sources are, against their limits. */

import { PtxError } from "../../core/error.ts";
import type { SourceFreshnessResult } from "../../core/freshness.ts";
import { checkFreshness } from "../../run/freshness.ts";
import { recordArtifact } from "../../state/record.ts";
import { toSourcesJson } from "../../state/sources-json.ts";
import { writeManifestOnce } from "../artifacts.ts";
import { type CommandRun, textOption } from "../command.ts";
import { warn } from "../console.ts";
import { withWarehouse } from "../running.ts";
import { nothingSelected, selectNodes } from "../selecting.ts";
import { openWorkspace } from "../workspace.ts";

export async function freshness(run: CommandRun): Promise<number> {
  const { environment, options, args } = run;
  const { files, cwd } = environment;
  if (args[0] !== "freshness" && args[0] !== "snapshot-freshness") {
    throw new PtxError("PTX9008", `ptx source takes 'freshness', not '${args[0] ?? ""}'`, {
      hint: "Write: ptx source freshness",
    });
  }
  const workspace = await openWorkspace(run);
  const { project, manifest, invocation } = workspace;
  const { selected, warnings } = selectNodes(run, workspace, "freshness");
  const empty = selected.length === 0 ? [nothingSelected] : [];
  warn([...manifest.diagnostics, ...warnings, ...empty], environment, options, project.root.root);
  writeManifestOnce(files, workspace);
  const record = (sources: readonly SourceFreshnessResult[]): void => {
    const generatedAt = new Date();
    const elapsedSeconds = (generatedAt.getTime() - invocation.startedAt.getTime()) / 1000;
    const chosen = textOption(options, "output");
    const path = chosen === undefined ? `${project.targetPath}/sources.json` : `${cwd}/${chosen}`;
    const facts = { invocation, project, generatedAt, elapsedSeconds };
    recordArtifact(files, path, toSourcesJson(sources, facts));
  };
  if (selected.length === 0) {
    record([]);
    return 0;
  }
  return withWarehouse(run, workspace, [], async ({ context, options: choices }) => {
    const { sources, ok } = await checkFreshness(new Set(selected), context, choices);
    record(sources);
    return ok ? 0 : 1;
  });
}
