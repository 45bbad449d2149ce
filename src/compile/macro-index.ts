/**
 * Which macro a name means, and macros as functions.
 *
 * Names resolve as in dbt: the package of the node that renders, the root project, other packages
 * by their name, and last the built-in ones. Bodies are parsed when a macro is first called.
 */
import { PtxError } from "../core/error.ts";
import type { MacroNode } from "../core/node.ts";
import type { Package, Project } from "../core/project.ts";
import { suggest } from "../core/suggest.ts";
import type { MacroDefinition } from "../jinja/ast.ts";
import { parseTemplate, type Template } from "../jinja/parse.ts";
import type { MacroTable } from "../project/engine.ts";

/** Package of the built-in macros. */
export const builtinPackage = "dbt";
/** Package of what ptx has beside them: data tests under `ptx.`. */
export const ownPackage = "ptx";

type ByName = ReadonlyMap<string, MacroNode>;

/** A package as a name in templates: `dbt_utils.star(...)`. */
export interface MacroPackage {
  readonly name: string;
  readonly macros: ByName;
}

type Found = MacroNode | MacroPackage;

export class MacroIndex {
  readonly #packages = new Map<string, Map<string, MacroNode>>();
  readonly #definitions = new Map<string, MacroDefinition>();
  readonly #templates = new Map<string, Map<string, Template>>();
  readonly #found = new Map<string, Map<string, Found | undefined>>();
  readonly #dispatched = new Map<string, MacroNode | undefined>();
  readonly #folders: ReadonlyMap<string, string>;
  readonly #searchOrders: ReadonlyMap<string, readonly string[]>;
  readonly #prefixes: readonly string[];
  readonly #root: string;

  constructor(project: Project, macros: MacroTable) {
    for (const macro of macros.values()) {
      const known = this.#packages.get(macro.package_name) ?? new Map<string, MacroNode>();
      known.set(macro.name, macro);
      this.#packages.set(macro.package_name, known);
    }
    this.#root = project.root.name;
    this.#prefixes = project.dialect.templates.prefixes;
    this.#searchOrders = new Map(
      project.root.dispatch.map(({ macro_namespace, search_order }) => [
        macro_namespace,
        search_order,
      ]),
    );
    const packages = [project.root, ...project.packages];
    this.#folders = new Map(packages.map((pkg) => [pkg.name, folderOf(pkg, project.root)]));
    for (const { name } of packages) {
      if (!this.#packages.has(name)) this.#packages.set(name, new Map());
    }
  }

  in(packageName: string, name: string): MacroNode | undefined {
    return this.#packages.get(packageName)?.get(name);
  }

  /** What an unqualified name means inside of `packageName`. */
  find(packageName: string, name: string): Found | undefined {
    let known = this.#found.get(packageName);
    if (known === undefined) {
      known = new Map();
      this.#found.set(packageName, known);
    }
    const found = known.get(name);
    if (found !== undefined || known.has(name)) return found;
    const meant = this.#meaning(packageName, name);
    known.set(name, meant);
    return meant;
  }

  #meaning(packageName: string, name: string): Found | undefined {
    const own = this.in(packageName, name) ?? this.in(this.#root, name);
    if (own !== undefined) return own;
    const macros = this.#packages.get(name);
    if (macros !== undefined) return { name, macros };
    return this.in(builtinPackage, name);
  }

  /** As `find`, for macros only. */
  macro(packageName: string, name: string): MacroNode | undefined {
    const found = this.find(packageName, name);
    return found && "unique_id" in found ? found : undefined;
  }

  /** Names that `find` knows in a package, for suggestions. */
  *names(packageName: string): Iterable<string> {
    yield* this.#packages.get(packageName)?.keys() ?? [];
    yield* this.#packages.get(this.#root)?.keys() ?? [];
    yield* this.#packages.get(builtinPackage)?.keys() ?? [];
    yield* this.#packages.keys();
  }

  /**
   * The implementation of a macro for this warehouse: `duckdb__name` before `default__name`, in
   * the packages of the namespace's search order.
   *
   * @param from Package whose names count where the namespace is none.
   * @throws PtxError PTX3203 when no package has one.
   */
  dispatch(name: string, namespace: string | null, from: string): MacroNode {
    const key = `${from}\n${namespace ?? ""}\n${name}`;
    let found = this.#dispatched.get(key);
    if (found === undefined && !this.#dispatched.has(key)) {
      found = this.#search(name, namespace, from);
      this.#dispatched.set(key, found);
    }
    if (found !== undefined) return found;
    throw this.#notDispatched(name, namespace, from);
  }

