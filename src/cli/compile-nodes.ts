/** Compiles nodes without running them, and writes `target/compiled`. */

import type { Compiled } from "../core/compiled.ts";
import { type Diagnostic, diagnosticsOf } from "../core/error.ts";
import type { NodeId } from "../core/node.ts";
import { CompiledFiles, compiledPath } from "../run/compiled-files.ts";
import type { CompiledFacts } from "../state/manifest-json.ts";
import type { Running } from "./running.ts";

export interface CompiledNodes {
  readonly compiled: readonly Compiled[];
  readonly facts: ReadonlyMap<NodeId, CompiledFacts>;
  /** Of nodes whose template failed; the others are compiled all the same. */
  readonly errors: readonly Diagnostic[];
}

/** Compiles nodes in the given order. The warehouse is opened only when a template asks it something. */
export async function compileNodes(
  ids: readonly NodeId[],
  { context, adapter, compiler }: Running,
): Promise<CompiledNodes> {
  const { manifest, project, files } = context;
  const written = new CompiledFiles(files, project.targetPath);
  const compiled: Compiled[] = [];
  const facts = new Map<NodeId, CompiledFacts>();
  const errors: Diagnostic[] = [];
  const session = lazily(() => adapter.session());
  for (const id of ids) {
    const node = manifest.nodes.get(id);
    if (node === undefined || node.resource_type === "seed") continue;
    try {
      const result = await compiler.compile(id, { session: session.open });
      const path = compiledPath("compiled", node);
      written.add(path, result.sql);
      compiled.push(result);
      facts.set(id, {
        compiled_code: result.sql,
        compiled_path: `target/${path}`,
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
  return { compiled, facts, errors: unwritten ? [...errors, unwritten] : errors };
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
