import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { connectTo } from "../adapters/registry.ts";
import type { Adapter, SqlValue } from "../core/adapter.ts";
import { PtxError } from "../core/error.ts";
import type { Event } from "../core/event.ts";
import { lastSeconds } from "./record.ts";
import { MemoryFiles, runOn, target } from "./testing/rig.ts";
import { idOf, shop } from "./testing/shop.ts";

let adapter: Adapter;
let root: string;

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), "ptx-run-"));
  adapter = await connectTo(target, { root });
});
afterEach(async () => {
  await adapter.close();
  rmSync(root, { recursive: true });
});

async function rows(sql: string): Promise<readonly (readonly SqlValue[])[]> {
  const session = await adapter.session();
  try {
    return (await session.query(sql)).rows;
  } finally {
    session.release();
  }
}

const table = { materialized: "table" };
const kinds = (events: readonly Event[]) => events.map(({ type }) => type);

test("seeds, models and snapshots are built, recorded and written down", async () => {
  mkdirSync(join(root, "seeds"));
  writeFileSync(join(root, "seeds/raw.csv"), "id;name\n1;ann\n2;bob\n");
  const manifest = shop({
    "seed.raw": { config: { materialized: "seed", delimiter: ";" } },
    "model.stg": { reads: ["seed.raw"], sql: "select * from main.raw" },
    "model.dim": {
      reads: ["model.stg"],
      config: table,
      sql: "select id from main.stg",
      schema: "mart",
    },
    "exposure.dashboard": ["model.dim"],
  });
  const { results, ok, events, files, statuses } = await runOn(adapter, manifest, { root });
  expect(statuses).toEqual({ raw: "success", stg: "success", dim: "success", dashboard: "no-op" });
  expect(ok).toBe(true);
  expect(await rows("select id from mart.dim order by id")).toEqual([[1], [2]]);

  const [raw, , dim, dashboard] = results;
  expect(raw?.message).toBe("INSERT 2");
  expect(dashboard).toMatchObject({ message: "NO-OP", failures: 0, compiled: null });
  expect(dim).toMatchObject({
    label: { relation: "mart.dim", index: 3, total: 4, file: "models/dim.sql" },
    adapterResponse: { _message: "OK", rows_affected: 2 },
    compiled: true,
    compiledCode: "select id from main.stg",
    compiledPath: "target/compiled/shop/models/dim.sql",
    relationName: '"memory"."mart"."dim"',
  });
  expect(dim?.timing.map(({ name }) => name)).toEqual(["compile", "execute"]);
  expect(dim?.executionTime).toBeGreaterThan(0);
  expect([...files.written.keys()]).toEqual([
    `${root}/target/compiled/shop/models/stg.sql`,
    `${root}/target/run/shop/models/stg.sql`,
    `${root}/target/compiled/shop/models/dim.sql`,
    `${root}/target/run/shop/models/dim.sql`,
  ]);
  expect(files.written.get(`${root}/target/run/shop/models/dim.sql`)).toContain(
    "create or replace table",
  );
  expect(kinds(events).filter((kind) => kind !== "statement")).toEqual([
    "run:start",
    ...["raw", "stg", "dim", "dashboard"].flatMap(() => ["node:start", "node:done"]),
    "run:done",
  ]);
  expect(events[0]).toMatchObject({
    counts: { seed: 1, model: 2, exposure: 1 },
    total: 4,
    place: ":memory:",
  });
});

