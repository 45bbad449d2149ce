import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Adapter, Session, SqlErrorFacts } from "../../core/adapter.ts";
import { PtxError } from "../../core/error.ts";
import type { JsonObject } from "../../core/node.ts";
import { connectTo } from "../registry.ts";
import { statementError } from "./errors.ts";
import { openError } from "./open.ts";

let root: string;
let open: Adapter[];

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "ptx-duckdb-"));
  open = [];
});
afterEach(async () => {
  for (const adapter of open) await adapter.close();
  rmSync(root, { recursive: true });
});

async function adapter(settings: JsonObject = {}, more: object = {}): Promise<Adapter> {
  const target = {
    profileName: "shop",
    name: "dev",
    type: "duckdb",
    schema: "main",
    database: undefined,
    threads: 1,
    settings,
    file: undefined,
    ...more,
  };
  const connected = await connectTo(target, { root });
  open.push(connected);
  return connected;
}

async function session(settings: JsonObject = {}): Promise<Session> {
  return (await adapter(settings)).session();
}

async function failure(work: Promise<unknown> | (() => unknown)): Promise<PtxError> {
  try {
    await (typeof work === "function" ? work() : work);
  } catch (error) {
    if (error instanceof PtxError) return error;
    throw error;
  }
  throw new Error("it did not fail");
}

describe("values", () => {
  test.each([
    ["9007199254740993", 9007199254740993n],
    ["42::bigint", 42],
    ["12.30::decimal(9, 2)", { decimal: "12.30" }],
    ["0.5::double", 0.5],
    ["date '2026-01-31'", { date: "2026-01-31" }],
    ["timestamp '2026-01-31 10:20:30.5'", { timestamp: "2026-01-31 10:20:30.5" }],
    ["time '10:20:30'", { time: "10:20:30" }],
    ["interval 3 days", { interval: "3 days" }],
    ["'é'", "é"],
    ["null", null],
    ["true", true],
    ["'ab'::blob", new Uint8Array([97, 98])],
    ["[1::bigint, null]", [1, null]],
    ["[1, 2]::integer[2]", [1, 2]],
    [
      "{'a': 1.5, 'b b': [date '2020-01-01']}",
      { a: { decimal: "1.5" }, "b b": [{ date: "2020-01-01" }] },
    ],
    ["map {'k': 1::hugeint}", { k: 1 }],
    ["union_value(n := 7)", 7],
    ["'a'::enum('a', 'b')", "a"],
    ["'6ba7b810-9dad-11d1-80b4-00c04fd430c8'::uuid", "6ba7b810-9dad-11d1-80b4-00c04fd430c8"],
  ])("%s", async (sql, expected) => {
    const { rows } = await (await session()).query(`select ${sql} as v`);
    expect(rows).toEqual([[expected]]);
  });

  test("a limit stops reading", async () => {
    const { rows } = await (await session()).query("select range from range(10000000)", {
      limit: 3,
    });
    expect(rows).toEqual([[0], [1], [2]]);
  });
});

describe("columns", () => {
  test("come in order and as DuckDB spells them; no relation is not an error", async () => {
    const s = await session();
    await s.execute(`create table t ("B b" decimal(9, 2), a integer[], s struct(x integer))`);
    const t = { database: undefined, schema: "main", name: "t" };
    expect(await s.columns(t)).toEqual([
      { name: "B b", type: "DECIMAL(9,2)" },
      { name: "a", type: "INTEGER[]" },
      { name: "s", type: "STRUCT(x INTEGER)" },
    ]);
    expect(await s.columns({ ...t, name: "gone" })).toBeUndefined();
    expect(await s.describe("select 1 as n, current_date as d")).toEqual([
      { name: "n", type: "INTEGER" },
      { name: "d", type: "DATE" },
    ]);
  });

  test("of a view over something that is gone are an error", async () => {
    const s = await session();
    await s.execute("create table t (a int); create view v as select * from t; drop table t");
    const error = await failure(s.columns({ database: undefined, schema: "main", name: "v" }));
    expect(error.diagnostic.code).toBe("PTX4001");
  });
});

