/** Property files: every entry of every YAML file, by kind and name. */

import type { Diagnostic } from "../core/error.ts";
import type { Files } from "../core/files.ts";
import type { Location } from "../core/location.ts";
import type { Json, JsonObject } from "../core/node.ts";
import type { Scope } from "../jinja/value.ts";
import type { Findings } from "./findings.ts";
import { isObject, objectOf } from "./json.ts";
import { validate } from "./schema.ts";
import type { SourceFile } from "./source-files.ts";
import { parseYaml, type Yaml } from "./yaml.ts";
import { type KeyPath, renderTree } from "./yaml-render.ts";

/** One entry, e.g. `models[3]`, of a property file. */
export interface Entry {
  readonly value: JsonObject;
  /** The value before templates in it were rendered, where it has any. */
  readonly written?: JsonObject | undefined;
  readonly name: string;
  readonly file: SourceFile;
  readonly yaml: Yaml;
  readonly path: KeyPath;
  /** Where a path inside of `value` is written, when `value` was put together from several places. */
  readonly relocate?: (path: KeyPath) => KeyPath;
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

/** Place of a key or value inside an entry. */
export function placeIn(entry: Entry, path: KeyPath, what: "key" | "value" = "value"): Location {
  return entry.yaml.locate(pathIn(entry, path), what);
}

/** Path of a key or value of an entry, from the top of its file. */
export const pathIn = ({ path: own, relocate }: Entry, path: KeyPath): KeyPath => [
  ...own,
  ...(relocate ? relocate(path) : path),
];

/**
 * Rendered later or elsewhere: descriptions (docs blocks), tests (their own context), hooks, and
 * filters of the semantic layer, whose templates (`{{ Dimension('…') }}`) are not dbt's.
 */
function skipped(path: KeyPath): boolean {
  const last = path.at(-1);
  if (path[0] === "metrics" && (last === "filter" || path.at(-2) === "filter")) return true;
  if (path[0] === "saved_queries" && path[2] === "query_params" && path[3] === "where") return true;
  if (last === "description" || last === "tests" || last === "data_tests") return path.length > 1;
  return last === "pre-hook" || last === "post-hook" || last === "pre_hook" || last === "post_hook";
}

/** What somebody asked `Properties` for, and got. */
export interface Question {
  readonly kind: EntryKind;
  readonly package: string;
  readonly name: string;
  readonly entry: Entry | undefined;
}

/** Keys that YAML may give beside `config:` and that mean the same as inside of it. */
export const besideConfig = ["meta", "docs", "group", "access", "contract"] as const;

const normalizedKinds: ReadonlySet<EntryKind> = new Set([
  "models",
  "seeds",
  "snapshots",
  "analyses",
]);

/** Settings that stand beside `config:` and inside of it: which one counts would be a guess. */
function givenTwice(kind: EntryKind, entry: Entry): Diagnostic[] {
  if (!normalizedKinds.has(kind)) return [];
  const config = objectOf(entry.value["config"]);
  return besideConfig
    .filter((key) => entry.value[key] !== undefined && config[key] !== undefined)
    .map((key) => ({
      code: "PTX1218",
      severity: "error",
      message: `'${entry.name}' sets ${key} twice: beside config: and inside of it`,
      at: placeIn(entry, [key], "key"),
      related: [{ message: "the other one is here", at: placeIn(entry, ["config", key], "key") }],
      hint: `Keep the one inside of config:, and move what the other says into it.`,
    }));
}

const titles: Readonly<Record<EntryKind, string>> = {
  models: "Model",
  seeds: "Seed",
  snapshots: "Snapshot",
  sources: "Source",
  macros: "Macro",
  analyses: "Analysis",
  exposures: "Exposure",
  groups: "Group",
  data_tests: "Data test",
  unit_tests: "Unit test",
  metrics: "Metric",
  semantic_models: "Semantic model",
  saved_queries: "Saved query",
  functions: "Function",
};

/** All entries of the property files of the project and its packages. */
export class Properties {
  readonly #byName = new Map<string, Entry>();
  readonly #byKind = new Map<EntryKind, Entry[]>(entryKinds.map((kind) => [kind, []]));
  readonly #used = new Set<Entry>();
  readonly #files = new Map<string, Yaml>();
  #asked: Question[] = [];