test("a failure is led back to the template, and what reads it is skipped", async () => {
  const manifest = shop({
    "model.src": { config: table, sql: "select 1 as id" },
    "model.bad": { reads: ["model.src"], config: table, sql: "select\n  idd\nfrom main.src" },
    "model.child": ["model.bad"],
    "model.grandchild": ["model.child"],
    "model.other": { sql: "select 2 as id" },
  });
  const { results, ok, statuses } = await runOn(adapter, manifest);
  expect(statuses).toEqual({
    src: "success",
    other: "success",
    bad: "error",
    child: "skipped",
    grandchild: "skipped",
  });
  expect(ok).toBe(false);
  const bad = results.find(({ label }) => label.name === "bad");
  expect(bad?.error).toMatchObject({
    code: "PTX4001",
    message: 'Binder Error: Referenced column "idd" not found in FROM clause!',
    at: { file: "models/bad.sql", line: 2, column: 3, length: 3 },
    hint: "Did you mean `id`?",
  });
  expect(bad?.message).toMatch(/^Error in model bad \(models\/bad\.sql:2:3\)\n {2}Binder Error: /);
  expect(bad?.compiledPath).toBe("target/compiled/shop/models/bad.sql");
  const causes = results.map(({ label, skippedBy }) => [label.name, skippedBy]);
  expect(causes).toContainEqual(["grandchild", idOf("model.bad")]);
});

test("a broken template and a bug fail their node only", async () => {
  const manifest = shop({
    "model.broken": { sql: "select {{ broken }}" },
    "model.buggy": { sql: "select {{ bug }}" },
    "model.fine": {},
    "model.odd": { config: { materialized: "tabel" } },
  });
  const { results, statuses, events } = await runOn(adapter, manifest);
  expect(statuses).toEqual({ broken: "error", buggy: "error", fine: "success", odd: "error" });
  const errorOf = (name: string) => results.find(({ label }) => label.name === name)?.error;
  expect(errorOf("broken")).toMatchObject({ code: "PTX1001", at: { line: 1, column: 8 } });
  expect(errorOf("buggy")?.code).toBe("PTX6001");
  expect(errorOf("odd")?.message).toContain('"tabel"');
  const logged = events.filter(({ type }) => type === "log");
  expect(logged).toHaveLength(1);
  expect(logged[0]).toMatchObject({ level: "debug", node: idOf("model.buggy") });
});

describe("hooks", () => {
  test("around a node, inside its transaction or not", async () => {
    const config = {
      ...table,
      "pre-hook": [
        { sql: "create or replace table main.log as select 'pre' as word", transaction: false },
      ],
      "post-hook": ["insert into main.log select 'post ' || id from main.m", { sql: "  " }],
    };
    const { ok } = await runOn(adapter, shop({ "model.m": { config, sql: "select 7 as id" } }));
    expect(ok).toBe(true);
    expect(await rows("select word from main.log")).toEqual([["pre"], ["post 7"]]);
  });

  test("a failing post-hook undoes its node", async () => {
    const config = { ...table, "post-hook": "insert into main.nowhere select 1" };
    const { results } = await runOn(adapter, shop({ "model.m": { config } }));
    expect(results[0]?.error?.code).toBe("PTX4001");
    expect(results[0]?.error?.message).toMatch(/^In a post-hook: Catalog Error: .*nowhere/);
    expect(results[0]?.error?.message).toMatch(/\nstatement: insert into main.nowhere select 1$/);
    expect(await adapter.relations([{ database: "memory", schema: "main" }])).toEqual([]);
  });

  test("around the run, in order; the last ones know the results", async () => {
    const { results, events, compiler } = await runOn(
      adapter,
      shop({
        "operation.shop-on-run-end-0": { sql: "create table main.finished as select 1 as id" },
        "operation.shop-on-run-start-1": { sql: "insert into main.started select 2" },
        "operation.shop-on-run-start-0": { sql: "create table main.started (id int)" },
        "model.m": { sql: "select id from main.started", schema: "mart" },
      }),
    );
    expect(results.map(({ label, status }) => `${label.name} ${status}`)).toEqual([
      "shop.on-run-start.0 success",
      "shop.on-run-start.1 success",
      "m success",
      "shop.on-run-end.0 success",
    ]);
    expect(kinds(events).filter((kind) => kind.startsWith("hook"))).toHaveLength(6);
    expect(compiler.facts?.schemas).toEqual(["mart"]);
    expect(compiler.facts?.results.map(({ label }) => label.name)).toContain("m");
  });

  test("a failing start skips the other hooks, and the nodes where the project says so", async () => {
    const manifest = shop({
      "operation.shop-on-run-start-0": { sql: "select nonsense" },
      "operation.shop-on-run-start-1": { sql: "create table main.never as select 1 as id" },
      "model.m": {},
    });
    const lenient = await runOn(adapter, manifest);
    expect(lenient.statuses).toEqual({
      "shop.on-run-start.0": "error",
      "shop.on-run-start.1": "skipped",
      m: "success",
    });
    expect(lenient.ok).toBe(false);
    const flags = { skip_nodes_if_on_run_start_fails: true };
    expect((await runOn(adapter, manifest, { flags })).statuses["m"]).toBe("skipped");
  });
});

