/**
 * What the built-in data tests refer to, without rendering them: a project has thousands of them,
 * and their arguments tell it all.
 */
import type { Json, JsonObject, MacroNode, RefArgs } from "../core/node.ts";
import type { Captured } from "../project/engine.ts";
import { builtinPackage, type MacroIndex } from "./macro-index.ts";

const known: ReadonlySet<string> = new Set([
  "test_unique",
  "test_not_null",
  "test_accepted_values",
  "test_relationships",
]);

const text = "'([^'\"\\\\]*)'|\"([^'\"\\\\]*)\"";
const reference = new RegExp(
  `^\\s*(ref|source)\\(\\s*(?:${text})\\s*(?:,\\s*(?:${text})\\s*)?\\)\\s*$`,
);
const wrapped = /^\{\{\s*get_where_subquery\((.*)\)\s*\}\}$/s;
const braced = /^\{\{(.*)\}\}$/s;

interface References {
  readonly refs: RefArgs[];
  readonly sources: [string, string][];
}

/** Notes the reference that `call` is; false when it is anything else. */
function note(call: string, { refs, sources }: References): boolean {
  const found = reference.exec(call);
  if (found === null) return false;
  const first = found[2] ?? found[3] ?? "";
  const second = found[4] ?? found[5];
  if (found[1] === "source") {
    if (second === undefined) return false;
    sources.push([first, second]);
  } else {
    refs.push(
      second === undefined
        ? { name: first, package: null, version: null }
        : { name: second, package: first, version: null },
    );
  }
  return true;
}

/** False when the argument is a template that must be rendered to be known. */
function readArgument(name: string, value: Json, references: References): boolean {
  if (name === "column_name" || typeof value === "number" || typeof value === "boolean")
    return true;
  if (Array.isArray(value)) return value.every((item) => readArgument("", item, references));
  if (typeof value !== "string") return value === null;
  const model = wrapped.exec(value)?.[1] ?? braced.exec(value)?.[1];
  if (model !== undefined) return note(model, references);
  if (value.includes("{{") || value.includes("{%")) return false;
  if (!/^\s*(env_var|ref|var|source|doc)\s*\(/.test(value)) return true;
  return note(value, references);
}

/** `undefined` where the project replaced a macro involved, or an argument needs rendering. */
export function captureKnownTest(
  macros: MacroIndex,
  macro: MacroNode,
  packageName: string,
  kwargs: JsonObject,
): Captured | undefined {
  if (macro.package_name !== builtinPackage || !known.has(macro.name)) return undefined;
  const where = macros.macro(packageName, "get_where_subquery");
  const implementation = macros.dispatch(macro.name, builtinPackage, packageName);
  if (implementation.package_name !== builtinPackage || where?.package_name !== builtinPackage)
    return undefined;
  if (macros.macro(packageName, "ref") ?? macros.macro(packageName, "source")) return undefined;
  const references: References = { refs: [], sources: [] };
  for (const [name, value] of Object.entries(kwargs)) {
    if (!readArgument(name, value, references)) return undefined;
  }
  return { ...references, metrics: [], macros: [macro.unique_id, where.unique_id], config: {} };
}
