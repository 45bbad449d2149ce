/** Property files: every entry of every YAML file, by kind and name. */
import type { Files } from "../core/files.ts";
import type { Location } from "../core/location.ts";
import type { Json, JsonObject } from "../core/node.ts";
import type { Scope } from "../jinja/value.ts";
import type { Findings } from "./findings.ts";
import { validate } from "./schema.ts";
import type { SourceFile } from "./source-files.ts";
import { type Yaml, parseYaml } from "./yaml.ts";
import { type KeyPath, renderTree } from "./yaml-render.ts";

/** One entry, e.g. `models[3]`, of a property file. */
export interface Entry {
  readonly value: JsonObject;
  readonly name: string;
  readonly file: SourceFile;
  readonly yaml: Yaml;
  readonly path: KeyPath;
}

export const entryKinds = [
  "models",
  "seeds",
  "snapshots",
  "sources",
  "macros",
  "analyses",
  "exposures",
  "groups",
  "data_tests",
  "unit_tests",
  "metrics",
  "semantic_models",
  "saved_queries",
  "functions",
] as const;

export type EntryKind = (typeof entryKinds)[number];

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Place of a key or value inside an entry. */
export function placeIn(entry: Entry, path: KeyPath, what: "key" | "value" = "value"): Location {
  return entry.yaml.locate([...entry.path, ...path], what);
}

/** Rendered later or elsewhere: descriptions (docs blocks), tests (their own context), hooks. */
function skipped(path: KeyPath): boolean {
  const last = path.at(-1);
  if (last === "description" || last === "tests" || last === "data_tests") return path.length > 1;
  return last === "pre-hook" || last === "post-hook" || last === "pre_hook" || last === "post_hook";
}

/** All entries of the property files of the project and its packages. */
export class Properties {
  readonly #byName = new Map<string, Entry>();
  readonly #byKind = new Map<EntryKind, Entry[]>(entryKinds.map((kind) => [kind, []]));
  readonly #used = new Set<Entry>();
  readonly #files = new Map<string, Yaml>();

  add(kind: EntryKind, entry: Entry, findings: Findings): void {
    this.#byKind.get(kind)?.push(entry);
    this.#files.set(entry.file.path, entry.yaml);
    const key = `${kind}\u0000${entry.file.package.name}\u0000${entry.name}`;
    const first = this.#byName.get(key);
    if (first && kind !== "sources") {
      findings.add({
        code: "PTX1204",
        severity: "error",
        message: `${kind} '${entry.name}' is described twice`,
        at: placeIn(entry, ["name"]),
        related: [{ message: "first described here", at: placeIn(first, ["name"]) }],
        hint: "Keep one of the two entries and move what the other says into it.",
      });
      return;
    }
    this.#byName.set(key, entry);
  }

  /** The entry of a node, marked as used; `undefined` when no property file speaks of it. */
  take(kind: EntryKind, packageName: string, name: string): Entry | undefined {
    const entry = this.#byName.get(`${kind}\u0000${packageName}\u0000${name}`);
    if (entry) this.#used.add(entry);
    return entry;
  }

  /** Place of a path in a property file that was read. */
  locate(file: string, path: KeyPath): Location | undefined {
    return this.#files.get(file)?.locate(path, "value");
  }

  all(kind: EntryKind): readonly Entry[] {
    return this.#byKind.get(kind) ?? [];
  }

  /** Entries that no node has asked for. */
  unused(kind: EntryKind): Entry[] {
    return this.all(kind).filter((entry) => !this.#used.has(entry));
  }
}

/** Reads one property file into `properties`. */
export function readProperties(
  files: Files,
  file: SourceFile,
  scope: Scope,
  properties: Properties,
  findings: Findings,
): void {
  const text = files.readText(`${file.package.root}/${file.path}`) ?? "";
  const yaml = findings.attempt(() => parseYaml(text, file.path));
  if (yaml === undefined || yaml.value === null) return;
  findings.add(...yaml.warnings);
  const problems = validate("properties", yaml, file.path);
  findings.add(...problems);
  const value = text.includes("{{") || text.includes("{%")
    ? findings.attempt(() => renderTree(yaml.value, yaml, scope, skipped))
    : yaml.value;
  if (!isObject(value)) return;
  for (const kind of entryKinds) {
    const entries = value[kind];
    if (!Array.isArray(entries)) continue;
    entries.forEach((entry, index) => {
      // The schema has already reported entries that are no mapping or have no name.
      if (!isObject(entry) || typeof entry["name"] !== "string") return;
      const path = [kind, index];
      properties.add(kind, { value: entry, name: entry["name"], file, yaml, path }, findings);
    });
  }
}
