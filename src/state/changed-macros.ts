/** Which nodes rest on macros of another text than in an earlier state. */
import type { Manifest } from "../core/manifest.ts";
import type { MacroId, MacroNode } from "../core/node.ts";

/** Macros that come with ptx or dbt: another version of the tool changes no project. */
const isBuiltin = ({ package_name: owner }: MacroNode): boolean =>
  owner === "dbt" || /^dbt_(duckdb|postgres|redshift|snowflake|bigquery)$/.test(owner);

export class ChangedMacros {
  readonly #macros: Manifest["macros"];
  readonly #changed = new Set<MacroId>();
  /** Implementations in the project that a built-in macro may call, by their bare names. */
  readonly #implementations = new Map<string, MacroId[]>();
  readonly #reached = new Map<MacroId, boolean>();

  constructor(now: Manifest, before: Manifest) {
    this.#macros = now.macros;
    for (const [id, macro] of now.macros) {
      if (isBuiltin(macro)) continue;
      if (before.macros.get(id)?.macro_sql !== macro.macro_sql) this.#changed.add(id);
      const [, bare] = /^[a-z]+__(\w+)$/.exec(macro.name) ?? [];
      if (bare === undefined) continue;
      this.#implementations.set(bare, [...(this.#implementations.get(bare) ?? []), id]);
    }
  }

  /** Whether one of the macros has changed, or one that they call. */
  reachedBy(ids: readonly MacroId[]): boolean {
    return this.#changed.size > 0 && ids.some((id) => this.#isReached(id));
  }

  #isReached(id: MacroId): boolean {
    const known = this.#reached.get(id);
    if (known !== undefined) return known;
    // Macros may call each other in a circle.
    this.#reached.set(id, false);
    const macro = this.#macros.get(id);
    const reached =
      this.#changed.has(id) ||
      (macro !== undefined && this.#calls(macro).some((one) => this.#isReached(one)));
    this.#reached.set(id, reached);
    return reached;
  }

  #calls(macro: MacroNode): readonly MacroId[] {
    const { macros } = macro.depends_on;
    return isBuiltin(macro)
      ? [...macros, ...(this.#implementations.get(macro.name) ?? [])]
      : macros;
  }
}
