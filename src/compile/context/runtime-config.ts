/**
 * `builtins.ref.config`: what dbt knows of the project while it runs. Packages reach for it to learn
 * their own version or the root project's vars.
 */
import type { JsonObject } from "../../core/node.ts";
import type { Package } from "../../core/project.ts";
import { fromJson } from "../../jinja/json.ts";
import { builtin } from "../../jinja/params.ts";
import { PyObject, type Value } from "../../jinja/value.ts";
import type { RenderState } from "../render-state.ts";

/** An object of named values, made when asked for. */
class Facts extends PyObject {
  readonly typeName: string;
  readonly #values: Readonly<Record<string, () => Value>>;
  constructor(typeName: string, values: Readonly<Record<string, () => Value>>) {
    super();
    this.typeName = typeName;
    this.#values = values;
  }
  getattr(name: string): Value | undefined {
    return Object.hasOwn(this.#values, name) ? this.#values[name]?.() : undefined;
  }
}

const varsOf = (vars: JsonObject): Facts =>
  new Facts("VarProvider", { to_dict: () => builtin("to_dict", () => fromJson(vars)) });

function ofPackage(pkg: Package): Readonly<Record<string, () => Value>> {
  const { packagesInstall, models, seeds, macros, snapshots, tests, analyses } = pkg.paths;
  return {
    project_name: () => pkg.name,
    version: () => pkg.version ?? null,
    project_root: () => pkg.root,
    vars: () => varsOf(pkg.vars),
    packages_install_path: () => packagesInstall,
    model_paths: () => [...models],
    seed_paths: () => [...seeds],
    macro_paths: () => [...macros],
    snapshot_paths: () => [...snapshots],
    test_paths: () => [...tests],
    analysis_paths: () => [...analyses],
  };
}

/** The configuration of the root project, with its packages under `dependencies`. */
export function runtimeConfig({ project, invocation }: RenderState): Value {
  const { root, packages, target, cliVars, targetPath } = project.project;
  const all = [root, ...packages];
  return new Facts("RuntimeConfig", {
    ...ofPackage(root),
    profile_name: () => target.profileName,
    target_name: () => target.name,
    target_path: () => targetPath,
    threads: () => target.threads,
    cli_vars: () => fromJson(cliVars),
    args: () => fromJson(invocation.args),
    dependencies: () =>
      new Map(all.map((pkg) => [pkg.name, new Facts("RuntimeConfig", ofPackage(pkg))])),
  });
}
