/** Names and the running template, as evaluation sees them. */
import type { Source } from "../ast.ts";
import { globals } from "../globals.ts";
import type { Registry } from "../registry.ts";
import { Undefined } from "../undefined.ts";
import type { Scope, Value } from "../value.ts";

export interface RenderOptions {
  /**
   * Undefined names allow attributes, items and calls, which are undefined again: dbt's rendering
   * while parsing.
   */
  readonly chainUndefined?: boolean;
}

/** One template, or one macro with its scope, being evaluated. */
export class Context {
  readonly source: Source;
  readonly scope: Scope;
  readonly registry: Registry;
  readonly chainUndefined: boolean;
  /** Offset of the operation that runs now: the place of an error that has none. */
  at = 0;

  constructor(source: Source, scope: Scope, registry: Registry, options: RenderOptions = {}) {
    this.source = source;
    this.scope = scope;
    this.registry = registry;
    this.chainUndefined = options.chainUndefined ?? false;
  }
}

/** The names of one block: template, macro, loop turn, … */
export class Frame {
  readonly context: Context;
  readonly parent: Frame | undefined;
  #names: Map<string, Value> | undefined;

  constructor(context: Context, parent: Frame | undefined) {
    this.context = context;
    this.parent = parent;
  }

  set(name: string, value: Value): void {
    this.#names ??= new Map();
    this.#names.set(name, value);
  }

  /** A name of this or an outer block; `undefined` when it is of none. */
  local(name: string): Value | undefined {
    let frame: Frame | undefined = this;
    do {
      const value = frame.#names?.get(name);
      if (value !== undefined) return value;
      frame = frame.parent;
    } while (frame !== undefined);
    return undefined;
  }

  lookup(name: string): Value {
    const local = this.local(name);
    if (local !== undefined) return local;
    const { context } = this;
    const outer = context.scope.lookup(name);
    if (outer !== undefined) return outer;
    const global = globals.get(name);
    if (global !== undefined) return global;
    return new Undefined(name, `'${name}' is undefined`, context.chainUndefined, () =>
      this.#known(),
    );
  }

  *#known(): Iterable<string> {
    for (let frame: Frame | undefined = this; frame !== undefined; frame = frame.parent) {
      yield* frame.#names?.keys() ?? [];
    }
    yield* this.context.scope.names?.() ?? [];
    yield* globals.keys();
  }
}
