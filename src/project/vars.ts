/** `vars:` of the project files and `--vars`, as one package's templates see them. */
import type { JsonObject } from "../core/node.ts";
import type { Package, Project } from "../core/project.ts";
import { isObject } from "./json.ts";

function scoped(vars: JsonObject, name: string): JsonObject {
  const own = vars[name];
  return isObject(own) ? { ...vars, ...own } : vars;
}

/**
 * The vars of a package by name. Later wins: the package's own file, the root project's file,
 * the command line; within a file the package's section over the global ones.
 */
export function varsFor(project: Project, packageName: string): JsonObject {
  const own: Package | undefined = project.packages.find(({ name }) => name === packageName);
  return {
    ...(own ? scoped(own.vars, packageName) : {}),
    ...scoped(project.root.vars, packageName),
    ...project.cliVars,
  };
}