  add(kind: EntryKind, entry: Entry, findings: Findings): void {
    this.#byKind.get(kind)?.push(entry);
    this.#files.set(`${entry.file.package.name}:${entry.file.path}`, entry.yaml);
    const key = `${kind}\u0000${entry.file.package.name}\u0000${entry.name}`;
    const first = this.#byName.get(key);
    // Unit tests of two models may have one name; two of one model are found when they are built.
    if (first && kind !== "sources" && kind !== "unit_tests") {
      findings.add({
        code: "PTX1204",
        severity: "error",
        message: `${titles[kind]} '${entry.name}' is described twice`,
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
    const entry = this.find(kind, packageName, name);
    if (entry) this.#used.add(entry);
    this.#asked.push({ kind, package: packageName, name, entry });
    return entry;
  }

  /** As `take`, for those that only look. */
  find(kind: EntryKind, packageName: string, name: string): Entry | undefined {
    return this.#byName.get(`${kind}\u0000${packageName}\u0000${name}`);
  }

  /** A list that fills with what is taken from now on. */
  trace(): readonly Question[] {
    this.#asked = [];
    return this.#asked;
  }

  /** A property file that was read. */
  file(packageName: string, path: string): Yaml | undefined {
    return this.#files.get(`${packageName}:${path}`);
  }

  all(kind: EntryKind): readonly Entry[] {
    return this.#byKind.get(kind) ?? [];
  }

  /** Entries that no node has asked for. */
  unused(kind: EntryKind): Entry[] {
    return this.all(kind).filter((entry) => !this.#used.has(entry));
  }
}

/** The value of a property file. */
export interface PropertyValue {
  readonly value: Json;
  /** The same before templates in it were rendered. */
  readonly written: Json;
}

/** Values of property files that need not be read again. */
export interface KnownValues {
  /** The value that is known of a file, else what `read` says. */
  property(
    file: SourceFile,
    findings: Findings,
    read: () => PropertyValue | undefined,
  ): PropertyValue | undefined;
}

/** The value of a property file, rendered; `undefined` where nothing can be made of it. */
function renderedValue(text: string, yaml: Yaml, file: string, scope: Scope, findings: Findings) {
  findings.add(...yaml.warnings, ...validate("properties", yaml, file));
  return text.includes("{{") || text.includes("{%")
    ? findings.attempt(() => renderTree(yaml.value, yaml, scope, skipped))
    : yaml.value;
}

/** Reads one property file into `properties`; what is `known` of it is not parsed again. */
export function readProperties(
  files: Files,
  file: SourceFile,
  scope: Scope,
  properties: Properties,
  findings: Findings,
  known: KnownValues,
): void {
  let parsed: Yaml | undefined;
  const text = () => files.readText(`${file.package.root}/${file.path}`) ?? "";
  const found = known.property(file, findings, () => {
    const content = text();
    parsed = findings.attempt(() => parseYaml(content, file.shown));
    if (parsed === undefined || parsed.value === null) return undefined;
    const value = renderedValue(content, parsed, file.shown, scope, findings);
    return value === undefined ? undefined : { value, written: parsed.value };
  });
  const value = found?.value;
  if (!isObject(value)) return;
  const read = () => {
    parsed ??= parseYaml(text(), file.shown);
    return parsed;
  };
  const yaml: Yaml = parsed ?? {
    value: found?.written ?? value,
    warnings: [],
    locate: (path, what) => read().locate(path, what),
    isFloat: (path) => read().isFloat(path),
  };
  for (const kind of entryKinds) {
    const entries = value[kind];
    if (!Array.isArray(entries)) continue;
    const written = objectOf(yaml.value)[kind];
    entries.forEach((value, index) => {
      // The schema has already reported entries that are no mapping or have no name.
      if (!isObject(value) || typeof value["name"] !== "string") return;
      const own = Array.isArray(written) ? objectOf(written[index]) : undefined;
      const entry = { value, written: own, name: value["name"], file, yaml, path: [kind, index] };
      properties.add(kind, entry, findings);
      findings.add(...givenTwice(kind, entry));
    });
  }
}
