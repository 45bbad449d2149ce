/** `package-lock.yml` in dbt's format: both tools read what the other wrote. */
import { createHash } from "node:crypto";
import { isObject } from "../project/json.ts";
import { parseYaml } from "../project/yaml.ts";
import type { PackageSpec } from "./spec.ts";

export const lockFile = "package-lock.yml";

/** Keys and values of a locked package. */
export type Locked = Readonly<Record<string, string>>;

/** What the packages file asks for, as dbt hashes it: the order of the entries does not count. */
export function listHash(specs: readonly PackageSpec[]): string {
  const lines = specs.map(({ canonical }) => canonical).sort();
  return createHash("sha1").update(lines.join("\n")).digest("hex");
}

/** Whether `text` stands for itself in YAML without quotes. */
function isPlain(text: string): boolean {
  if (!/^[^\s'"{}[\]#&*!|>%@`,=-][^\n]*$/.test(text) || /:\s|:$|\s#|\s$/.test(text)) return false;
  // A date to PyYAML; ptx reads it as text.
  if (/^\d{4}-\d\d?-\d\d?/.test(text)) return false;
  const { value } = parseYaml(`key: ${text}`, "");
  return isObject(value) && value["key"] === text;
}

export function yamlText(text: string): string {
  if (/[^\x20-\x7e]/.test(text)) return JSON.stringify(text);
  return isPlain(text) ? text : `'${text.replaceAll("'", "''")}'`;
}

export function lockText(packages: readonly Locked[], hash: string): string {
  const entries = packages.map((locked) => {
    const keys = Object.keys(locked).sort();
    const lines = keys.map((key) => `${key}: ${yamlText(locked[key] ?? "")}`);
    return `  - ${lines.join("\n    ")}\n`;
  });
  const list = entries.length === 0 ? "packages: []\n" : `packages:\n${entries.join("")}`;
  return `${list}sha1_hash: ${yamlText(hash)}\n`;
}
