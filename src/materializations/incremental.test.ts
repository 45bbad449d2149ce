import { readFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { connectTo } from "../adapters/registry.ts";
import type { Adapter, Session } from "../core/adapter.ts";
import type { JsonObject } from "../core/node.ts";
import { drive } from "./drive.ts";
import { incremental } from "./incremental.ts";
import type { MaterializationInput } from "./materialization.ts";

/** Inputs, and the tables that dbt-core 1.11.7 with dbt-duckdb 1.11.1 makes of them. */
interface Golden {
  readonly name: string;
  readonly config: JsonObject;
  /** The select of each run; `{{ this }}` is the table itself. */
  readonly runs: readonly string[];
  readonly expected: readonly (
    | { readonly columns: readonly [string, string][]; readonly rows: readonly unknown[][] }
    | { readonly error: string }
  )[];
}

const goldens = JSON.parse(
  readFileSync(new URL("./goldens/incremental.json", import.meta.url), "utf8"),
) as Golden[];

const target = { database: "memory", schema: "main", name: "t" };
let adapter: Adapter;
let session: Session;

beforeEach(async () => {
  const more = { schema: "main", database: undefined, threads: 1, file: undefined, settings: {} };
  const options = { root: "/" };
  adapter = await connectTo({ profileName: "p", name: "t", type: "duckdb", ...more }, options);
  session = await adapter.session();
});
afterEach(() => adapter.close());

async function run(
  select: string,
  config: JsonObject,
  more: Partial<MaterializationInput> = {},
): Promise<string[]> {
  const [existing] = await adapter.relations([target]);
  const plain = { preHooks: [], postHooks: [], description: "", columns: {}, constraints: [] };
  const plan = incremental.plan({
    ...plain,
    ...{ target, existing, config, dialect: adapter.dialect, fullRefresh: false },
    select: select.replaceAll("{{ this }}", "main.t"),
    ...more,
  });
  const sent: string[] = [];
  await drive(plan, {
    session,
    hook: async () => {},
    seed: () => Promise.reject(new Error("no seed here")),
    onStatement: ({ sql }) => sent.push(sql),
  });
  return sent;
}

async function table() {
  const { columns, rows } = await session.query("select * from t");
  const sorted = rows.map((row) => JSON.stringify(row)).sort();
  return { columns: columns.map(({ name, type }) => [name, type]), rows: sorted };
}

/** dbt changes a type by a copied column, which DuckDB refuses to commit together with new rows. */
const refusedByDbt = new Set(["schema_sync", "schema_sync_merge"]);

describe("dbt makes the same table", () => {
  test.each(goldens.filter(({ name }) => !refusedByDbt.has(name)))(
    "$name",
    async ({ config, runs, expected }) => {
      for (const [i, select] of runs.entries()) {
        const wanted = expected[i];
        if (!wanted) throw new Error("the golden ends early");
        if ("error" in wanted) {
          const before = await table();
          await expect(run(select, config)).rejects.toMatchObject({
            diagnostic: { code: expect.stringMatching(/^PTX4/) },
          });
          expect(await table()).toEqual(before);
        } else {
          await run(select, config);
          const rows = wanted.rows.map((row) => JSON.stringify(row)).sort();
          expect(await table()).toEqual({ columns: wanted.columns, rows });
        }
      }
    },
  );
});

const first = "select 1 as id, 'a' as name, 10 as amount union all select 2, 'b', 20";

test.each([["delete+insert"], ["merge"]])("all columns in step, by %s", async (strategy) => {
  const config = {
    unique_key: "id",
    incremental_strategy: strategy,
    on_schema_change: "sync_all_columns",
  };
  await run(first, config);
  await run("select 2 as id, 2.5::double as amount, 'x' as extra", config);
  expect(await table()).toEqual({
    columns: [
      ["id", "INTEGER"],
      ["amount", "DOUBLE"],
      ["extra", "VARCHAR"],
    ],
    rows: ["[1,10,null]", '[2,2.5,"x"]'],
  });
});

test("a difference is told column by column", async () => {
  const config = { unique_key: "id", on_schema_change: "fail" };
  await run(first, config);
  await expect(run("select 1 as id, 2.5 as amount, 'x' as extra", config)).rejects.toMatchObject({
    diagnostic: { code: "PTX4102" },
    message: expect.stringContaining(`   Source columns not in target: [extra VARCHAR]
   Target columns not in source: [name VARCHAR]
   New column types: [amount DECIMAL(2,1)]`),
  });
});

test("appending and merging take one statement", async () => {
  await run(first, {});
  expect(await run("select 3 as id, 'c' as name, 30 as amount", {})).toEqual([
    `insert into "memory"."main"."t" ("id", "name", "amount")
select "id", "name", "amount" from (
select 3 as id, 'c' as name, 30 as amount
) as model_subq`,
  ]);
  const merge = { incremental_strategy: "merge", unique_key: "id" };
  expect(
    await run("select 3 as id, 'C' as name, max(amount) as amount from {{ this }}", merge),
  ).toEqual([
    `merge into "memory"."main"."t" as DBT_INTERNAL_DEST
using (
select 3 as id, 'C' as name, max(amount) as amount from main.t
) as DBT_INTERNAL_SOURCE
on (DBT_INTERNAL_SOURCE.id = DBT_INTERNAL_DEST.id)
when matched then update by name
when not matched then insert by name`,
  ]);
  expect((await table()).rows).toEqual(['[1,"a",10]', '[2,"b",20]', '[3,"C",30]']);
});

test("a predicate narrows what a merge may match", async () => {
  const config = {
    ...{ incremental_strategy: "merge", unique_key: "id" },
    incremental_predicates: ["DBT_INTERNAL_DEST.amount < 20"],
  };
  await run(first, config);
  await run("select 1 as id, 'A' as name, 11 as amount union all select 2, 'B', 21", config);
  expect((await table()).rows).toEqual(['[1,"A",11]', '[2,"B",21]', '[2,"b",20]']);
});

test("merge clauses of the user replace the usual ones", async () => {
  const config: JsonObject = {
    incremental_strategy: "merge",
    unique_key: "id",
    merge_clauses: {
      when_matched: [
        { action: "delete", condition: "DBT_INTERNAL_SOURCE.amount is null" },
        { action: "update", mode: "star" },
      ],
      when_not_matched: [
        { action: "do_nothing", condition: "DBT_INTERNAL_SOURCE.id > 5" },
        {
          action: "insert",
          mode: "explicit",
          insert: { columns: ["id", "name"], values: ["DBT_INTERNAL_SOURCE.id", "'new'"] },
        },
      ],
    },
  };
  await run(first, config);
  await run(
    "select 1 as id, 'A' as name, null::int as amount union all select 2, 'B', 21 union all select 3, 'c', 1 union all select 6, 'f', 1",
    config,
  );
  expect((await table()).rows).toEqual(['[2,"B",21]', '[3,"new",null]']);
});

test.each([
  [{ merge_update_columns: ["a"], merge_exclude_columns: ["b"] }, "only one config"],
  [{ merge_update_columns: "a" }, "merge_update_columns must be a list"],
  [{ merge_clauses: { when_matched: [{ action: "explode" }] } }, "no action 'explode'"],
])("%j is refused", async (config, message) => {
  await run(first, {});
  const merge = { incremental_strategy: "merge", unique_key: "id", ...config };
  await expect(run(first, merge)).rejects.toMatchObject({
    diagnostic: { code: "PTX4103" },
    message: expect.stringContaining(message),
  });
});

test("a batch replaces its window and nothing else", async () => {
  const config = { incremental_strategy: "microbatch", event_time: "at" };
  const day = (n: number, name: string) =>
    `select timestamp '2026-01-0${n} 12:00:00' as at, '${name}' as name`;
  await run(`${day(1, "a")} union all ${day(2, "b")} union all ${day(3, "c")}`, config);
  const batch = { start: "2026-01-02 00:00:00", end: "2026-01-03 00:00:00" };
  await run(`${day(2, "B")} union all ${day(3, "outside")}`, config, { batch });
  expect((await session.query("select name from t order by lower(name)")).rows).toEqual([
    ["a"],
    ["B"],
    ["c"],
  ]);
});

test("a full refresh, and a view in the way, build the table anew", async () => {
  await session.execute("create view t as select 0 as old");
  expect(await run(first, {})).toHaveLength(2);
  expect(await run("select 9 as id", {}, { fullRefresh: true })).toHaveLength(1);
  expect((await table()).rows).toEqual(["[9]"]);
  await run("select 8 as id", { full_refresh: false }, { fullRefresh: true });
  expect((await table()).rows).toEqual(["[8]", "[9]"]);
});

test("what a stopped run left in the session is no obstacle", async () => {
  const config = { unique_key: "id" };
  await run(first, config);
  await session.execute('create temp table "t__dbt_tmp" as select 1 as junk');
  await run(first, config);
  expect((await table()).rows).toEqual(['[1,"a",10]', '[2,"b",20]']);
});
