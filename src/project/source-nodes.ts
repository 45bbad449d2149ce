/** Builds sources: tables that others load, declared in YAML. */
import type { Json, JsonObject, SourceNode } from "../core/node.ts";
import { type BuildContext, columnsOf, fqnOf, idOf, relationName } from "./build-context.ts";
import { isObject, listOf, objectOf, textOf } from "./json.ts";
import { baseConfig, finalConfig, writtenConfig } from "./node-config.ts";
import { type Entry, placeIn } from "./properties.ts";
import type { TestTarget } from "./test-targets.ts";

/** Freshness of a table: its own wins per key, `null` switches it off; else the source's. */
function freshness(source: JsonObject, table: JsonObject): JsonObject | null | undefined {
  let settled: JsonObject | null | undefined;
  for (const holder of [source, objectOf(source["config"]), table, objectOf(table["config"])]) {
    const given = holder["freshness"];
    if (given === undefined) continue;
    if (given === null) settled = null;
    else if (isObject(given)) settled = { ...(settled ?? {}), ...given };
  }
  return settled;
}

/** The innermost of the four places where a key may stand; `undefined` when it stands nowhere. */
function innermost(source: JsonObject, table: JsonObject, key: string) {
  const places = [objectOf(table["config"]), table, objectOf(source["config"]), source];
  return places.find((place) => place[key] !== undefined)?.[key];
}

function sourceConfig(source: JsonObject, table: JsonObject): JsonObject {
  const places = [source, objectOf(source["config"]), table, objectOf(table["config"])];
  const config: JsonObject = {
    ...objectOf(source["config"]),
    ...objectOf(table["config"]),
    meta: Object.assign({}, ...places.map((place) => objectOf(place["meta"]))),
    tags: [...new Set(places.flatMap((place) => listOf(place["tags"]).map(String)))].sort(),
    loaded_at_field: innermost(source, table, "loaded_at_field") ?? null,
    loaded_at_query: innermost(source, table, "loaded_at_query") ?? null,
  };
  const limits = freshness(source, table);
  if (limits === undefined) delete config["freshness"];
  else
    config["freshness"] =
      limits === null
        ? null
        : {
            warn_after: limit(limits, "warn_after"),
            error_after: limit(limits, "error_after"),
            filter: textOf(limits["filter"]),
          };
  const enabled = innermost(source, table, "enabled");
  if (enabled !== undefined) config["enabled"] = enabled;
  return config;
}

function limit(limits: JsonObject, key: string): JsonObject | null {
  if (limits[key] === null) return null;
  return { count: null, period: null, ...objectOf(limits[key]) };
}

const quotingKeys = ["database", "schema", "identifier", "column"] as const;

function quotingOf(source: JsonObject, table: JsonObject): JsonObject {
  const given = { ...objectOf(source["quoting"]), ...objectOf(table["quoting"]) };
  return Object.fromEntries(quotingKeys.map((key) => [key, given[key] ?? null]));
}

/** Facts for tools that read external tables, with the keys that the manifest always shows. */
const externalOf = (external: Json | undefined): JsonObject | null =>
  isObject(external)
    ? {
        location: null,
        file_format: null,
        row_format: null,
        tbl_properties: null,
        partitions: null,
        ...external,
      }
    : null;

/** One table of a `sources:` entry. */
function sourceNode(
  context: BuildContext,
  entry: Entry,
  table: JsonObject,
  index: number,
): SourceNode {
  const source = entry.value;
  const written = entry.written ?? source;
  const packageName = entry.file.package.name;
  const name = String(table["name"]);
  const path = ["tables", index];
  const fqn = [...fqnOf(packageName, entry.file.relative, entry.name), name];
  const patch = sourceConfig(source, table);
  const base = baseConfig(context, "source", fqn, {});
  // Tags of a source replace those of the project file, as in dbt.
  base.tags = [];
  const config = finalConfig(context, "source", fqn, base, patch);
  const description = context.findings.attempt(() =>
    context.descriptions.render(table["description"], packageName, () =>
      placeIn(entry, [...path, "description"]),
    ),
  );
  const sourceDescription = context.findings.attempt(() =>
    context.descriptions.render(source["description"], packageName, () =>
      placeIn(entry, ["description"]),
    ),
  );
  const database = textOf(source["database"]) ?? context.project.target.database ?? null;
  const schema = textOf(source["schema"]) ?? entry.name;
  const quoting = quotingOf(source, table);
  const identifier = textOf(table["identifier"]) ?? name;
  return {
    resource_type: "source",
    database,
    schema,
    name,
    package_name: packageName,
    path: entry.file.path,
    original_file_path: entry.file.path,
    unique_id: idOf("source", packageName, entry.name, name),
    fqn,
    source_name: entry.name,
    source_description: sourceDescription?.text ?? "",
    loader: textOf(source["loader"]) ?? "",
    identifier,
    quoting,
    loaded_at_field: textOf(config["loaded_at_field"]),
    loaded_at_query: textOf(config["loaded_at_query"]),
    freshness: isObject(config["freshness"]) ? config["freshness"] : null,
    external: externalOf(table["external"]),
    description: description?.text ?? "",
    columns: columnsOf(context, { ...entry, value: table, path: [...entry.path, ...path] }),
    meta: config.meta,
    source_meta: { ...objectOf(source["meta"]), ...objectOf(objectOf(source["config"])["meta"]) },
    tags: config.tags,
    config,
    patch_path: null,
    unrendered_config: writtenConfig(context, "source", fqn, {}, patch),
    relation_name: relationName(context, { database, schema, alias: identifier }, quoting),
    created_at: context.createdAt,
    unrendered_database: textOf(written["database"]),
    unrendered_schema: textOf(written["schema"]),
    doc_blocks: description?.blocks ?? [],
    ptx_patch: { file: entry.file.path, path: [...entry.path, ...path] },
  };
}

/** The tables of a `sources:` entry, each with what its data tests need. */
export function sourceNodes(
  context: BuildContext,
  entry: Entry,
): { node: SourceNode; tests: TestTarget }[] {
  const tables = listOf(entry.value["tables"]);
  return tables.flatMap((table, index) => {
    if (!isObject(table) || typeof table["name"] !== "string") return [];
    const node = sourceNode(context, entry, table, index);
    const inherited = [...listOf(entry.value["tags"]), ...listOf(table["tags"])].map(String);
    const tests: TestTarget = {
      kind: "sources",
      entry,
      label: `${entry.name}_${table["name"]}`,
      call: `source('${entry.name}', '${table["name"]}')`,
      ref: undefined,
      source: [entry.name, table["name"]],
      holder: table,
      path: ["tables", index],
      tags: inherited,
      quoteColumns: quotingOf(entry.value, table)["column"] === true,
    };
    return [{ node, tests }];
  });
}
