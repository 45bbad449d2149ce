/** What the compiler is told, and what it renders at a time. */
import type { Session } from "../core/adapter.ts";
import type { Emit } from "../core/event.ts";
import type { Files } from "../core/files.ts";
import type { Manifest } from "../core/manifest.ts";
import type { MacroId, NodeId } from "../core/node.ts";
import type { Invocation, Project } from "../core/project.ts";
import type { Relation, RelationName } from "../core/relation.ts";
import type { Value } from "../jinja/value.ts";
import type { RenderedNode, RenderState } from "./render-state.ts";
import type { Batch, Iteration, RunPhase } from "./run-phase.ts";
import type { StandIns } from "./stand-ins.ts";
import type { UnderTest } from "./unit-test.ts";

export interface CompilerOptions {
  readonly project: Project;
  readonly manifest: Manifest;
  readonly invocation: Invocation;
  readonly files: Files;
  readonly emit: Emit;
  /** What is known to exist, so that `is_incremental()` need not ask. */
  readonly relations?: { get(name: RelationName): Relation | undefined } | undefined;
  /** Read nodes by their `defer_relation` where they do not exist; or unless they are selected. */
  readonly deferral?: { readonly favorState: boolean } | undefined;
  readonly standIns?: StandIns | undefined;
  /** `selected_resources`. */
  readonly selected?: readonly NodeId[] | undefined;
}

export interface CompileOptions {
  /** Who answers when a template asks; a function is called when it first does. */
  readonly session?: Session | (() => Promise<Session>) | undefined;
  /** Without a session: refuse to answer (default), or answer as an empty warehouse would. */
  readonly offline?: "refuse" | "empty" | undefined;
  readonly batch?: Batch | undefined;
  /** Which step of an iterative model; the first one where it is not said. */
  readonly iteration?: Iteration | undefined;
  /** Fixtures in place of inputs, and overrides: the node is rendered for a unit test. */
  readonly underTest?: UnderTest | undefined;
}

export type Names = ReadonlyMap<string, (render: RenderState) => Value>;

/** One template on its way: what is rendered, and which names it sees besides the usual ones. */
export interface Job {
  readonly node: RenderedNode | undefined;
  readonly packageName?: string | undefined;
  readonly id: NodeId | undefined;
  readonly parents: ReadonlySet<NodeId> | undefined;
  readonly names: Names;
  readonly options: CompileOptions;
  readonly transactional?: boolean;
}

export interface Outcome<T> {
  readonly value: T;
  readonly phase: RunPhase;
  /** Macros that the template called. */
  readonly used: ReadonlySet<MacroId>;
}

export const noNames: Names = new Map();

/** One set of options for a node and all that it draws in: a session is opened once. */
export function optionsOf(given: Session | CompileOptions | undefined): CompileOptions {
  if (given === undefined) return {};
  if ("query" in given) return { session: given };
  const { session } = given;
  if (typeof session !== "function") return given;
  let opened: Promise<Session> | undefined;
  return { ...given, session: () => (opened ??= session()) };
}