describe("errors", () => {
  test("tell where in the statement, and which names are close", async () => {
    const s = await session();
    await s.execute("create table orders (customer_id int)");
    const sql = "select 'é',\n  custmer_id\nfrom orders";
    const error = await failure(s.query(sql));
    expect(error.diagnostic).toMatchObject({ code: "PTX4001", severity: "error" });
    expect(error.message).toContain("(line 2, column 3 of the statement)");
    const facts = error.cause as unknown as SqlErrorFacts;
    expect(facts.offset).toBe(sql.indexOf("custmer_id"));
    expect(facts.candidates).toEqual(["customer_id"]);
    expect(facts.message).toMatch(/^Referenced column "custmer_id" not found/);
  });

  test("of a syntax error point at the word", async () => {
    const error = await failure((await session()).execute("select 1;\nselec 2"));
    expect((error.cause as unknown as SqlErrorFacts).offset).toBe(10);
  });

  test("a stopped statement says so, and the session lives on", async () => {
    const s = await session();
    const running = failure(s.query("select count(*) from range(100000000) a, range(1000) b"));
    setTimeout(() => s.cancel(), 50);
    expect((await running).diagnostic.code).toBe("PTX4003");
    expect((await s.query("select 1")).rows).toEqual([[1]]);
  });

  test("an unknown type names those that exist", async () => {
    const error = await failure(adapter({}, { type: "duckbd" }));
    expect(error.diagnostic).toMatchObject({
      code: "PTX4004",
      hint: expect.stringContaining("duckdb"),
    });
  });

  test.each([
    [{ path: 3 }, "PTX4005"],
    [{ attach: [{ alias: "x" }] }, "PTX4005"],
    [{ plugins: [{ module: "excel" }] }, "PTX4005"],
    [{ settings: { "threads = 1; drop": 1 } }, "PTX4005"],
    [{ config_options: { no_such_option: 1 } }, "PTX4005"],
    [{ settings: { no_such_setting: 1 } }, "PTX4001"],
    [{ extensions: ["no_such_extension"] }, "PTX4009"],
    [{ path: "none.duckdb", read_only: true }, "PTX4002"],
  ])("%j is refused with %s", async (settings, code) => {
    expect((await failure(session(settings))).diagnostic.code).toBe(code);
  });

  test.each([
    [{ attach: [{ path: "ducklake:lake.ducklake", alias: "lake" }] }, "ducklake"],
    [{ attach: [{ path: "crm.db", type: "sqlite" }] }, "sqlite_scanner"],
    [{ attach: ["s3://bucket/shop.duckdb"] }, "httpfs"],
    [{ secrets: [{ type: "s3", key_id: "id", secret: "planted" }] }, "httpfs"],
  ])("%j says which extension is missing, and how to get it", async (settings, extension) => {
    // No extension can be found in this folder, nor fetched from this address.
    const config_options = {
      extension_directory: join(root, "none"),
      custom_extension_repository: "http://127.0.0.1:1",
      autoinstall_extension_repository: "http://127.0.0.1:1",
    };
    const error = await failure(session({ ...settings, config_options }));
    expect(error.diagnostic).toMatchObject({
      code: "PTX4009",
      message: expect.stringContaining(`needs the extension "${extension}"`),
      hint: expect.stringContaining(`install ${extension}`),
    });
    expect(error.message).not.toContain("planted");
  });

  test("a query of an object store names the extension that it needs", async () => {
    const config_options = {
      extension_directory: join(root, "none"),
      autoinstall_extension_repository: "http://127.0.0.1:1",
    };
    const s = await session({ config_options });
    const error = await failure(s.query("select * from read_parquet('s3://bucket/x.parquet')"));
    expect(error.diagnostic).toMatchObject({
      code: "PTX4001",
      hint: expect.stringContaining('"httpfs" under `extensions`'),
    });
  });

  test("memory and threads are those of the target, for each connection", async () => {
    const s = await session({ settings: { memory_limit: "100MiB", threads: 2 } });
    const shown = "select current_setting('memory_limit'), current_setting('threads')";
    expect((await s.query(shown)).rows).toEqual([["100.0 MiB", 2]]);
    const error = await failure(
      s.query("select list(i::varchar || repeat('x', 100)) from range(10000000) t(i)"),
    );
    expect(error.diagnostic.hint).toContain("memory_limit");
  });

  test("what a session that only reads is asked, it does not change", async () => {
    await (await session({ path: "shop.duckdb" })).execute("create table t as select 1 as id");
    for (const one of open.splice(0)) await one.close();
    const target = {
      profileName: "shop",
      name: "dev",
      type: "duckdb",
      schema: "main",
      database: undefined,
      threads: 1,
      file: undefined,
    };
    const reader = await connectTo(
      { ...target, settings: { path: "shop.duckdb", attach: [{ path: "new.duckdb" }] } },
      { root, reading: true },
    );
    open.push(reader);
    expect(reader.describeConnection()["path"]).toBe(join(root, "shop.duckdb"));
    const s = await reader.session();
    expect(await s.estimate?.("select id from t")).toEqual({ rows: 1 });
    expect(await s.estimate?.("insert into t select 2")).toEqual({});
    expect((await failure(s.execute("insert into t select 2"))).message).toContain("read-only");
    const wrong = await failure(async () => s.estimate?.("select idd from t"));
    expect((wrong.cause as unknown as SqlErrorFacts).offset).toBe(7);
    expect(await reader.schemas("new")).toContain("main");
    expect(existsSync(join(root, "new.duckdb"))).toBe(false);
  });

  test("a file that is no database is told from a locked one", async () => {
    writeFileSync(join(root, "notes.duckdb"), "not a database ".repeat(1000));
    const error = await failure(session({ path: "notes.duckdb" }));
    expect(error.diagnostic).toMatchObject({
      code: "PTX4006",
      hint: expect.stringContaining("backup"),
    });
  });

  test("a locked file names the process that holds it", async () => {
    const code = `require("@duckdb/node-api").DuckDBInstance.create(process.argv[1])
      .then(() => { console.log("open"); setInterval(() => {}, 1000); })`;
    const holder = spawn(process.execPath, ["-e", code, join(root, "shop.duckdb")]);
    await once(holder.stdout, "data");
    try {
      const error = await failure(session({ path: "shop.duckdb" }));
      expect(error.diagnostic.code).toBe("PTX4002");
      expect(error.message).toContain(`process ${holder.pid}`);
      const attached = await failure(session({ attach: [{ path: "shop.duckdb" }] }));
      expect(attached.message).toContain(`process ${holder.pid}`);
    } finally {
      holder.kill("SIGKILL");
    }
  });
});

