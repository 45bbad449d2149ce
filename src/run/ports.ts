/** What a run needs from the rooms that it drives; tests put small fakes in their place. */

import type { MacroBuild } from "../compile/macro-materialization.ts";
import type { QueryComment } from "../compile/query-comment.ts";
import type { UnderTest } from "../compile/unit-test.ts";
import type { Adapter, Session } from "../core/adapter.ts";
import type { Compiled, Rendered } from "../core/compiled.ts";
import type { Emit, NodeResult } from "../core/event.ts";
import type { Files } from "../core/files.ts";
import type { Location } from "../core/location.ts";
import type { Manifest } from "../core/manifest.ts";
import type { Json, JsonObject, MacroNode, NodeId } from "../core/node.ts";
import type { Invocation, Project } from "../core/project.ts";
import type { RelationIndex } from "./relation-index.ts";

/** What `on-run-end` hooks may read beside the usual context. */
export interface HookFacts {
  readonly results: readonly NodeResult[];
  /** Schemas that a node of this run was built in. */
  readonly schemas: readonly string[];
  readonly databaseSchemas: readonly (readonly [database: string | null, schema: string])[];
}

/** Times as SQL texts: what a batch reads and writes is at or after `start`, and before `end`. */
export interface CompileInBatch {
  readonly session: Session;
  readonly batch: { readonly start: string; readonly end: string };
}

/** One step of an iterative model: how many came before, and what the last one left. */
export interface CompileIteration {
  readonly session: Session;
  readonly iteration: { readonly number: number; readonly previous: string };
}

/** Turns templates into SQL. Errors of templates are `PtxError`s with their place. */
export interface NodeCompiler {
  /** @param given The session that answers questions; with `batch`, the window to read. */
  compile(
    id: NodeId,
    given?: Session | CompileInBatch | CompileIteration | CompileUnderTest,
  ): Promise<Compiled>;
  /** Calls a macro; its text, or what it returns. */
  callMacro(
    macro: MacroNode,
    args: readonly Json[],
    kwargs: JsonObject,
    given: CompileUnderTest,
  ): Promise<Json>;
  /** Builds a node by a materialization of the project or a package; `undefined` where none is meant. */
  materialize?(compiled: Compiled, session: Session): Promise<MacroBuild | undefined>;
  /** Whether `materialize` would build a node. */
  isBuiltByMacro?(compiled: Pick<Compiled, "id" | "config">): boolean;
  /** Whether a macro of the project runs the data tests. */
  readonly hasTestMacro?: boolean;
  /** Runs a data test by that macro; its failures, and whether to warn or fail. */
  countTest?(compiled: Compiled, session: Session): Promise<readonly Json[]>;
  /** What is written before or behind the statements of a node. */
  queryComment?(id: NodeId | undefined): Promise<QueryComment | undefined>;
  /** Renders a hook in the context of its node; on-run hooks are nodes themselves. */
  renderHook(
    sql: string,
    id: NodeId | undefined,
    session?: Session,
    facts?: HookFacts,
  ): Promise<Rendered>;
}

/** What a unit test puts in the place of a node's inputs and macros. */
export interface CompileUnderTest {
  readonly session: Session;
  readonly underTest: UnderTest;
}

export interface Clock {
  now(): Date;
  /** Milliseconds of a clock that is never set back. */
  elapsed(): number;
}

/** Start and end of the batches of a microbatch model that are still to be built, as ISO 8601. */
export type Batches = ReadonlyMap<NodeId, readonly (readonly [string, string])[]>;

export interface RunContext {
  readonly manifest: Manifest;
  readonly project: Project;
  readonly invocation: Invocation;
  readonly adapter: Adapter;
  readonly compiler: NodeCompiler;
  readonly files: Files;
  readonly emit: Emit;
  readonly clock: Clock;
  /** What exists in the warehouse; the run keeps it true. */
  readonly relations: RelationIndex;
  /** What a retry has to build of models that were built in part. */
  readonly batches?: Batches | undefined;
  /** Where YAML declares a node, for failing tests. */
  readonly locate?:
    | ((
        id: NodeId,
        path?: readonly (string | number)[],
        what?: "key" | "value",
      ) => Location | undefined)
    | undefined;
}

export const systemClock: Clock = {
  now: () => new Date(),
  elapsed: () => performance.now(),
};
