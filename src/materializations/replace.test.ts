import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { connectTo } from "../adapters/registry.ts";
import type { Adapter, Session } from "../core/adapter.ts";
import { PtxError } from "../core/error.ts";
import type { ColumnInfo, JsonObject } from "../core/node.ts";
import { drive } from "./drive.ts";
import type { MaterializationInput } from "./materialization.ts";
import { materializationNamed } from "./registry.ts";

const target = { database: "memory", schema: "main", name: "v" };
const sentName = '"memory"."main"."v"';
let root: string;
let adapter: Adapter;
let session: Session;

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), "ptx-replace-"));
  adapter = await open(":memory:");
  session = await adapter.session();
});
afterEach(async () => {
  await adapter.close();
  rmSync(root, { recursive: true });
});

function open(path: string): Promise<Adapter> {
  const more = { schema: "main", database: undefined, threads: 1, file: undefined };
  return connectTo(
    { profileName: "p", name: "t", type: "duckdb", settings: { path }, ...more },
    { root },
  );
}

/** A model `select 1 as a` that exists nowhere and has no config. */
function plainInput(): MaterializationInput {
  return {
    target,
    existing: undefined,
    select: "select 1 as a",
    config: {},
    dialect: adapter.dialect,
    fullRefresh: false,
    preHooks: [],
    postHooks: [],
    description: "",
    columns: {},
    constraints: [],
  };
}

/** Runs a materialization and returns what it sent. */
async function run(name: string, more: Partial<MaterializationInput> = {}): Promise<string[]> {
  const [existing] = (await adapter.relations([target])).filter((r) => r.name === target.name);
  const input = { ...plainInput(), existing, ...more };
  const sent: string[] = [];
  await drive(materializationNamed(name).plan(input), {
    session,
    hook: async (when, index) => void sent.push(`${when} ${index}`),
    seed: ({ load }) => adapter.loadSeed(session, load),
    onStatement: ({ sql }) => sent.push(sql),
  });
  return sent;
}

const rows = async (sql: string) => (await session.query(sql)).rows;
const kindNow = async () =>
  (await adapter.relations([target])).map(({ name, kind }) => [name, kind]);

function column(
  name: string,
  data_type: string | null,
  more: Partial<ColumnInfo> = {},
): ColumnInfo {
  const none = {
    description: "",
    meta: {},
    constraints: [],
    quote: null,
    tags: [],
    doc_blocks: [],
    granularity: null,
  };
  return { name, data_type, ...none, config: { meta: {}, tags: [] }, ...more };
}

const createView = `create or replace view ${sentName} as (\nselect 1 as a\n)`;
const createTable = `create or replace table ${sentName} as (\nselect 1 as a\n)`;

test.each([
  ["view", "select 1", [createView], "view"],
  ["view", "create view v as select 2 as b", [createView], "view"],
  ["view", "create table v (b int)", [`drop table if exists ${sentName}`, createView], "view"],
  ["table", "select 1", [createTable], "table"],
  ["table", "create table v (b int)", [createTable], "table"],
  [
    "table",
    "create view v as select 2 as b",
    [`drop view if exists ${sentName}`, createTable],
    "table",
  ],
  ["ephemeral", "select 1", [], undefined],
])("%s over `%s`", async (name, before, expected, kind) => {
  await session.execute(before);
  expect(await run(name)).toEqual(expected);
  expect(await kindNow()).toEqual(kind ? [["v", kind]] : []);
  if (kind) expect(await session.columns(target)).toEqual([{ name: "a", type: "INTEGER" }]);
});

test("a failing select leaves the relation of the other kind", async () => {
  await session.execute("create view v as select 2 as b");
  await expect(run("table", { select: "select nope" })).rejects.toThrow(PtxError);
  expect(await rows("select b from v")).toEqual([[2]]);
});

test("an error in the select is found again in the select", async () => {
  const select = "select 1 as a,\n  nope";
  const sql = `create or replace table ${sentName} as (\n${select}\n)`;
  const [step] = materializationNamed("table").plan({ ...plainInput(), select });
  expect(step).toEqual({ kind: "sql", sql, main: true, selectAt: sql.indexOf(select) });
});

test("hooks run around and inside the transaction, in their order", async () => {
  const preHooks = [{ transaction: true }, { transaction: false }];
  const postHooks = [{ transaction: false }, { transaction: true }];
  const sent = await run("table", { preHooks, postHooks });
  expect(sent).toEqual(["pre 1", "pre 0", createTable, "post 1", "post 0"]);
});

test("descriptions become comments", async () => {
  const config: JsonObject = { persist_docs: { relation: true, columns: true } };
  const columns = { A: column("A", null, { description: "the key" }), z: column("z", null) };
  for (const name of ["view", "table"]) {
    await session.execute("drop view if exists v");
    await run(name, { config, columns, description: "it's ours" });
    const [found] = await adapter.catalog([target]);
    expect(found?.comment).toBe("it's ours");
    expect(found?.columns).toEqual([{ name: "a", type: "INTEGER", comment: "the key" }]);
  }
});

