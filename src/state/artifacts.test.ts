/**
 * The artifacts against dbt's: `fixtures/artifacts/*.json` are what dbt wrote for the project beside
 * them (see `scripts/artifact-oracle.py`).
 */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import type { CatalogTable } from "../core/adapter.ts";
import { diagnosticsOf } from "../core/error.ts";
import type { NodeResult, Status } from "../core/event.ts";
import type { Files } from "../core/files.ts";
import { asNodeId, type JsonObject } from "../core/node.ts";
import type { Invocation, Project } from "../core/project.ts";
import { dialectOf } from "../sql/dialects.ts";
import { toCatalogJson } from "./catalog-json.ts";
import { manifestFromJson, toManifestJson } from "./manifest-json.ts";
import { readArtifact } from "./record.ts";
import { runResultsFromJson, toRunResultsJson } from "./run-results-json.ts";
import { toSourcesJson } from "./sources-json.ts";

// biome-ignore lint/suspicious/noExplicitAny: artifacts are compared as they come.
type Loose = any;

const dbt = (name: string): Loose =>
  JSON.parse(
    readFileSync(new URL(`../../fixtures/artifacts/${name}.json`, import.meta.url), "utf8"),
  );
const plain = (value: unknown): Loose => JSON.parse(JSON.stringify(value));

const invocation: Invocation = {
  id: "8f7c",
  startedAt: new Date("2026-01-31T10:00:00Z"),
  command: "build",
  ptxVersion: "0.1.0",
  fullRefresh: false,
  storeFailures: false,
  empty: false,
  threads: 1,
  args: { select: ["*"], vars: {} },
};
const project: Project = {
  root: { name: "kinds", quoting: {} } as Project["root"],
  packages: [],
  dialect: dialectOf("duckdb"),
  target: { type: "duckdb" } as Project["target"],
  cliVars: {},
  targetPath: "/project/target",
  logPath: "/project/logs",
  env: { DBT_ENV_CUSTOM_ENV_TEAM: "growth", HOME: "/home/ana" },
};
const facts = { invocation, project, generatedAt: new Date("2026-01-31T10:00:05Z") };
const seconds = { ...facts, elapsedSeconds: 0.5 };

/** Keys at every depth, lists by their first item. */
function keysOf(value: Loose): Loose {
  if (Array.isArray(value)) return value.length === 0 ? [] : [keysOf(value[0])];
  if (typeof value !== "object" || value === null) return null;
  return Object.fromEntries(Object.keys(value).map((key) => [key, keysOf(value[key])]));
}

test("a manifest of dbt survives being read and written, but for who wrote it when", () => {
  const original = dbt("manifest");
  const written = plain(toManifestJson(manifestFromJson(original), facts));
  // dbt's start page of the docs is not among the fixtures.
  const docs = { ...original.docs, "doc.dbt.__overview__": expect.anything() };
  expect({ ...written, metadata: original.metadata }).toEqual({ ...original, docs });
  expect(Object.keys(written)).toEqual(Object.keys(original));
  expect(Object.keys(written.metadata)).toEqual(Object.keys(original.metadata));
  for (const [id, node] of Object.entries<JsonObject>(original.nodes)) {
    expect(new Set(Object.keys(written.nodes[id]))).toEqual(new Set(Object.keys(node)));
  }
  expect(written.metadata).toMatchObject({
    project_id: original.metadata.project_id,
    dbt_schema_version: original.metadata.dbt_schema_version,
    invocation_id: "8f7c",
    adapter_type: "duckdb",
    env: { TEAM: "growth" },
  });
});

