import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { connectTo } from "../adapters/registry.ts";
import type { Adapter, Session } from "../core/adapter.ts";
import { PtxError } from "../core/error.ts";
import type { JsonObject } from "../core/node.ts";
import { type Batch, type BatchableTest, planBatches } from "./batch.ts";
import { readTestConfig, storedAs } from "./config.ts";
import { countSql, failingRows, readCounts, sampleSql } from "./count.ts";
import { judge } from "./judge.ts";

let adapter: Adapter;
let session: Session;

beforeAll(async () => {
  const more = { schema: "main", database: undefined, threads: 1, file: undefined, settings: {} };
  const options = { root: "/" };
  adapter = await connectTo({ profileName: "p", name: "t", type: "duckdb", ...more }, options);
  session = await adapter.session();
});
afterAll(() => adapter.close());

/** The built-in tests as dbt compiles them. */
const built = {
  unique: (x: string, from: string) => `
    select
    ${x} as unique_field,
    count(*) as n_records

from ${from}
where ${x} is not null
group by ${x}
having count(*) > 1
`,
  not_null: (x: string, from: string) => `
    select ${x}
from ${from}
where ${x} is null
`,
  accepted_values: (x: string, from: string, values: string[]) => `
    with all_values as (

    select
        ${x} as value_field,
        count(*) as n_records

    from ${from}
    group by ${x}

)

select *
from all_values
where value_field not in (
    ${values.join(",")}
)
`,
  relationships: (x: string, from: string, field: string, to: string) => `
    with child as (
    select ${x} as from_field
    from ${from}
    where ${x} is not null
),

parent as (
    select ${field} as to_field
    from ${to}
)

select
    from_field

from child
left join parent
    on child.from_field = parent.to_field

where parent.to_field is null
`,
};

async function alone(sql: string, config: JsonObject = {}) {
  const read = readTestConfig(config);
  return readCounts(await session.query(countSql(failingRows(sql, read), read)));
}

const one = (id: string, sql: string, more: Partial<BatchableTest> = {}): BatchableTest => ({
  ...{ id, sql, config: {}, builtin: true, parents: ["model.shop.orders"] },
  ...more,
});

describe("one test", () => {
  test("is counted by the warehouse, with its own calculation, limit and conditions", async () => {
    const sql = "select range as n from range(7)";
    expect(countSql(failingRows(sql, { limit: 5 }), readTestConfig({ warn_if: ">2" }))).toBe(`select
  count(*) as failures,
  count(*) >2 as should_warn,
  count(*) != 0 as should_error
from (
select range as n from range(7)
limit 5
) dbt_internal_test`);
    expect(await alone(sql)).toEqual({ failures: 7, shouldWarn: true, shouldError: true });
    expect(await alone(sql, { limit: 5, error_if: ">5" })).toMatchObject({
      failures: 5,
      shouldError: false,
    });
    expect(
      await alone(sql, { fail_calc: "sum(n)", warn_if: "between 1 and 20", error_if: "> 21" }),
    ).toEqual({
      failures: 21,
      shouldWarn: false,
      shouldError: false,
    });
    expect((await session.query(sampleSql(sql, 3))).rows).toEqual([[0], [1], [2]]);
  });

  test.each([
    [{ fail_calc: "sum(n)" }, "select 1 as n where false", "null"],
    [{ fail_calc: "avg(n)" }, "select 1.5 as n", "1.5"],
    [{ fail_calc: "n" }, "select 1 as n where false", "0 rows"],
  ])("%j of `%s` is no count", async (config, sql, message) => {
    await expect(alone(sql, config)).rejects.toMatchObject({
      diagnostic: { code: "PTX4202" },
      message: expect.stringContaining(message),
    });
  });

  test.each([
    [{}, 0, "pass", 0, null],
    [{}, 1, "fail", 1, "Got 1 result, configured to fail if != 0"],
    [{}, 3, "fail", 3, "Got 3 results, configured to fail if != 0"],
    [{ severity: "WARN" }, 3, "warn", 3, "Got 3 results, configured to warn if != 0"],
    [{ error_if: ">10" }, 3, "warn", 3, "Got 3 results, configured to warn if != 0"],
    [{ error_if: ">10", warn_if: ">5" }, 3, "pass", 0, null],
    [{ severity: "warn", error_if: "= 3", warn_if: ">5" }, 3, "pass", 0, null],
  ] as const)("%j with %i failing rows", async (raw, rows, status, failures, message) => {
    const counts = await alone(`select range from range(${rows})`, raw);
    const config = readTestConfig(raw);
    expect(judge(config, counts)).toEqual({ status, failures, message });
    if (status === "warn") expect(judge(config, counts, true).status).toBe("fail");
  });

  test("its rows are stored where the config, or else the flag, says so", () => {
    expect(storedAs({}, false)).toBeUndefined();
    expect(storedAs({}, true)).toBe("table");
    expect(storedAs({ store_failures: false }, true)).toBeUndefined();
    expect(storedAs({ store_failures: true }, false)).toBe("table");
    expect(storedAs({ store_failures: false, store_failures_as: "view" }, false)).toBe("view");
    expect(storedAs({ store_failures_as: "ephemeral" }, true)).toBeUndefined();
    expect(() => storedAs({ store_failures_as: "file" }, false)).toThrow(
      "'file' is not a valid value",
    );
    expect(() => readTestConfig({ severity: "fatal" })).toThrow(PtxError);
  });
});