test("indexes and a SQL header are part of the replacement", async () => {
  const config = {
    indexes: [{ columns: ["a"], unique: true }],
    sql_header: "create macro f() as 7;",
  };
  await run("table", { config, select: "select f() as a" });
  expect(await rows("select index_name, is_unique from duckdb_indexes()")).toEqual([
    ["v__a__unique", true],
  ]);
  await session.execute("drop macro f");
  await run("table", { config, select: "select f() as a" });
  expect(await rows("select a from v")).toEqual([[7]]);
});

describe("contracts", () => {
  const config: JsonObject = { contract: { enforced: true } };

  test("name every column that differs", async () => {
    const columns = { a: column("a", "text"), gone: column("gone", "int") };
    const select = "select 1 as a, 2 as extra";
    const error = await run("table", { config, columns, select }).catch((e: unknown) => e);
    expect(error).toMatchObject({ diagnostic: { code: "PTX4106" } });
    expect(String(error)).toContain(`
| column_name | definition_type | contract_type | mismatch_reason       |
| ----------- | --------------- | ------------- | --------------------- |
| a           | INTEGER         | VARCHAR       | data type mismatch    |
| extra       | INTEGER         |               | missing in contract   |
| gone        |                 | INTEGER       | missing in definition |`);
    expect(await kindNow()).toEqual([]);
  });

  test("know the warehouse's names of types, and want one for each column", async () => {
    await run("view", { config, columns: { a: column("a", "int4") } });
    const untyped = { a: column("a", null) };
    await expect(run("view", { config, columns: untyped })).rejects.toThrow("no `data_type` for a");
  });

  test("give a table their order of columns", async () => {
    const columns = { b: column("b", "varchar"), A: column("A", "integer") };
    await run("table", { config, columns, select: "select 1 as a, 'x' as b" });
    expect(await session.columns(target)).toMatchObject([{ name: "b" }, { name: "a" }]);
    expect(await rows("select b, a from v")).toEqual([["x", 1]]);
  });

  test("constraints hold, and a row that breaks one leaves the old table", async () => {
    const notNull = { type: "check", expression: "a > 0" };
    const columns = { a: column("a", "integer", { constraints: [{ type: "not_null" }] }) };
    const constraints = [notNull, { type: "primary_key", columns: ["a"] }];
    await run("table", { config, columns, constraints });
    await expect(
      run("table", { config, columns, constraints, select: "select -1 as a" }),
    ).rejects.toThrow("CHECK");
    expect(await rows("select a from v")).toEqual([[1]]);
    const kinds =
      "select constraint_type from duckdb_constraints() where table_name = 'v' order by 1";
    expect(await rows(kinds)).toEqual([["CHECK"], ["NOT NULL"], ["PRIMARY KEY"]]);
  });
});

test("failing rows of a data test are stored as its config says", async () => {
  expect(await run("test")).toEqual([createTable]);
  const sent = await run("test", { config: { store_failures_as: "view" } });
  expect(sent).toEqual([`drop table if exists ${sentName}`, createView]);
  expect(await kindNow()).toEqual([["v", "view"]]);
});

test("an unknown materialization is told from the known ones", () => {
  expect(() => materializationNamed("tabel")).toThrow('there is no materialization "tabel"');
});

describe("seeds", () => {
  const seedFile = (text: string) => {
    const file = join(root, "countries.csv");
    writeFileSync(file, text);
    return { file, delimiter: "," };
  };

  test("keep their table unless it is a full refresh", async () => {
    await run("seed", { seed: seedFile("id,name\n1,Oslo\n2,Rome\n") });
    await session.execute("alter table v alter column id type bigint");
    await run("seed", { seed: seedFile("id,name\n3,Bern\n") });
    expect(await rows("select id, name, typeof(id) from v")).toEqual([[3, "Bern", "BIGINT"]]);
    const grown = seedFile("id,name,zip\n4,Kiel,24103\n");
    await expect(run("seed", { seed: grown })).rejects.toMatchObject({
      diagnostic: { code: "PTX4011" },
    });
    expect(await rows("select id from v")).toEqual([[3]]);
    await run("seed", {
      seed: grown,
      fullRefresh: true,
      config: { column_types: { zip: "varchar" } },
    });
    expect(await rows("select * from v")).toEqual([[4, "Kiel", "24103"]]);
  });

  test("are not written over a view", async () => {
    await session.execute("create view v as select 1 as a");
    await expect(run("seed", { seed: seedFile("a\n1\n") })).rejects.toThrow(
      `Cannot seed to '${sentName}', it is a view`,
    );
  });
});

test("a process that is killed while it replaces a table leaves the old one", async () => {
  const path = join(root, "shop.duckdb");
  const first = await open(path);
  await (await first.session()).execute("create table v as select 'old' as a");
  await first.close();
  const code = `require("@duckdb/node-api").DuckDBInstance.create(process.argv[1])
    .then((instance) => instance.connect())
    .then(async (connection) => {
      console.log("open");
      await connection.run("create or replace table v as select hash(a.range) as a from range(100000000) a");
    })`;
  const builder = spawn(process.execPath, ["-e", code, path]);
  await once(builder.stdout, "data");
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(builder.exitCode).toBeNull();
  builder.kill("SIGKILL");
  await once(builder, "exit");
  const again = await open(path);
  const s = await again.session();
  expect((await s.query("select * from v")).rows).toEqual([["old"]]);
  expect(await again.relations([{ database: "shop", schema: "main" }])).toHaveLength(1);
  await again.close();
});