test("tests that only their disabled model disables stand among the nodes, and come back as disabled", () => {
  const manifest = manifestFromJson(dbt("manifest"));
  const [id, node] = [...manifest.nodes].find(([, found]) => "test_metadata" in found) ?? [];
  if (id === undefined || node === undefined) throw new Error("no test among the fixtures");
  const orphan = { ...node, config: { ...node.config, enabled: false }, unrendered_config: {} };
  const nodes = new Map([...manifest.nodes].filter(([other]) => other !== id));
  const written = plain(
    toManifestJson({ ...manifest, nodes, disabled: new Map([[id, [orphan]]]) }, facts),
  );
  expect(written.nodes[id].config.enabled).toBe(false);
  expect(written.disabled).toEqual({});
  const read = manifestFromJson(written);
  expect([read.nodes.has(id), read.disabled.has(id)]).toEqual([false, true]);
});

test("keys that nobody has filled are there with the value that says nothing", () => {
  const original = dbt("manifest");
  const said = [
    "resource_type",
    "unique_id",
    "name",
    "config",
    "columns",
    "test_metadata",
    "compiled",
  ];
  const bare = (nodes: Record<string, JsonObject>) =>
    Object.fromEntries(
      Object.entries(nodes).map(([id, node]) => [
        id,
        Object.fromEntries(Object.entries(node).filter(([key]) => said.includes(key))),
      ]),
    );
  for (const kind of ["nodes", "sources", "exposures"] as const) {
    const manifest = manifestFromJson({ ...original, [kind]: bare(original[kind]) });
    const written = plain(toManifestJson(manifest, facts))[kind];
    for (const [id, node] of Object.entries<JsonObject>(original[kind])) {
      expect(Object.keys(written[id]).sort(), id).toEqual(Object.keys(node).sort());
    }
  }
});

test("keys of ptx stay out, and what compiling found out goes in", () => {
  const original = dbt("manifest");
  const id = asNodeId("model.kinds.report");
  Object.assign(original.nodes[id], { ptx_patch: null, compiled: false, config_call_dict: {} });
  const manifest = manifestFromJson(original);
  const compiled = new Map([
    [id, { compiled_code: "select 2", compiled_path: "target/compiled/x.sql", extra_ctes: [] }],
  ]);
  const written = plain(toManifestJson(manifest, { ...facts, compiled })).nodes[id];
  expect(written).toMatchObject({
    compiled: true,
    compiled_code: "select 2",
    compiled_path: "target/compiled/x.sql",
    extra_ctes: [],
    extra_ctes_injected: true,
  });
  expect(
    Object.keys(written).filter((key) => key.startsWith("ptx_") || key.includes("call_dict")),
  ).toEqual([]);
});

test("kinds that are only kept get the keys that they lack", () => {
  const id = "unit_test.kinds.report.small";
  const entry = {
    name: "small",
    model: "report",
    given: [{ input: "ref('visits')", rows: [] }],
    unique_id: id,
  };
  const manifest = manifestFromJson(dbt("manifest"));
  const written = plain(
    toManifestJson({ ...manifest, passive: { unit_tests: { [id]: entry } } }, facts),
  );
  expect(written.unit_tests[id]).toMatchObject({
    given: [{ input: "ref('visits')", rows: [], format: "dict", fixture: null }],
    expect: { rows: [] },
    depends_on: { macros: [], nodes: [] },
    overrides: null,
    version: null,
  });
  expect(written.parent_map[id]).toEqual([]);
});

test("run results have dbt's keys and can be read back", () => {
  const original = dbt("run_results");
  const results = original.results.map(
    (one: Loose): NodeResult => ({
      label: { id: one.unique_id } as NodeResult["label"],
      status: one.status as Status,
      timing: one.timing,
      threadId: one.thread_id,
      executionTime: one.execution_time,
      adapterResponse: one.adapter_response,
      message: one.message,
      failures: one.failures,
      compiled: one.compiled,
      compiledCode: one.compiled_code,
      compiledPath: null,
      relationName: one.relation_name,
    }),
  );
  const written = plain(toRunResultsJson(results, seconds));
  expect(written.results).toEqual(original.results);
  expect(Object.keys(written)).toEqual(Object.keys(original));
  expect(Object.keys(written.metadata)).toEqual(Object.keys(original.metadata));
  expect(written.args).toEqual({ select: ["*"], vars: {}, which: "build" });
  const earlier = runResultsFromJson(written);
  expect(earlier.statuses.get(asNodeId("model.kinds.report"))).toBe("success");
});

