/** `versions:` of models: which file holds which version, and what YAML says of each. */
import type { Json, JsonObject } from "../core/node.ts";
import type { Findings } from "./findings.ts";
import { isObject, listOf, objectOf, textOf } from "./json.ts";
import { type Entry, placeIn } from "./properties.ts";
import type { KeyPath } from "./yaml-render.ts";

export type VersionName = string | number;

/** One version of a model. */
export interface ModelVersion {
  readonly version: VersionName;
  readonly latest: VersionName;
  /** What YAML says of this version: the model's entry with the version's own settings over it. */
  readonly entry: Entry;
}

const isName = (value: Json | undefined): value is VersionName =>
  typeof value === "string" || typeof value === "number";

/** Numbers by size, anything else as text. */
function later(a: VersionName, b: VersionName): VersionName {
  const [left, right] = [Number(a), Number(b)];
  const less = Number.isNaN(left) || Number.isNaN(right) ? String(a) < String(b) : left < right;
  return less ? b : a;
}

function isIncluded(name: string, columns: readonly JsonObject[]): boolean {
  const rule = columns.find((column) => column["include"] !== undefined);
  if (rule === undefined) return true;
  const included = rule["include"] === "all" || rule["include"] === "*";
  const listed = included || listOf(rule["include"]).includes(name);
  return listed && !listOf(rule["exclude"]).includes(name);
}

/** Columns of a version with their places: those of the model that it includes, and its own. */
function columnsFor(model: JsonObject, version: JsonObject, index: number) {
  const own = listOf(version["columns"]).filter(isObject);
  const columns: Json[] = [];
  const paths: KeyPath[] = [];
  listOf(model["columns"]).forEach((column, at) => {
    if (!isObject(column) || !isIncluded(String(column["name"]), own)) return;
    columns.push(column);
    paths.push(["columns", at]);
  });
  listOf(version["columns"]).forEach((column, at) => {
    if (!isObject(column) || column["include"] !== undefined) return;
    columns.push(column);
    paths.push(["versions", index, "columns", at]);
  });
  return { columns, paths };
}

/** Mappings are merged and lists put together, those of the version in front; else it replaces. */
function deepMerged(below: JsonObject, above: JsonObject): JsonObject {
  const result = { ...below };
  for (const [key, value] of Object.entries(above)) {
    const before = result[key];
    if (isObject(before) && isObject(value)) result[key] = deepMerged(before, value);
    else if (Array.isArray(before) && Array.isArray(value)) result[key] = [...value, ...before];
    else result[key] = value;
  }
  return result;
}

/** Keys of a version that replace the model's. dbt reads no others, whatever else stands there. */
const replacing = ["description", "constraints"] as const;

function versionEntry(entry: Entry, version: JsonObject, index: number): Entry {
  const { value: model } = entry;
  const { columns, paths } = columnsFor(model, version, index);
  const value: JsonObject = { ...model, columns };
  for (const key of replacing) if (version[key] !== undefined) value[key] = version[key];
  value["config"] = deepMerged(objectOf(model["config"]), objectOf(version["config"]));
  value["deprecation_date"] = version["deprecation_date"] ?? null;
  const tests = version["data_tests"] ?? version["tests"];
  const testKey = version["data_tests"] === undefined ? "tests" : "data_tests";
  if (tests !== undefined) {
    delete value["tests"];
    delete value["data_tests"];
    value[testKey] = tests;
  }
  const relocate = ([first, second, ...rest]: KeyPath): KeyPath => {
    if (first === "columns") return [...(paths[Number(second)] ?? [first]), ...rest];
    const own = first !== undefined && version[String(first)] !== undefined;
    const path = second === undefined ? [] : [second, ...rest];
    return [...(own ? ["versions", index] : []), ...(first === undefined ? [] : [first]), ...path];
  };
  return { ...entry, value, relocate };
}

/** The versions of all models, by the file that holds them. */
export class ModelVersions {
  readonly #byFile = new Map<string, ModelVersion>();
  readonly #byEntry = new Map<Entry, ModelVersion[]>();

  /** @param hasModel Whether a package has a model file of this name. */
  constructor(
    entries: readonly Entry[],
    hasModel: (packageName: string, name: string) => boolean,
    findings: Findings,
  ) {
    for (const entry of entries) {
      if (listOf(entry.value["versions"]).length > 0) this.#add(entry, hasModel, findings);
      else checkLatest(entry, [], findings);
    }
  }

  #add(
    entry: Entry,
    hasModel: (packageName: string, name: string) => boolean,
    findings: Findings,
  ): void {
    const listed = listOf(entry.value["versions"]).filter(isObject);
    const names = listed.map(({ v }) => v).filter(isName);
    checkLatest(entry, names, findings);
    const [first = 1] = names;
    const given = entry.value["latest_version"];
    const latest = isName(given) ? given : names.reduce(later, first);
    const versions: ModelVersion[] = [];
    listed.forEach((version, index) => {
      if (!isName(version["v"])) return;
      const packageName = entry.file.package.name;
      const named = textOf(version["defined_in"]) ?? `${entry.name}_v${version["v"]}`;
      const bare = !hasModel(packageName, named) && String(version["v"]) === String(latest);
      const file = bare && hasModel(packageName, entry.name) ? entry.name : named;
      const found = { version: version["v"], latest, entry: versionEntry(entry, version, index) };
      versions.push(found);
      if (hasModel(packageName, file)) this.#byFile.set(`${packageName}\u0000${file}`, found);
      else findings.add(noFile(entry, file, index));
    });
    this.#byEntry.set(entry, versions);
  }

  /** The version that a model file holds. */
  of(packageName: string, fileName: string): ModelVersion | undefined {
    return this.#byFile.get(`${packageName}\u0000${fileName}`);
  }

  /** The versions that an entry declares; empty for models without versions. */
  declaredBy(entry: Entry): readonly ModelVersion[] {
    return this.#byEntry.get(entry) ?? [];
  }
}

function noFile(entry: Entry, file: string, index: number) {
  return {
    code: "PTX1217" as const,
    severity: "warning" as const,
    message: `Model '${entry.name}' has no file for its version ${String(objectOf(listOf(entry.value["versions"])[index])["v"])}`,
    at: placeIn(entry, ["versions", index]),
    hint: `Add ${file}.sql, or say with defined_in: which file holds this version.`,
  };
}

/** `latest_version` must be one of the versions, and each version is listed once. */
function checkLatest(entry: Entry, names: readonly VersionName[], findings: Findings): void {
  const problem = (message: string, path: KeyPath, hint: string) =>
    findings.add({
      code: "PTX1221",
      severity: "error",
      message,
      at: placeIn(entry, path),
      hint,
    });
  const texts = names.map(String);
  const latest = entry.value["latest_version"];
  if (isName(latest) && !texts.includes(String(latest))) {
    problem(
      `latest_version ${latest} of model '${entry.name}' is not one of its versions`,
      ["latest_version"],
      texts.length > 0
        ? `It has: ${texts.join(", ")}.`
        : "Add versions:, or remove latest_version:.",
    );
  }
  texts.forEach((name, index) => {
    if (texts.indexOf(name) === index) return;
    problem(
      `Model '${entry.name}' lists version ${name} twice`,
      ["versions", index, "v"],
      "Keep one of the two.",
    );
  });
}
