/** `on-run-start` and `on-run-end`: operations of the project and its packages, one after another. */
import type { Session } from "../core/adapter.ts";
import type { NodeResult } from "../core/event.ts";
import type { Manifest } from "../core/manifest.ts";
import type { AnalysisNode, ManifestNode } from "../core/node.ts";
import type { RelationName } from "../core/relation.ts";
import { type CompiledFiles, compiledPath } from "./compiled-files.ts";
import { labelOf, targetOf } from "./label.ts";
import type { HookFacts, RunContext } from "./ports.ts";
import { blankResult, failed, Stopwatch, targetFile } from "./results.ts";
import { executeHook } from "./sql-error.ts";
import { storesFailures } from "./stored.ts";

export type RunHookKind = "on-run-start" | "on-run-end";

/** In order: packages by name, the project itself last; within each as written. */
export function runHooksOf(manifest: Manifest, kind: RunHookKind): readonly AnalysisNode[] {
  const hooks: AnalysisNode[] = [];
  for (const node of manifest.nodes.values()) {
    if (node.resource_type === "operation" && node.tags.includes(kind)) hooks.push(node);
  }
  const own = (name: string): boolean => name === manifest.projectName;
  return hooks.sort(
    (a, b) =>
      Number(own(a.package_name)) - Number(own(b.package_name)) ||
      (a.package_name < b.package_name ? -1 : a.package_name > b.package_name ? 1 : 0) ||
      (a.index ?? 0) - (b.index ?? 0),
  );
}

const failing: ReadonlySet<string> = new Set(["error", "fail", "skipped"]);

/** The relation that a node has left behind; of a data test, the one with the rows it stored. */
function builtRelation(node: ManifestNode, storeFailures: boolean): RelationName | undefined {
  if (!storesFailures(node, storeFailures)) return targetOf(node);
  return { database: node.database ?? undefined, schema: node.schema, name: node.alias };
}

/** What `on-run-end` hooks may read, from the results of a run. */
export function hookFacts(
  { manifest, invocation }: Pick<RunContext, "manifest" | "invocation">,
  results: readonly NodeResult[],
): HookFacts {
  const built = new Map<string, readonly [string | null, string]>();
  for (const { label, status } of results) {
    const node = manifest.nodes.get(label.id);
    const target = node && builtRelation(node, invocation.storeFailures);
    if (!target || failing.has(status)) continue;
    built.set(`${target.database}\n${target.schema}`, [target.database ?? null, target.schema]);
  }
  const databaseSchemas = [...built.values()];
  const schemas = [...new Set(databaseSchemas.map(([, schema]) => schema))];
  const nodes = results.filter(({ label }) => !label.id.startsWith("operation."));
  return { results: nodes, schemas, databaseSchemas };
}

async function runOne(
  hook: AnalysisNode,
  result: NodeResult,
  { session, context, facts, written }: HookWork,
): Promise<NodeResult> {
  const stopwatch = new Stopwatch(context.clock);
  let after = result;
  try {
    const rendered = await stopwatch.phase("compile", () =>
      context.compiler.renderHook(hook.raw_code, hook.unique_id, session, facts),
    );
    after = { ...result, compiled: true, compiledCode: rendered.text };
    // A hook that only calls macros may leave no text: then there is no file.
    if (rendered.text !== "") {
      const path = compiledPath("compiled", hook);
      written.add(path, rendered.text);
      after = { ...after, compiledPath: targetFile(context.project, path) };
    }
    await stopwatch.phase("execute", () => executeHook(session, rendered, "hook"));
    after = { ...after, status: "success", message: `${result.label.name} passed`, failures: 0 };
  } catch (error) {
    after = { ...failed(after, error, context), failures: 1 };
  }
  return { ...after, timing: stopwatch.timing, executionTime: stopwatch.seconds };
}

export interface HookWork {
  readonly session: Session;
  readonly context: RunContext;
  readonly facts?: HookFacts | undefined;
  readonly written: CompiledFiles;
}

/**
 * Runs the hooks of one kind; after a failure the others are skipped. Never rejects for a hook that
 * fails: that is its result.
 */
export async function runHooks(kind: RunHookKind, work: HookWork): Promise<NodeResult[]> {
  const { manifest, emit, clock, adapter } = work.context;
  const hooks = runHooksOf(manifest, kind);
  const results: NodeResult[] = [];
  for (const [index, hook] of hooks.entries()) {
    const position = { index: index + 1, total: hooks.length };
    const name = `${hook.package_name}.${kind}.${hook.index ?? index}`;
    const label = { ...labelOf(hook, adapter.defaultDatabase, position), name };
    const blank = blankResult(label, 0);
    if (results.some(({ status }) => status === "error")) {
      results.push({ ...blank, message: `${name} skipped` });
      continue;
    }
    emit({ type: "hook:start", name, ...position, at: clock.now() });
    const result = await runOne(hook, blank, work);
    const ms = result.executionTime * 1000;
    const error = result.error ? { error: result.error } : {};
    emit({ type: "hook:done", name, ...position, ms, at: clock.now(), ...error });
    results.push(result);
  }
  return results;
}