test("the catalog names the nodes and sources that a table stands for", () => {
  const original = dbt("catalog");
  const kind: Record<string, "table" | "view"> = { "BASE TABLE": "table", VIEW: "view" };
  const tables = [
    ...Object.values<Loose>(original.nodes),
    ...Object.values<Loose>(original.sources),
  ].map(
    ({ metadata, columns }): CatalogTable => ({
      ...metadata,
      name: metadata.name.toUpperCase(),
      kind: kind[metadata.type] ?? "external",
      comment: undefined,
      owner: undefined,
      columns: Object.values(columns),
    }),
  );
  const manifest = manifestFromJson(dbt("manifest"));
  const stranger: CatalogTable = { ...tables[0], name: "stranger" } as CatalogTable;
  const written = plain(toCatalogJson(manifest, [...tables, stranger], facts));
  for (const side of [written.nodes, written.sources]) {
    for (const id of Object.keys(side))
      side[id].metadata.name = side[id].metadata.name.toLowerCase();
  }
  expect(written.nodes).toEqual(original.nodes);
  expect(written.sources).toEqual(original.sources);
  expect(Object.keys(written)).toEqual(Object.keys(original));
});

test("freshness results have dbt's keys; failures say why", () => {
  const original = dbt("sources");
  const [one] = original.results;
  const measured = {
    id: one.unique_id,
    status: one.status,
    maxLoadedAt: one.max_loaded_at,
    snapshottedAt: one.snapshotted_at,
    ageSeconds: one.max_loaded_at_time_ago_in_s,
    criteria: one.criteria,
    adapterResponse: one.adapter_response,
    timing: one.timing,
    threadId: one.thread_id,
    executionTime: one.execution_time,
  };
  const failed = { ...measured, status: "runtime error" as const, error: "no such table" };
  const written = plain(toSourcesJson([measured, failed], seconds));
  expect(written.results[0]).toEqual(one);
  expect(written.results[1]).toEqual({
    unique_id: one.unique_id,
    error: "no such table",
    status: "runtime error",
  });
  expect(keysOf({ ...written, results: [] })).toEqual({
    ...keysOf({ ...original, results: [] }),
    metadata: { ...keysOf(original.metadata), env: { TEAM: null } },
  });
});

/** Files in memory. */
function memory(): Files & { readonly texts: Map<string, string> } {
  const texts = new Map<string, string>();
  return {
    texts,
    readText: (path) => texts.get(path),
    write: (path, content) => void texts.set(path, String(content)),
    writeParts: (path, parts) => void texts.set(path, [...parts].join("")),
    list: () => [],
    folders: () => [],
    stat: () => undefined,
    append: () => undefined,
    remove: (path) => void texts.delete(path),
  };
}

test.each([
  ["missing", undefined, "PTX5001", "does not exist"],
  ["damaged", "{", "PTX5001", "is not JSON"],
  ["of another kind", "[]", "PTX5001", "is not a manifest"],
  [
    "without nodes",
    '{"metadata":{"dbt_schema_version":"https://schemas.getdbt.com/dbt/manifest/v12.json"},"nodes":[]}',
    "PTX5001",
    '"nodes"',
  ],
  ["old", '{"metadata":{"dbt_schema_version":"v7"}}', "PTX5002", "found v7"],
])("a manifest that is %s is told so", (_what, text, code, message) => {
  const files = memory();
  if (text !== undefined) files.write("old/manifest.json", text);
  let found: unknown;
  try {
    manifestFromJson(readArtifact(files, "old/manifest.json"), "old/manifest.json");
  } catch (error) {
    found = diagnosticsOf(error)?.[0];
  }
  expect(found).toMatchObject({ code, message: expect.stringContaining(message) });
});
