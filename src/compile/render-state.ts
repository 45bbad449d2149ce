/** What a render is, as the names of the context see it. */
import type { PtxError } from "../core/error.ts";
import type { LogLevel } from "../core/event.ts";
import type { Location } from "../core/location.ts";
import type { JsonObject, MacroId, MacroNode } from "../core/node.ts";
import type { Invocation } from "../core/project.ts";
import type { Callable, Scope, Value } from "../jinja/value.ts";
import type { ProjectContext } from "./project-context.ts";

/** The node that is rendered, as far as templates care; also drafts that are no nodes yet. */
export interface RenderedNode {
  readonly unique_id: string;
  readonly resource_type: string;
  readonly name: string;
  readonly package_name: string;
  readonly original_file_path: string;
  readonly config: JsonObject;
  readonly database?: string | null;
  readonly schema?: string;
  readonly alias?: string;
}

/** What differs between reading a template for the first time and rendering it to run. */
export interface Phase {
  /** `execute`. */
  readonly execute: boolean;
  readonly ref: Callable;
  readonly source: Callable;
  readonly metric: Callable;
  readonly function: Callable;
  readonly config: Value;
  /** `model.batch` of a microbatch model. */
  readonly batch?: Value;
  /** The step of an iterative model; `undefined` for others. */
  readonly iteration?:
    | { readonly number: number; readonly previous: string | undefined }
    | undefined;
  /** The `adapter` methods that need the warehouse; `undefined` for names that none has. */
  adapterMethod(render: RenderState, name: string): Callable | undefined;
  /** `var()` without value and default. @throws PtxError when that is an error. */
  missingVar(name: string, vars: JsonObject, at: Location): Value;
  /** Names of this render over those of the context: hooks' `results`, tests' arguments, … */
  extra(render: RenderState, name: string): Value | undefined;
}

/** What a render reports besides its text; kept until it is finished. */
export type Note =
  | { readonly kind: "log"; readonly level: LogLevel; readonly message: string }
  | { readonly kind: "print"; readonly message: string }
  | { readonly kind: "warning"; readonly error: PtxError };

/** Results of `statement` blocks by name; `null` once a result was taken. */
export type StoredResults = Map<string, Value>;

/** One render: what the functions of the context work on. */
export interface RenderState extends Scope {
  readonly project: ProjectContext;
  readonly invocation: Invocation;
  readonly phase: Phase;
  readonly node: RenderedNode | undefined;
  /** Package whose macros count first. */
  readonly packageName: string;
  /** `now()` of templates: one moment for the whole render, also when it is replayed. */
  readonly now: Date;
  readonly results: StoredResults;
  /** Macros called from the template itself, in order: its `depends_on.macros`. */
  readonly used: ReadonlySet<MacroId>;
  /** A name of the context proper, as `builtins` has it. */
  member(name: string): Value | undefined;
  names(): Iterable<string>;
  /** Gives a name another value for the rest of the render. */
  assign(name: string, value: Value): void;
  /** A macro as a function that notes its use. */
  bind(macro: MacroNode): Callable;
  /** Calls a macro that the project may have replaced. */
  call(name: string, args: readonly Value[], at: Location): Value;
  note(note: Note): void;
}
