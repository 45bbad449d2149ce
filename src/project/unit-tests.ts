/** Unit tests: kept with dbt's keys, selected and listed with their model. Running them comes later. */
import type { Json, JsonObject, ManifestNode, ModelNode } from "../core/node.ts";
import { suggest } from "../core/suggest.ts";
import { type BuildContext, stem } from "./build-context.ts";
import { csvRows } from "./csv-rows.ts";
import { sha256 } from "./hash.ts";
import { isObject, listOf, objectOf, textOf } from "./json.ts";
import { baseConfig, finalConfig } from "./node-config.ts";
import { type Entry, pathIn, placeIn } from "./properties.ts";
import type { SourceFile } from "./source-files.ts";
import type { KeyPath } from "./yaml-render.ts";

/** Files of rows that unit tests name, by package and name. */
export type UnitFixtures = ReadonlyMap<string, SourceFile>;

export const fixtureKey = (packageName: string, name: string): string =>
  `${packageName}\u0000${name}`;

export function unitFixtures(files: readonly SourceFile[]): UnitFixtures {
  return new Map(files.map((file) => [fixtureKey(file.package.name, stem(file.path)), file]));
}

interface Parts {
  readonly context: BuildContext;
  readonly fixtures: UnitFixtures;
}

/** Rows as the manifest shows them: a list of mappings, or SQL. */
function rowsOf(
  { context, fixtures }: Parts,
  entry: Entry,
  value: JsonObject,
  path: KeyPath,
): Json {
  const format = textOf(value["format"]) ?? "dict";
  const named = textOf(value["fixture"]);
  if (named === null) {
    const rows = value["rows"] ?? null;
    return format === "csv" && typeof rows === "string" ? csvRows(rows) : rows;
  }
  const file = fixtures.get(fixtureKey(entry.file.package.name, named));
  if (file === undefined) {
    context.findings.add({
      code: "PTX1224",
      severity: "error",
      message: `Unit test '${entry.name}' names a fixture '${named}' that does not exist`,
      at: placeIn(entry, [...path, "fixture"]),
      hint: `Add tests/fixtures/${named}.${format === "sql" ? "sql" : "csv"}, or write the rows under rows:.`,
    });
    return null;
  }
  const text = context.files.readText(`${file.package.root}/${file.path}`) ?? "";
  return format === "csv" ? csvRows(text) : text;
}

function given(parts: Parts, entry: Entry): JsonObject[] {
  return listOf(entry.value["given"])
    .filter(isObject)
    .map((input, index) => ({
      input: textOf(input["input"]) ?? "",
      rows: rowsOf(parts, entry, input, ["given", index]),
      format: textOf(input["format"]) ?? "dict",
      fixture: textOf(input["fixture"]),
    }));
}

function expected(parts: Parts, entry: Entry): JsonObject {
  const value = objectOf(entry.value["expect"]);
  return {
    rows: rowsOf(parts, entry, value, ["expect"]),
    format: textOf(value["format"]) ?? "dict",
    fixture: textOf(value["fixture"]),
  };
}

/** What is true of a unit test whatever version of its model it runs on. */
function definition(parts: Parts, entry: Entry, model: string): JsonObject {
  const { context } = parts;
  const { file, name, value } = entry;
  const packageName = file.package.name;
  const folders = file.path.split("/").slice(1, -1);
  const fqn = [packageName, ...folders, model, name];
  const base = baseConfig(context, "unit_test", fqn, objectOf(value["config"]));
  const overrides = isObject(value["overrides"])
    ? { macros: {}, vars: {}, env_vars: {}, ...value["overrides"] }
    : null;
  const versions = isObject(value["versions"])
    ? { include: null, exclude: null, ...value["versions"] }
    : null;
  const content = {
    model,
    versions,
    given: given(parts, entry),
    expect: expected(parts, entry),
    overrides,
  };
  return {
    ...content,
    name,
    unique_id: `unit_test.${packageName}.${model}.${name}`,
    resource_type: "unit_test",
    package_name: packageName,
    path: file.relative,
    original_file_path: file.path,
    description: textOf(value["description"]) ?? "",
    depends_on: { macros: [], nodes: [] },
    fqn,
    config: finalConfig(context, "unit_test", fqn, base, {}),
    checksum: sha256(JSON.stringify(content)),
    schema: null,
    created_at: context.createdAt,
    version: null,
    ptx_patch: { file: file.path, path: [...pathIn(entry, [])] },
  };
}

function isWanted(test: JsonObject, { version }: ModelNode): boolean {
  const { include, exclude } = objectOf(test["versions"]);
  const names = (value: Json | undefined) => listOf(value).map(String);
  if (include !== null && include !== undefined) return names(include).includes(String(version));
  return !names(exclude).includes(String(version));
}

const withModel = (test: JsonObject, node: ModelNode): JsonObject => {
  const version = node.version === null ? "" : `_v${node.version}`;
  return {
    ...test,
    unique_id: `unit_test.${String(test["package_name"])}.${node.name}.${String(test["name"])}${version}`,
    depends_on: { macros: [], nodes: [node.unique_id] },
    schema: node.schema,
    version: node.version,
  };
};

const boundTo = (test: JsonObject, models: readonly ModelNode[]): JsonObject[] =>
  models.filter((node) => isWanted(test, node)).map((node) => withModel(test, node));

/** Models by package and name; a versioned one has several. */
function modelIndex(nodes: Iterable<ManifestNode>): Map<string, ModelNode[]> {
  const index = new Map<string, ModelNode[]>();
  for (const node of nodes) {
    if (node.resource_type !== "model") continue;
    const key = `${node.package_name}.${node.name}`;
    const known = index.get(key);
    if (known) known.push(node);
    else index.set(key, [node]);
  }
  return index;
}

/** The unit tests of a project, one for each version of their model; disabled ones apart. */
export function unitTests(
  context: BuildContext,
  fixtures: UnitFixtures,
  nodes: Iterable<ManifestNode>,
  disabledModels: ReadonlySet<string>,
): { enabled: Record<string, JsonObject>; disabled: JsonObject[] } {
  const enabled: Record<string, JsonObject> = {};
  const disabled: JsonObject[] = [];
  const entries = context.properties.all("unit_tests");
  if (entries.length === 0) return { enabled, disabled };
  const models = modelIndex(nodes);
  for (const entry of entries) {
    const model = textOf(entry.value["model"]) ?? "";
    const key = `${entry.file.package.name}.${model}`;
    const test = definition({ context, fixtures }, entry, model);
    if (!(models.has(key) || disabledModels.has(key))) {
      context.findings.add(noModel(entry, model, models.values()));
      continue;
    }
    const bound = boundTo(test, models.get(key) ?? []);
    if (objectOf(test["config"])["enabled"] === false || bound.length === 0) {
      disabled.push(bound[0] ?? test);
    } else for (const one of bound) enabled[String(one["unique_id"])] = one;
  }
  return { enabled, disabled };
}

function noModel(entry: Entry, model: string, models: Iterable<readonly ModelNode[]>) {
  const close = suggest(
    model,
    [...models].flat().map(({ name }) => name),
  );
  return {
    code: "PTX1224" as const,
    severity: "error" as const,
    message: `Unit test '${entry.name}' tests a model '${model}' that does not exist`,
    at: placeIn(entry, ["model"]),
    hint: close ? `Did you mean '${close}'?` : "Check the name under model:, or remove the test.",
  };
}
