/** Which macros a macro calls, read from its text: state comparison follows these edges. */
import type { MacroId, MacroNode } from "../core/node.ts";
import type { Project } from "../core/project.ts";

const builtin: ReadonlySet<string> = new Set(["dbt", "ptx"]);
const code = /\{\{.*?\}\}|\{%.*?%\}/gs;
const call = /(?<![\w.])(?:([A-Za-z_]\w*)\s*\.\s*)?([A-Za-z_]\w*)\s*\(/g;
const dispatch =
  /adapter\s*\.\s*dispatch\s*\(\s*(?:macro_name\s*=\s*)?['"](\w+)['"](?:\s*,\s*(?:macro_namespace\s*=\s*)?['"](\w+)['"])?/g;

/** Finds macros by name the way templates do: own package, root project, built-in. */
class Calls {
  readonly #macros: ReadonlyMap<MacroId, MacroNode>;
  readonly #project: Project;

  constructor(macros: ReadonlyMap<MacroId, MacroNode>, project: Project) {
    this.#macros = macros;
    this.#project = project;
  }

  #in(packages: readonly string[], name: string): MacroId | undefined {
    for (const owner of packages) {
      const found = this.#macros.get(`macro.${owner}.${name}` as MacroId);
      if (found) return found.unique_id;
    }
    return undefined;
  }

  #dispatched(name: string, namespace: string | undefined, from: string): MacroId | undefined {
    const { root, target } = this.#project;
    const order = root.dispatch.find((entry) => entry.macro_namespace === namespace)?.search_order;
    const packages = order ?? [root.name, ...(namespace ? [namespace] : [from]), "dbt"];
    for (const owner of packages) {
      for (const prefix of [target.type, "default"]) {
        const found = this.#in([owner], `${prefix}__${name}`);
        if (found) return found;
      }
    }
    return undefined;
  }

  of({ macro_sql: text, package_name: own, unique_id: id }: MacroNode): MacroId[] {
    const found = new Set<MacroId>();
    const add = (macro: MacroId | undefined) => {
      if (macro !== undefined && macro !== id) found.add(macro);
    };
    for (const [block] of text.matchAll(code)) {
      if (!block.includes("(")) continue;
      for (const [, owner, name = ""] of block.matchAll(call)) {
        add(this.#in(owner ? [owner] : [own, this.#project.root.name, "dbt"], name));
      }
      for (const [, name = "", namespace] of block.matchAll(dispatch)) {
        add(this.#dispatched(name, namespace, own));
      }
    }
    return [...found];
  }
}

/** Fills in what the macros of the project and its packages call; built-in ones stay as they are. */
export function linkMacros(macros: ReadonlyMap<MacroId, MacroNode>, project: Project): void {
  const calls = new Calls(macros, project);
  for (const macro of macros.values()) {
    if (!builtin.has(macro.package_name)) macro.depends_on = { macros: calls.of(macro) };
  }
}
