/** JSON as Python's `json.dumps(…, sort_keys=True)` writes it: dbt hashes this text. */
import type { Json } from "../core/node.ts";

const escaped = (text: string): string =>
  JSON.stringify(text).replace(
    /[\u007f-\uffff]/g,
    (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );

/** Versions and revisions are floats to dbt: 1.0 stays `1.0`. */
export const floatText = (value: number): string =>
  Number.isInteger(value) ? value.toFixed(1) : String(value);

/** Numbers are written as Python's floats. */
export function pythonJson(value: Json | undefined): string {
  if (typeof value === "string") return escaped(value);
  if (typeof value === "number") return floatText(value);
  if (Array.isArray(value)) return `[${value.map(pythonJson).join(", ")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value ?? null);
  const members = Object.keys(value)
    .sort()
    .map((key) => `${escaped(key)}: ${pythonJson(value[key])}`);
  return `{${members.join(", ")}}`;
}
