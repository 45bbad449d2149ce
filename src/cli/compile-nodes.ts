/** Compiles nodes without running them, and writes `target/compiled`. */

import type { Compiled } from "../core/compiled.ts";
import { type Diagnostic, diagnosticsOf } from "../core/error.ts";
import type { NodeLabel, NodeResult } from "../core/event.ts";
import type { ManifestNode, NodeId } from "../core/node.ts";
import { CompiledFiles, compiledPath } from "../run/compiled-files.ts";
import { isEphemeral, labelOf } from "../run/label.ts";
import { blankResult, Stopwatch, targetFile } from "../run/results.ts";
import type { CompiledFacts } from "../state/manifest-json.ts";
import type { Running } from "./running.ts";

export interface CompiledNodes {
  readonly compiled: readonly Compiled[];
  readonly facts: ReadonlyMap<NodeId, CompiledFacts>;
  /** One for each node with a relation or a select of its own: what `run_results.json` lists. */
  readonly results: readonly NodeResult[];
  /** Of nodes whose template failed; the others are compiled all the same. */
  readonly errors: readonly Diagnostic[];
}

/** The result of a node that was compiled; seeds have no template, and ephemeral models no result. */
async function resultOf(
  node: ManifestNode,
  result: Compiled | undefined,
  path: string | null,
  stopwatch: Stopwatch,
  label: NodeLabel,
): Promise<NodeResult[]> {
  if (isEphemeral(node)) return [];
  const executionTime = stopwatch.seconds;
  // Nothing is executed, and dbt says when.
  await stopwatch.phase("execute", async () => {});
  const sql = result && { compiled: true, compiledCode: result.sql, compiledPath: path };
  const blank = blankResult(label, 1);
  return [{ ...blank, ...sql, status: "success", timing: stopwatch.timing, executionTime }];
}

/** Compiles nodes in the given order. The warehouse is opened only when a template asks it something. */
export async function compileNodes(
  ids: readonly NodeId[],
  { context, adapter, compiler }: Running,
): Promise<CompiledNodes> {
  const { manifest, project, files, clock } = context;
  const written = new CompiledFiles(files, project.targetPath);
  const compiled: Compiled[] = [];
  const facts = new Map<NodeId, CompiledFacts>();
  const results: NodeResult[] = [];
  const errors: Diagnostic[] = [];
  const session = lazily(() => adapter.session());
  const compile = (id: NodeId) => compiler.compile(id, { session: session.open });
  for (const [index, id] of ids.entries()) {
    const node = manifest.nodes.get(id);
    if (node === undefined) continue;
    const stopwatch = new Stopwatch(clock);
    const position = { index: index + 1, total: ids.length };
    const label = labelOf(node, adapter.defaultDatabase, position);
    try {
      const hasTemplate = node.resource_type !== "seed";
      const result = await stopwatch.phase("compile", async () =>
        hasTemplate ? await compile(id) : undefined,
      );
      const path = compiledPath("compiled", node);
      const shown = targetFile(project, path);
      results.push(...(await resultOf(node, result, shown, stopwatch, label)));
      if (result === undefined) continue;
      written.add(path, result.sql);
      compiled.push(result);
      facts.set(id, {
        compiled_code: result.sql,
        compiled_path: shown,
        ...compiler.facts.get(id),
      });
    } catch (error) {
      const diagnostics = diagnosticsOf(error);
      if (diagnostics === undefined) throw error;
      errors.push(...diagnostics);
    }
  }
  (await session.opened())?.release();
  const unwritten = written.finish();
  return { compiled, facts, results, errors: unwritten ? [...errors, unwritten] : errors };
}

/** Something that is opened once, by the first who needs it. */
export function lazily<T>(open: () => Promise<T>): {
  open: () => Promise<T>;
  opened: () => Promise<T | undefined>;
} {
  let opened: Promise<T> | undefined;
  return {
    open() {
      opened ??= open();
      return opened;
    },
    opened: async () => opened,
  };
}
