/**
 * Checks a YAML file against its JSON schema, and says what is wrong where.
 *
 * Unknown keys are warnings where dbt ignores them, and errors where dbt refuses them. Values that
 * hold a template are not judged: their type shows only when they are rendered.
 */
import type { Diagnostic } from "../core/error.ts";
import type { Json } from "../core/node.ts";
import { type Kind, type SchemaError, validators } from "./generated/validators.ts";
import type { Mistake } from "./schema/mistake.ts";
import { mistakeOf } from "./schema/mistakes.ts";
import { mistypedInProject, mistypedInProperties, projectConfigErrors } from "./schema/mistyped.ts";
import type { Yaml } from "./yaml.ts";

export type { Kind };

/**
 * @param yaml The file as written, before templates in it are rendered.
 * @returns Everything that is wrong, in the order of the file. PTX1103 unknown key, PTX1104 wrong
 *   value, PTX1105 missing key, PTX1106 config key that looks mistyped (a warning).
 */
export function validate(
  kind: Kind,
  yaml: Pick<Yaml, "value" | "locate">,
  file: string,
): Diagnostic[] {
  // An empty file says nothing, which is fine; what a file must hold is checked by its reader.
  if (yaml.value === null) return [];
  const mistakes = [...schemaMistakes(kind, yaml.value), ...mistyped(kind, yaml.value)];
  return mistakes
    .map((mistake) => located(mistake, yaml, file))
    .sort((a, b) => order(a) - order(b));
}

function schemaMistakes(kind: Kind, root: Json): Mistake[] {
  const validator = validators[kind];
  const own = validator(root) ? [] : (validator.errors ?? []);
  const errors = kind === "project" ? [...own, ...projectConfigErrors(root)] : own;
  return relevant(errors).flatMap((error) => mistakeOf(error, kind, root) ?? []);
}

/** Leaves out what only repeats another error, and what a template may still make right. */
function relevant(errors: readonly SchemaError[]): SchemaError[] {
  const crowded = errors
    .filter(({ keyword }) => keyword === "maxProperties")
    .map(({ instancePath }) => `${instancePath}/`);
  const seen = new Set<string>();
  return errors.filter(({ keyword, instancePath, data, params }) => {
    if (keyword === "if" || crowded.some((path) => instancePath.startsWith(path))) return false;
    if (typeof data === "string" && /\{[{%]/.test(data)) return false;
    const key = params["additionalProperty"] ?? params["missingProperty"] ?? "";
    const id = `${instancePath} ${String(key)}`;
    if (seen.has(id)) return false;
    seen.add(id);
    return true;
  });
}

function mistyped(kind: Kind, root: Json): Mistake[] {
  if (kind === "properties") return mistypedInProperties(root);
  return kind === "project" ? mistypedInProject(root) : [];
}

function located(mistake: Mistake, yaml: Pick<Yaml, "locate">, file: string): Diagnostic {
  const { code, severity, message, hint, path, what } = mistake;
  const at = { ...yaml.locate(path, what), file };
  return { code, severity, message, at, hint };
}

const order = ({ at }: Diagnostic): number => (at?.line ?? 0) * 10_000 + (at?.column ?? 0);
