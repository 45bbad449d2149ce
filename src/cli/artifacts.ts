/** Writes artifacts into `target/`, each whole or not at all. */
import type { CompileFacts } from "../core/compiled.ts";
import type { Diagnostic } from "../core/error.ts";
import type { NodeResult } from "../core/event.ts";
import type { Files } from "../core/files.ts";
import type { Manifest } from "../core/manifest.ts";
import type { NodeId } from "../core/node.ts";
import { CompiledFiles, compiledPath } from "../run/compiled-files.ts";
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

/** Ephemeral models are compiled for those that read them; their files show what they became. */
export function writeEphemerals(
  files: Files,
  { project, manifest }: Workspace,
  found: ReadonlyMap<NodeId, CompileFacts>,
): Diagnostic[] {
  const written = new CompiledFiles(files, project.targetPath);
  for (const [id, { sql }] of found) {
    const node = manifest.nodes.get(id);
    if (node !== undefined && sql !== undefined) written.add(compiledPath("compiled", node), sql);
  }
  const failure = written.finish();
  return failure ? [failure] : [];
}

/** What a run compiled: the SQL of its results, and what the compiler found out about nodes. */
export function compiledIn(
  results: readonly NodeResult[],
  found: ReadonlyMap<NodeId, CompileFacts>,
  { nodes }: Manifest,
): Map<NodeId, CompiledFacts> {
  const compiled = new Map<NodeId, CompiledFacts>();
  for (const [id, { sql, ...facts }] of found) {
    const node = nodes.get(id);
    if (sql === undefined || node === undefined) continue;
    const compiled_path = `target/${compiledPath("compiled", node)}`;
    compiled.set(id, { compiled_code: sql, compiled_path, ...facts });
  }
  for (const result of results) {
    const node = nodes.get(result.label.id);
    if (node === undefined || result.status === "skipped") continue;
    const { macros = [], extra_ctes = [] } = found.get(node.unique_id) ?? {};
    const ready = result.compiledCode !== null || node.resource_type === "seed";
    const ran = ready && node.resource_type !== "operation";
    compiled.set(node.unique_id, {
      compiled_code: result.compiledCode,
      compiled_path: result.compiledPath,
      build_path: ran ? `target/${compiledPath("run", node)}` : null,
      macros,
      extra_ctes,
      ...(node.resource_type === "operation" ? { index: result.label.index } : {}),
    });
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
