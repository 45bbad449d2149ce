/** Writes artifacts into `target/`, each whole or not at all. */
import type { NodeResult } from "../core/event.ts";
import type { Files } from "../core/files.ts";
import type { NodeId } from "../core/node.ts";
import { type CompiledFacts, toManifestJson } from "../state/manifest-json.ts";
import { recordArtifact } from "../state/record.ts";
import { toRunResultsJson } from "../state/run-results-json.ts";
import type { Workspace } from "./workspace.ts";

/** `manifest.json`, with compiled SQL where the command has compiled. */
export function writeManifest(
  files: Files,
  { project, manifest, invocation }: Workspace,
  compiled?: ReadonlyMap<NodeId, CompiledFacts>,
): void {
  const facts = { invocation, project, generatedAt: new Date(), ...(compiled ? { compiled } : {}) };
  recordArtifact(files, `${project.targetPath}/manifest.json`, toManifestJson(manifest, facts));
}

/** The same, unless the manifest on disk is this one already. */
export function writeManifestOnce(files: Files, workspace: Workspace): void {
  const path = `${workspace.project.targetPath}/manifest.json`;
  if (workspace.fromCache && files.stat(path) !== undefined) return;
  writeManifest(files, workspace);
}

/** What a run compiled, out of its results. */
export function compiledIn(results: readonly NodeResult[]): Map<NodeId, CompiledFacts> {
  const compiled = new Map<NodeId, CompiledFacts>();
  for (const { label, compiledCode, compiledPath } of results) {
    if (compiledCode === null) continue;
    compiled.set(label.id, { compiled_code: compiledCode, compiled_path: compiledPath });
  }
  return compiled;
}

/** `run_results.json`: what the run did, node by node. */
export function writeRunResults(
  files: Files,
  { project, invocation }: Workspace,
  results: readonly NodeResult[],
): void {
  const generatedAt = new Date();
  const elapsedSeconds = (generatedAt.getTime() - invocation.startedAt.getTime()) / 1000;
  const facts = { invocation, project, generatedAt, elapsedSeconds };
  recordArtifact(files, `${project.targetPath}/run_results.json`, toRunResultsJson(results, facts));
}
