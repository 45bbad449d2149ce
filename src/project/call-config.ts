/** Checks what a template gives to `config(...)`, as the schemas check the same settings in YAML. */
import type { Diagnostic } from "../core/error.ts";
import { type Location, positionAt } from "../core/location.ts";
import type { JsonObject } from "../core/node.ts";
import { validate } from "./schema.ts";

/** The list of a property file in which each kind of template is described. */
const lists = { model: "models", snapshot: "snapshots", analysis: "analyses" } as const;

export type CheckedType = keyof typeof lists;

export const isChecked = (type: string): type is CheckedType => type in lists;

interface Template {
  readonly type: CheckedType;
  readonly name: string;
  readonly text: string;
  readonly file: string;
  readonly start: { readonly line: number; readonly column: number } | undefined;
}

/** Where a template names a setting: `key=` or `'key':`, else its first character. */
function placeOf(key: string, { text, file, start }: Template): Location {
  const first = start ?? { line: 1, column: 1 };
  const name = key.replace(/[^\w]/g, "[-_]");
  const found = new RegExp(`\\b${name}\\s*=|(['"])${name}\\1\\s*[:,]`).exec(text);
  const { line, column } = positionAt(text, found?.index ?? 0);
  return {
    file,
    line: first.line + line - 1,
    column: line === 1 ? first.column + column - 1 : column,
    length: found === null ? 1 : key.length,
  };
}

/** Checks the calls of the templates of a project, most of which say the same. */
export class CallChecks {
  /** Calls in which nothing was wrong, as JSON. */
  readonly #fine = new Set<string>();

  /** What is wrong with the calls of a template, at the place of each setting. */
  problems(template: Template, calls: JsonObject): Diagnostic[] {
    const { type } = template;
    const text = `${type} ${JSON.stringify(calls)}`;
    if (this.#fine.has(text)) return [];
    const found = callProblems(template, calls);
    if (found.length === 0) this.#fine.add(text);
    return found;
  }
}

function callProblems(template: Template, calls: JsonObject): Diagnostic[] {
  // While parsing, what asks the warehouse answers None: only a run can tell what it will be.
  const known = Object.fromEntries(Object.entries(calls).filter(([, value]) => value !== null));
  if (Object.keys(known).length === 0) return [];
  const { type, name, file } = template;
  const value = { [lists[type]]: [{ name, config: known }] };
  const locate = (path: readonly (string | number)[]) => placeOf(String(path[3] ?? ""), template);
  return validate("properties", { value, locate }, file).map(inJinja);
}

/** How each kind of value is written in a call, by what a finding says it must be. */
const forms: Readonly<Record<string, (key: string) => string>> = {
  "`true` or `false`": (key) => `${key}=true or ${key}=false`,
  "a list": (key) => `${key}=['…', '…']`,
  "a mapping": (key) => `${key}={'…': '…'}`,
  text: (key) => `${key}='…'`,
  "text or a list": (key) => `${key}='…' or ${key}=['…', '…']`,
};

/** A finding whose hint shows how a template writes the value, not how YAML does. */
function inJinja(found: Diagnostic): Diagnostic {
  const [, key, wanted] = /^`config\.([\w-]+)`.* must be (.+?), but is/.exec(found.message) ?? [];
  const form = forms[wanted ?? ""];
  if (key === undefined || form === undefined) return found;
  return { ...found, hint: `Write ${form(key.replace("-", "_"))}.` };
}
