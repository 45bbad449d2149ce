/** Types and values of YAML in words, and how to turn one into the other. */
import type { SchemaError } from "../generated/validators.ts";
import type { Path } from "./subject.ts";

const words: Readonly<Record<string, string>> = {
  object: "a mapping",
  array: "a list",
  string: "text",
  boolean: "`true` or `false`",
  integer: "a whole number",
  number: "a number",
};

/** "text or a list". */
export function expectedWords(types: readonly string[]): string {
  return types
    .filter((type) => type !== "null")
    .map((type) => words[type] ?? type)
    .join(" or ");
}

export function foundWords(value: unknown): string {
  if (value === null) return "empty";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return "a mapping";
  if (typeof value === "string") return `the text \`${shortened(value)}\``;
  return typeof value === "number" ? `the number ${value}` : `\`${String(value)}\``;
}

/** What to type so that a value fits its schema. */
export function typeHint({ params, data, parentSchema }: SchemaError, path: Path): string {
  const types = [params["type"]].flat().map(String);
  const key = String(path.findLast((step) => typeof step === "string") ?? "");
  if (path.length === 0) return "Start the file with a key, and put the rest below it.";
  if (data === null) return `Give \`${key}\` a value, or remove the key.`;
  if (types.includes("boolean") && /^(?:true|false|yes|no|on|off)$/i.test(String(data))) {
    return `Write ${String(data).toLowerCase()} without quotes.`;
  }
  if (types.includes("array")) return listHint(data, key, parentSchema);
  if (types.includes("string") && typeof data !== "object") return `Put it in quotes: "${data}".`;
  if (types.includes("object")) return mappingHint(data, path, key, parentSchema);
  if (types.includes("integer") || types.includes("number"))
    return "Write the number without quotes.";
  return `Write \`${key}: …\` with ${expectedWords(types)}.`;
}

type Schema = SchemaError["parentSchema"];

function listHint(data: unknown, key: string, { items }: Schema): string {
  if (typeof data !== "object") return `Write a list: \`${key}: [${String(data)}]\`.`;
  const [first] = Object.keys(data ?? {});
  const named = typeof items === "object" && items !== null && "$ref" in items;
  return named && first !== undefined
    ? `Write \`- name: ${first}\`, with what belongs to it indented below.`
    : "Start every item with `- `.";
}

function mappingHint(data: unknown, path: Path, key: string, schema: Schema): string {
  const lines = `Write \`key: value\` lines below \`${key}:\``;
  if (Array.isArray(data)) return `${lines}, without \`- \`.`;
  const text = String(data);
  const tight = /^(\w+):(\S+)$/.exec(text);
  if (tight !== null) return `Add a space after the colon: \`${tight[1]}: ${tight[2]}\`.`;
  const required = [schema["required"] ?? "name"].flat();
  if (typeof path.at(-1) === "number")
    return `Write \`- ${String(required[0])}: ${shortened(text)}\`.`;
  const keys = Object.keys((schema["properties"] ?? {}) as object);
  if (keys.length === 0 || keys.length > 4) return `${lines}.`;
  return `Write \`${key}: {${keys.map((name) => `${name}: …`).join(", ")}}\`.`;
}

function shortened(text: string): string {
  const [line = ""] = text.split("\n", 1);
  return line.length > 40 || line.length < text.length ? `${line.slice(0, 40)}…` : line;
}
