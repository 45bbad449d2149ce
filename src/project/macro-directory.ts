/** Macros as the resolver needs them: which macro a data test calls, and what YAML says of macros. */
import type { MacroId, MacroNode } from "../core/node.ts";
import type { Scope } from "../jinja/value.ts";
import { type BuildContext, describe, patchPathOf } from "./build-context.ts";
import { isObject, listOf, objectOf } from "./json.ts";
import type { Entry } from "./properties.ts";
import type { YamlScopes } from "./scopes.ts";
import { type TestEntry, unknownTest } from "./test-entries.ts";

export class MacroDirectory {
  readonly #context: BuildContext;
  readonly #macros: ReadonlyMap<MacroId, MacroNode>;
  readonly #tests = new Set<string>();
  readonly #packages = new Set<string>();
  readonly #scopes: YamlScopes;

  constructor(context: BuildContext, macros: ReadonlyMap<MacroId, MacroNode>, scopes: YamlScopes) {
    this.#context = context;
    this.#macros = macros;
    for (const { name, package_name: owner } of macros.values()) {
      this.#packages.add(owner);
      if (name.startsWith("test_")) this.#tests.add(name.slice("test_".length));
    }
    this.#scopes = scopes;
  }

  /** The names that the config of a package's tests may use. */
  scope(packageName: string): Scope {
    return this.#scopes.of(packageName);
  }

  /**
   * The macro of a data test: in the namespace it names, else the package's own, the root
   * project's, the built-in one.
   * @throws PtxError PTX1213 when there is none.
   */
  resolve(test: TestEntry, entry: Entry, packageName: string): MacroId {
    const name = `test_${test.name}`;
    const packages =
      test.namespace === null
        ? [packageName, this.#context.project.root.name, "dbt"]
        : [test.namespace];
    for (const owner of packages) {
      const macro = this.#macros.get(`macro.${owner}.${name}` as MacroId);
      if (macro) return macro.unique_id;
    }
    throw unknownTest(test, entry, { names: this.#tests, packages: this.#packages });
  }

  /** Fills in what property files say of macros. */
  describe(): void {
    for (const entry of this.#context.properties.all("macros")) {
      const macro = this.#macros.get(`macro.${entry.file.package.name}.${entry.name}` as MacroId);
      if (macro === undefined) continue;
      this.#context.properties.take("macros", entry.file.package.name, entry.name);
      const config = objectOf(entry.value["config"]);
      macro.description = describe(this.#context, entry).text;
      macro.meta = { ...objectOf(entry.value["meta"]), ...objectOf(config["meta"]) };
      macro.arguments = listOf(entry.value["arguments"]).filter(isObject);
      macro.patch_path = patchPathOf(entry);
      macro.docs = { show: true, node_color: null, ...objectOf(entry.value["docs"]) };
      macro.config = { meta: macro.meta, docs: macro.docs };
    }
  }
}
