/** Writes artifacts into `target/`, each whole or not at all. */
import type { Files } from "../core/files.ts";
import type { NodeId } from "../core/node.ts";
import { type CompiledFacts, toManifestJson } from "../state/manifest-json.ts";
import type { Workspace } from "./workspace.ts";

/** `manifest.json`, with compiled SQL where the command has compiled. */
export function writeManifest(
  files: Files,
  { project, manifest, invocation }: Workspace,
  compiled?: ReadonlyMap<NodeId, CompiledFacts>,
): void {
  const facts = { invocation, project, generatedAt: new Date(), ...(compiled ? { compiled } : {}) };
  files.write(
    `${project.targetPath}/manifest.json`,
    JSON.stringify(toManifestJson(manifest, facts)),
  );
}

/** The same, unless the manifest on disk is this one already. */
export function writeManifestOnce(files: Files, workspace: Workspace): void {
  const path = `${workspace.project.targetPath}/manifest.json`;
  if (workspace.fromCache && files.stat(path) !== undefined) return;
  writeManifest(files, workspace);
}
