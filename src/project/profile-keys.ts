/** The keys of a target against those that its adapter knows. */
import type { ProfileFacts, ProfileKey } from "../core/dialect.ts";
import type { Diagnostic } from "../core/error.ts";
import type { Location } from "../core/location.ts";
import type { Json, JsonObject } from "../core/node.ts";
import { suggest } from "../core/suggest.ts";
import { isObject } from "./json.ts";

/** Keys that a target of any type may have. */
const common = ["type", "schema", "dataset", "database", "dbname", "threads"];

const kinds: Readonly<Record<ProfileKey["kind"], { test(value: Json): boolean; name: string }>> = {
  text: { test: (value) => typeof value === "string" || typeof value === "number", name: "a text" },
  number: { test: (value) => Number.isFinite(Number(value)), name: "a number" },
  flag: { test: (value) => typeof value === "boolean", name: "true or false" },
  list: { test: Array.isArray, name: "a list" },
  mapping: { test: isObject, name: "a mapping" },
};

/**
 * What is wrong with the settings of a target; nothing where the adapter does not list its keys.
 *
 * @param locate The place of a key; of the target itself without one.
 */
export function settingProblems(
  output: JsonObject,
  { keys, aliases }: ProfileFacts,
  locate: (key?: string) => Location | undefined,
): Diagnostic[] {
  if (keys === undefined) return [];
  const problem = (message: string, hint: string, key?: string): Diagnostic => ({
    code: "PTX4005",
    severity: "error",
    message,
    at: locate(key),
    hint,
  });
  const names = [...common, ...Object.keys(keys), ...Object.keys(aliases)];
  const problems: Diagnostic[] = [];
  for (const [written, value] of Object.entries(output)) {
    if (!names.includes(written)) {
      const close = suggest(written, names);
      const listed = `It takes: ${names.join(", ")}.`;
      const hint = close === undefined ? listed : `Did you mean \`${close}\`? ${listed}`;
      // Not at its own line: an unknown setting may be a secret.
      problems.push(problem(`the target has no setting \`${written}\``, hint));
      continue;
    }
    const key = keys[aliases[written] ?? written];
    if (key === undefined || value === null || kinds[key.kind].test(value)) continue;
    const what = `\`${written}\` of the target is not ${kinds[key.kind].name}`;
    problems.push(problem(what, `Set it to the ${key.about}.`, written));
  }
  const given = new Set(Object.keys(output).map((key) => aliases[key] ?? key));
  for (const [name, { required, about }] of Object.entries(keys)) {
    if (!required || given.has(name)) continue;
    problems.push(problem(`\`${name}\` of the target is not set`, `Set it to the ${about}.`));
  }
  return problems;
}