test.each([
  ['IO Error: Cannot open file "x": Permission denied', "PTX4002", "read_only"],
  [
    'IO Error: Could not set lock on file "x": Resource temporarily unavailable',
    "PTX4002",
    "Close",
  ],
  [
    "IO Error: Trying to read a database file with version number 99, but we can only read versions between 64 and 67.",
    "PTX4006",
    "export database",
  ],
  ["IO Error: Corrupt database file: computed checksum 1 does not match", "PTX4006", "backup"],
  ['IO Error: Could not write file "x": No space left on device', "PTX4007", "Free space"],
])("`%s` while opening is %s", (message, code, hint) => {
  const { diagnostic } = openError("x", new Error(message));
  expect(diagnostic).toMatchObject({ code, hint: expect.stringContaining(hint) });
});

test.each([
  ["TransactionContext Error: Conflict on update!", "PTX4008", undefined],
  ['IO Error: Could not write file "x": No space left on device', "PTX4007", undefined],
  [
    "FATAL Error: Failed: database has been invalidated because of a previous fatal error",
    "PTX4012",
    undefined,
  ],
  ["Out of Memory Error: failed to allocate", "PTX4001", undefined],
  [
    'Binder Error: Referenced column "b" not found\n\nLINE 2: select b\n               ^',
    "PTX4001",
    17,
  ],
  ["something new", "PTX4001", undefined],
])("`%s` in a statement is %s", (message, code, offset) => {
  const error = statementError("select 1;\nselect b", new Error(message));
  expect(error.diagnostic.code).toBe(code);
  expect((error.cause as unknown as SqlErrorFacts).offset).toBe(offset);
});