  #searchOrder(namespace: string | null): readonly (string | null)[] {
    if (namespace === null) return [null];
    const order = this.#searchOrders.get(namespace);
    if (order !== undefined) return order;
    return this.#packages.has(namespace) ? [this.#root, namespace] : [null];
  }

  #search(name: string, namespace: string | null, from: string): MacroNode | undefined {
    for (const owner of this.#searchOrder(namespace)) {
      for (const prefix of this.#prefixes) {
        const wanted = `${prefix}__${name}`;
        const found = owner === null ? this.macro(from, wanted) : this.in(owner, wanted);
        if (found !== undefined) return found;
      }
    }
    return undefined;
  }

  #notDispatched(name: string, namespace: string | null, from: string): PtxError {
    if (name.includes(".")) {
      const [first = "", rest = ""] = name.split(/\.(.*)/s);
      return new PtxError(
        "PTX3203",
        `adapter.dispatch() takes a macro name without a package, found '${name}'`,
        {
          hint: `Write adapter.dispatch('${rest}', '${first}').`,
        },
      );
    }
    const attempts = this.#searchOrder(namespace).flatMap((owner) =>
      this.#prefixes.map((prefix) => `${owner === null ? "" : `${owner}.`}${prefix}__${name}`),
    );
    const close = suggest(`default__${name}`, this.names(namespace ?? from));
    return new PtxError(
      "PTX3203",
      `adapter.dispatch() found no macro '${name}'${namespace === null ? "" : ` in '${namespace}'`}; it looked for ${attempts.join(", ")}`,
      {
        hint: close
          ? `Did you mean '${close.replace(/^[a-z]+__/, "")}'?`
          : `Define ${attempts.at(-1)}, or one of the others.`,
      },
    );
  }

  /** File of a package's template, relative to the root project. */
  fileOf(packageName: string, path: string): string {
    const folder = this.#folders.get(packageName);
    if (folder === undefined) return `${packageName}/${path}`;
    return folder === "" ? path : `${folder}/${path}`;
  }

  /** The parsed body of a macro. @throws PtxError PTX30xx where its text is wrong. */
  definition(macro: MacroNode): MacroDefinition {
    const known = this.#definitions.get(macro.unique_id);
    if (known !== undefined) return known;
    const file = this.fileOf(macro.package_name, macro.original_file_path);
    const definition = parseTemplate(macro.macro_sql, file, startOf(macro)).macros[0];
    if (definition === undefined) throw new Error(`${macro.unique_id} holds no macro`);
    this.#definitions.set(macro.unique_id, definition);
    return definition;
  }

  /** A template, parsed once: nodes are rendered when they are captured, and again to run. */
  template(text: string, file: string, start?: { line: number; column: number }): Template {
    let ofFile = this.#templates.get(file);
    if (ofFile === undefined) {
      ofFile = new Map();
      this.#templates.set(file, ofFile);
    }
    let template = ofFile.get(text);
    // One text may stand twice in a file; places are then those of the one that is asked for.
    if (template === undefined || template.line !== (start?.line ?? 1)) {
      template = parseTemplate(text, file, start);
      ofFile.set(text, template);
    }
    return template;
  }
}

/** Folder of a package relative to the root project's; its absolute path when it lies outside. */
function folderOf(pkg: Package, root: Package): string {
  if (pkg.root === root.root) return "";
  return pkg.root.startsWith(`${root.root}/`) ? pkg.root.slice(root.root.length + 1) : pkg.root;
}

/** Place of a macro text's first character: its start tag may have taken the space before it along. */
function startOf({
  macro_sql,
  ptx_start,
}: MacroNode): { line: number; column: number } | undefined {
  if (ptx_start === undefined) return undefined;
  const lead = /^\s*/.exec(macro_sql)?.[0] ?? "";
  const lines = lead.split("\n").length - 1;
  return lines === 0
    ? { line: ptx_start.line, column: Math.max(1, ptx_start.column - lead.length) }
    : { line: ptx_start.line - lines, column: 1 };
}