describe("a batch", () => {
  test("reads the relation once", () => {
    const from = '"shop"."main"."orders"';
    const [batch, ...others] = planBatches([
      one("unique", built.unique("order_id", from)),
      one("not_null", built.not_null("order_id", from)),
      one("again", built.not_null("order_id", from)),
      one("status", built.accepted_values('"Status"', from, ["'new'", "'done'"])),
    ]);
    expect(others).toEqual([]);
    expect(batch).toMatchObject({ tests: ["unique", "not_null", "again", "status"], scans: 1 });
    expect(batch?.sql).toBe(`select
  count(order_id) - count(distinct order_id) as failures_0,
  count(*) - count(order_id) as failures_1,
  count(distinct "Status") filter (where "Status" not in ('new','done')) as failures_2
from "shop"."main"."orders"`);
  });

  test("holds only tests that wait for the same nodes and read the same rows", () => {
    const notNull = (from: string) => built.not_null("id", from);
    const some = "(select * from orders where id > 3) dbt_subquery";
    const planned = planBatches([
      one("a", notNull("orders")),
      one("b", notNull("orders"), { parents: ["model.shop.orders", "model.shop.users"] }),
      one("c", notNull(some)),
      one("d", built.unique("id", some)),
      one("e", notNull("orders"), { builtin: false }),
      one("f", notNull("orders"), { config: { store_failures: true } }),
      one("g", notNull("orders"), { config: { limit: 5 } }),
    ]);
    expect(planned.map(({ tests, sql }) => [tests, sql !== undefined])).toEqual([
      [["a"], false],
      [["b"], false],
      [["c", "d"], true],
      [["e", "g"], true],
      [["f"], false],
    ]);
  });

  test.each([
    ["-- a comment\nselect id from orders where id is null"],
    ["select id from orders where other is null"],
    ["select id, name from orders where id is null"],
    ["select lower(id) from orders where lower(id) is null"],
    [
      "select id as unique_field, count(*) as n_records from orders where id is not null group by id having count(*) > 2",
    ],
  ])("does not take `%s` for a built-in test", (sql) => {
    const [batch] = planBatches([one("x", sql), one("y", sql)]);
    expect(batch?.sql).toContain("union all");
  });

  test("of a broken test fails, so that its tests can run alone", async () => {
    const [batch] = planBatches([
      one("good", "select 1 as a where false", { builtin: false }),
      one("bad", "select 1 as a where 'x'::int = 1", { builtin: false }),
    ]);
    await expect(session.query(batch?.sql ?? "")).rejects.toThrow("Could not convert");
  });
});