describe("sessions", () => {
  test("a transaction that fails leaves nothing", async () => {
    const s = await session();
    await s.execute("create table t as select 1 as a");
    const error = await failure(
      s.transaction(async () => {
        await s.execute("create or replace table t as select 2 as a; create table u (a int)");
        await s.execute("select nope");
      }),
    );
    expect(error.diagnostic.code).toBe("PTX4001");
    expect((await s.query("select a from t")).rows).toEqual([[1]]);
    expect(await s.columns({ database: undefined, schema: "main", name: "u" })).toBeUndefined();
  });

  test("a conflicting statement is tried again", async () => {
    const warehouse = await adapter();
    const [one, two] = [await warehouse.session(), await warehouse.session()];
    await one.execute("create table t as select 1 as a");
    let updated: Promise<unknown> | undefined;
    await one.transaction(async () => {
      await one.execute("update t set a = 2");
      updated = two.execute("update t set a = a + 10");
      await new Promise((resolve) => setTimeout(resolve, 40));
    });
    await updated;
    expect((await one.query("select a from t")).rows).toEqual([[12]]);
  });

  test("are used again after release; a file keeps what they did", async () => {
    const first = await adapter({ path: "data/shop.duckdb" });
    const s = await first.session();
    await s.execute("create table t as select 1 as a");
    s.release();
    s.release();
    expect(await first.session()).toBe(s);
    expect(await first.session()).not.toBe(s);
    await first.close();
    const second = await adapter({ path: "data/shop.duckdb" });
    expect(second.defaultDatabase).toBe("shop");
    expect(await second.relations([{ database: "SHOP", schema: "Main" }])).toEqual([
      { database: "shop", schema: "main", name: "t", kind: "table" },
    ]);
  });

  test("attached databases and settings are there", async () => {
    const a = await adapter(
      { attach: [{ path: "other.duckdb", alias: "other" }], settings: { TimeZone: "Asia/Tokyo" } },
      { database: "other" },
    );
    const s = await a.session();
    const { rows } = await s.query("select current_database(), current_setting('TimeZone')");
    expect(rows).toEqual([["other", "Asia/Tokyo"]]);
    expect(a.describeConnection()).toMatchObject({ path: ":memory:", database: "other" });
  });
});

test("the catalog tells kinds, comments and columns", async () => {
  const a = await adapter();
  await a.createSchema("memory", "mart");
  await a.createSchema("memory", "mart");
  const s = await a.session();
  await s.execute(`create table mart.t (a int); comment on table mart.t is 'Orders';
    comment on column mart.t.a is 'Key'; create view mart.v as select 1 as b`);
  expect(await a.schemas("memory")).toEqual(["main", "mart"]);
  const in_mart = { database: "memory", schema: "mart", owner: undefined };
  expect(await a.catalog([{ database: "memory", schema: "mart" }])).toEqual([
    {
      ...in_mart,
      name: "t",
      kind: "table",
      comment: "Orders",
      columns: [{ name: "a", type: "INTEGER", comment: "Key" }],
    },
    {
      ...in_mart,
      name: "v",
      kind: "view",
      comment: undefined,
      columns: [{ name: "b", type: "INTEGER", comment: undefined }],
    },
  ]);
});
