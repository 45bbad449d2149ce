/** One render: the names that its template sees, and what it has done so far. */
import type { Location } from "../core/location.ts";
import type { MacroId, MacroNode } from "../core/node.ts";
import type { Invocation } from "../core/project.ts";
import { methods } from "../jinja/params.ts";
import { bindMacro } from "../jinja/render.ts";
import { type Callable, PyObject, type Value } from "../jinja/value.ts";
import { members } from "./context/members.ts";
import type { MacroPackage } from "./macro-index.ts";
import type { ProjectContext } from "./project-context.ts";
import type { Note, Phase, RenderedNode, RenderState, StoredResults } from "./render-state.ts";
import { bound } from "./values/method-table.ts";

export class Render implements RenderState {
  readonly project: ProjectContext;
  readonly invocation: Invocation;
  readonly phase: Phase;
  readonly node: RenderedNode | undefined;
  readonly packageName: string;
  readonly now: Date;
  /** What the render has to tell besides its text, in order. */
  readonly notes: Note[] = [];
  readonly results: StoredResults = new Map();
  readonly used = new Set<MacroId>();
  readonly #values = new Map<string, Value>();
  readonly #bound = new Map<string, Callable>();
  readonly #overrides: ReadonlyMap<string, Value> | undefined;
  #depth = 0;

  constructor(options: {
    readonly project: ProjectContext;
    readonly invocation: Invocation;
    readonly phase: Phase;
    readonly node: RenderedNode | undefined;
    readonly packageName?: string | undefined;
    readonly now?: Date | undefined;
    /** What macros return instead of running, by `name` or `package.name`. */
    readonly overrides?: ReadonlyMap<string, Value> | undefined;
  }) {
    this.project = options.project;
    this.invocation = options.invocation;
    this.phase = options.phase;
    this.node = options.node;
    this.packageName =
      options.packageName ?? options.node?.package_name ?? options.project.project.root.name;
    this.now = options.now ?? new Date();
    this.#overrides = options.overrides;
  }

  /** Macros first: a project may put its own `ref` in place of dbt's. */
  lookup(name: string): Value | undefined {
    const known = this.#values.get(name);
    if (known !== undefined) return known;
    const found = this.project.macros.find(this.packageName, name);
    const value =
      found === undefined
        ? this.member(name)
        : "unique_id" in found
          ? (this.overridden(name) ?? this.bind(found))
          : new PackageValue(found, this);
    if (value !== undefined) this.#values.set(name, value);
    return value;
  }

  /** A macro that a unit test replaces by its result. */
  overridden(name: string): Callable | undefined {
    const result = this.#overrides?.get(name);
    return result === undefined ? undefined : () => result;
  }

  member(name: string): Value | undefined {
    const extra = this.phase.extra(this, name);
    if (extra !== undefined) return extra;
    const member = members.get(name);
    // As in dbt, what is no macro is replaced by the value itself.
    return member && (this.#overrides?.get(name) ?? member(this));
  }

  *names(): Iterable<string> {
    yield* members.keys();
    yield* this.project.macros.names(this.packageName);
  }

  bind(macro: MacroNode): Callable {
    const known = this.#bound.get(macro.unique_id);
    if (known !== undefined) return known;
    let inner: Callable | undefined;
    const call: Callable = (args, kwargs, site) => {
      if (this.#depth === 0) this.used.add(macro.unique_id);
      this.project.executed.add(macro.unique_id);
      this.#depth += 1;
      try {
        inner ??= bindMacro(this.project.macros.definition(macro), this);
        return inner(args, kwargs, site);
      } finally {
        this.#depth -= 1;
      }
    };
    Object.defineProperty(call, "name", { value: macro.name });
    call.attributes = { call_macro: () => call };
    this.#bound.set(macro.unique_id, call);
    return call;
  }

  call(name: string, args: readonly Value[], at: Location): Value {
    const macro = this.project.macros.macro(this.packageName, name);
    if (macro === undefined) throw new Error(`there is no macro ${name}`);
    return this.bind(macro)(args, new Map(), { at });
  }

  /** The value of a name that was asked for. */
  made(name: string): Value | undefined {
    return this.#values.get(name);
  }

  assign(name: string, value: Value): void {
    this.#values.set(name, value);
  }

  note(note: Note): void {
    this.notes.push(note);
  }
}

/** A package's macros behind its name. */
class PackageValue extends PyObject {
  readonly typeName: string;
  readonly #package: MacroPackage;
  readonly #render: Render;
  constructor(pkg: MacroPackage, render: Render) {
    super();
    this.typeName = `package ${pkg.name}`;
    this.#package = pkg;
    this.#render = render;
  }
  getattr(name: string): Value | undefined {
    const method = bound(packageMethods, this, name);
    if (method !== undefined) return method;
    const macro = this.#package.macros.get(name);
    const overridden = macro && this.#render.overridden(`${this.#package.name}.${name}`);
    return overridden ?? (macro && this.#render.bind(macro));
  }
  override getitem(key: Value): Value | undefined {
    return typeof key === "string" ? this.getattr(key) : undefined;
  }
  override iterate(): Iterable<Value> {
    return this.#package.macros.keys();
  }
  override truthy(): boolean {
    return true;
  }
}

const packageMethods = methods<PackageValue>({
  "get key default?": (self, key, fallback) => self.getitem(key) ?? fallback ?? null,
  keys: (self) => [...(self.iterate() as Iterable<Value>)],
});
