/** `ptx parse`: checks the project and writes `target/manifest.json`. */

import { nodeOf } from "../../core/manifest.ts";
import type { ResourceType } from "../../core/node.ts";
import { inventory } from "../../report/words.ts";
import { writeManifestOnce } from "../artifacts.ts";
import { type CommandRun, flagOption } from "../command.ts";
import { warn } from "../console.ts";
import { openWorkspace } from "../workspace.ts";

export async function parse(run: CommandRun): Promise<number> {
  const { environment, options } = run;
  const workspace = await openWorkspace(run);
  const { project, manifest } = workspace;
  warn(manifest.diagnostics, environment, options, project.root.root);
  writeManifestOnce(environment.files, workspace);
  if (flagOption(options, "quiet")) return 0;
  const counts: Partial<Record<ResourceType, number>> = {};
  for (const id of manifest.graph.ids) {
    const type = nodeOf(manifest, id)?.resource_type;
    if (type !== undefined) counts[type] = (counts[type] ?? 0) + 1;
  }
  const seconds = (environment.uptime() / 1000).toFixed(2);
  environment.stdout.write(`Parsed ${inventory(counts)} in ${seconds} s.\n`);
  return 0;
}
