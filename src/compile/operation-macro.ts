/** Finds the macro that `run-operation` names. */
import { PtxError } from "../core/error.ts";
import type { MacroNode } from "../core/node.ts";
import { suggest } from "../core/suggest.ts";
import { builtinPackage } from "./macro-index.ts";
import type { ProjectContext } from "./project-context.ts";

/**
 * The macro called `macro`, or `package.macro`: the project's own first, then packages, then
 * built-in ones.
 * @throws PtxError PTX3211 when there is none.
 */
export function operationMacro({ macros, project }: ProjectContext, name: string): MacroNode {
  const [owner, rest] = name.includes(".") ? name.split(/\.(.*)/s) : [undefined, name];
  const packages = [project.root.name, ...project.packages.map((pkg) => pkg.name), builtinPackage];
  for (const candidate of owner === undefined ? packages : [owner]) {
    const macro = macros.in(candidate, rest ?? "");
    if (macro !== undefined) return macro;
  }
  const close = suggest(rest ?? "", macros.names(owner ?? project.root.name));
  throw new PtxError("PTX3211", `There is no macro '${name}'`, {
    hint: close
      ? `Did you mean '${owner === undefined ? "" : `${owner}.`}${close}'?`
      : "Name a macro of the project, or one of a package as package.macro.",
  });
}