describe("runs that end early", () => {
  const slow =
    "select count(*) as n from range(100000) a, range(1000000) b where a.range * b.range = 7";

  test("a signal cancels what runs, leaves the rest, and everything is accounted for", async () => {
    const manifest = shop({
      "model.quick": { config: table },
      "model.slow": { config: table, sql: slow, reads: ["model.quick"] },
      "model.after": { reads: ["model.slow"] },
      "operation.shop-on-run-end-0": { sql: "create table main.finished as select 1 as id" },
    });
    const abort = new AbortController();
    const { results, ok, statuses, events } = await runOn(adapter, manifest, {
      signal: abort.signal,
      onEvent: (event) => {
        if (event.type === "node:start" && event.label.name === "slow") {
          setTimeout(() => abort.abort("SIGINT"), 50);
        }
      },
    });
    expect(ok).toBe(false);
    expect(statuses).toEqual({ quick: "success", slow: "skipped", after: "skipped" });
    expect(results.map(({ message }) => message)).toEqual([
      "OK",
      "cancelled",
      "not run: interrupted",
    ]);
    expect(events.at(-1)).toMatchObject({
      type: "run:done",
      stopped: { reason: "signal", signal: "SIGINT", remaining: 1 },
    });
    // The connection is whole again, and nothing of the cancelled table is there.
    expect(await rows("select table_name from information_schema.tables")).toEqual([["quick"]]);
  });

  test("fail-fast", async () => {
    const manifest = shop({
      "model.bad": { sql: "select nonsense", config: table },
      "model.slow": { config: table, sql: slow },
      "model.z_left": {},
    });
    const { statuses, events } = await runOn(adapter, manifest, { failFast: true });
    expect(statuses).toEqual({ bad: "error", slow: "skipped", z_left: "skipped" });
    expect(events.at(-1)).toMatchObject({ stopped: { reason: "fail-fast", remaining: 1 } });
  });
});

test("a full disk is one message, and fails the run, not the nodes", async () => {
  const files = new MemoryFiles();
  files.failure = new Error("ENOSPC: no space left on device");
  const manifest = shop({ "model.a": {}, "model.b": {} });
  const { ok, statuses, events } = await runOn(adapter, manifest, { files });
  expect(statuses).toEqual({ a: "success", b: "success" });
  expect(ok).toBe(false);
  const told = events.flatMap((event) => (event.type === "diagnostic" ? [event.diagnostic] : []));
  expect(told).toMatchObject([{ code: "PTX6002", message: expect.stringContaining("ENOSPC") }]);
});

test("a warehouse that does not open is told once, before anything runs", async () => {
  const closed: Adapter = {
    ...adapter,
    dialect: adapter.dialect,
    defaultDatabase: "memory",
    relations: () => Promise.resolve([]),
    schemas: () => Promise.reject(new PtxError("PTX4002", "the file is locked")),
  };
  await expect(runOn(closed, shop({ "model.a": {} }))).rejects.toThrow("the file is locked");
});

test("the seconds of the last run are the weights of the next", () => {
  const json = {
    results: [
      { unique_id: "model.shop.a", status: "success", execution_time: 2.5 },
      { unique_id: "model.shop.b", status: "skipped", execution_time: 0 },
      { unique_id: "model.shop.c", status: "error" },
      null,
    ],
  };
  expect([...lastSeconds(json)]).toEqual([[idOf("model.a"), 2.5]]);
  expect(lastSeconds(undefined).size).toBe(0);
  expect(lastSeconds({ results: "none" }).size).toBe(0);
  expect(lastSeconds({ ...json, args: { which: "compile" } }).size).toBe(0);
});
