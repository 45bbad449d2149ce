/** The names that YAML values may use, by package: `var`, `env_var`, `target`, `project_name`. */
import type { Project } from "../core/project.ts";
import type { Scope } from "../jinja/value.ts";
import { targetForTemplates } from "./load.ts";
import { varsFor } from "./vars.ts";
import { yamlScope } from "./yaml-render.ts";

export class YamlScopes {
  readonly #project: Project;
  readonly #byPackage = new Map<string, Scope>();

  constructor(project: Project) {
    this.#project = project;
  }

  of(packageName: string): Scope {
    const known = this.#byPackage.get(packageName);
    if (known) return known;
    const { env, root, target, dialect } = this.#project;
    const scope = yamlScope({
      env,
      vars: varsFor(this.#project, packageName),
      secretsAllowed: false,
      names: { target: targetForTemplates(target, dialect), project_name: root.name },
    });
    this.#byPackage.set(packageName, scope);
    return scope;
  }
}