describe("a batch gives each test what it has alone", () => {
  const value = fc.option(fc.integer({ min: 0, max: 4 }), { nil: null, freq: 4 });
  const text = fc.option(fc.constantFrom("a", "b", "c c", "it''s", ""), { nil: null, freq: 4 });
  const real = fc.option(fc.constantFrom("0.0", "-0.0", "1.5", "nan", "inf"), { nil: null });
  const table = fc.array(fc.tuple(value, text, real), { maxLength: 12 });
  const condition = fc.constantFrom("!= 0", "> 1", ">=2", "= 0", "<> 3", "between 1 and 3", "< 2");
  const plain = fc.constant({});
  const config = fc.record(
    {
      warn_if: condition,
      error_if: condition,
      limit: fc.integer({ min: 1, max: 3 }),
      fail_calc: fc.constantFrom("count(*)", "count(*) + 1", "COUNT(*)"),
      severity: fc.constantFrom("warn", "error"),
    },
    { requiredKeys: [] },
  );
  const conditions = fc.record({ warn_if: condition, error_if: condition });
  const sources = [
    "rows",
    "rows_view",
    "(select * from rows where i > 2) dbt_subquery",
    "(select * from rows where i is null) dbt_subquery",
  ];
  const inText = fc.subarray(["'a'", "'b'", "'it''s'", "'c c'"], { minLength: 1 });
  const inNumbers = fc.subarray(["1", "2", "3", "null"], { minLength: 1 });
  const testOf = (from: string) =>
    fc.oneof(
      { weight: 3, arbitrary: fc.constantFrom("i", "s", '"d"').map((x) => built.unique(x, from)) },
      fc.constantFrom("i", "s", '"d"', "1 + i").map((x) => built.not_null(x, from)),
      inText.map((values) => built.accepted_values("s", from, values)),
      inNumbers.map((values) => built.accepted_values("i", from, values)),
      fc.constant(built.relationships("i", from, "p", "parents")),
      fc.constant(`select i, s from ${from} where length(s) < i`),
      fc.constant(`with x as (select max(i) as m from ${from}) select m from x where m > 3`),
    );
  const testsOn = (from: string) =>
    fc.array(
      fc.record({
        sql: testOf(from),
        config: fc.oneof(plain, conditions, config),
        builtin: fc.oneof({ weight: 4, arbitrary: fc.constant(true) }, fc.constant(false)),
      }),
      { minLength: 2, maxLength: 8 },
    );

  test("for any table and tests", async () => {
    await fc.assert(
      fc.asyncProperty(
        table,
        fc.array(value, { maxLength: 5 }),
        fc.constantFrom(...sources).chain(testsOn),
        async (rows, parents, tests) => {
          await fill(rows, parents);
          const all = tests.map((each, i) => one(`t${i}`, each.sql, each));
          const batches = planBatches(all);
          const ids = batches.flatMap((batch) => batch.tests);
          expect(ids.toSorted()).toEqual(all.map(({ id }) => id).toSorted());
          for (const batch of batches) await agrees(batch, all);
        },
      ),
      { numRuns: 150 },
    );
  }, 60_000);

  async function agrees(batch: Batch, all: readonly BatchableTest[]): Promise<void> {
    if (batch.sql === undefined) return;
    const counts = batch.read(await session.query(batch.sql));
    for (const { id, sql, config } of all.filter((each) => batch.tests.includes(each.id))) {
      const single = await alone(sql, config);
      const batched = counts.get(id);
      if (batched) expect(batched).toEqual(single);
      else expect(single.failures).toBeGreaterThan(0);
    }
  }

  async function fill(
    rows: readonly (readonly [number | null, string | null, string | null])[],
    parents: readonly (number | null)[],
  ): Promise<void> {
    const values = rows.map(
      ([i, s, d]) => `(${i}, ${s === null ? null : `'${s}'`}, ${d && `'${d}'`})`,
    );
    await session.execute(`
      create or replace table rows (i integer, s varchar, d double);
      create or replace table parents (p integer);
      create or replace view rows_view as select * from rows where i is distinct from 4;
      ${values.length > 0 ? `insert into rows values ${values.join(", ")};` : ""}
      ${parents.length > 0 ? `insert into parents values ${parents.map((p) => `(${p})`).join(", ")};` : ""}
    `);
  }
});
