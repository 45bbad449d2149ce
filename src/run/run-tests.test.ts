import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { connectTo } from "../adapters/registry.ts";
import type { Adapter, SqlValue } from "../core/adapter.ts";
import type { JsonObject } from "../core/node.ts";
import { runOn, target } from "./testing/rig.ts";
import { idOf, shop } from "./testing/shop.ts";

let adapter: Adapter;
beforeEach(async () => {
  adapter = await connectTo(target, { root: "/shop" });
});
afterEach(() => adapter.close());

async function rows(sql: string): Promise<readonly (readonly SqlValue[])[]> {
  const session = await adapter.session();
  try {
    return (await session.query(sql)).rows;
  } finally {
    session.release();
  }
}

const orders = {
  config: { materialized: "table" },
  sql: "select * from (values (1, 'new'), (2, 'paid'), (2, null)) t(id, status)",
};
const unique =
  "select id as unique_field, count(*) as n_records from main.orders where id is not null group by id having count(*) > 1";
const notNull = (column: string) => `select ${column} from main.orders where ${column} is null`;
const on = (sql: string, config: JsonObject = {}) => ({ reads: ["model.orders"], sql, config });

test("pass, warn, fail and error, in one batch; a failure skips what reads the tested node", async () => {
  const { statuses, results, events, ok, files } = await runOn(
    adapter,
    shop({
      "model.orders": orders,
      "model.mart": ["model.orders"],
      "test.unique_id": on(unique),
      "test.not_null_id": on(notNull("id")),
      "test.not_null_status": on(notNull("status"), { severity: "warn" }),
      "test.positive": on("select * from main.orders where id <= 0"),
    }),
  );
  expect(statuses).toEqual({
    orders: "success",
    not_null_id: "pass",
    not_null_status: "warn",
    positive: "pass",
    unique_id: "fail",
    mart: "skipped",
  });
  expect(ok).toBe(false);
  const resultOf = (name: string) => results.find(({ label }) => label.name === name);
  expect(resultOf("unique_id")).toMatchObject({
    failures: 1,
    message: "Got 1 result, configured to fail if != 0",
    sample: [{ unique_field: 2, n_records: 2 }],
    compiledPath: "target/compiled/shop/tests/unique_id.sql",
    relationName: null,
  });
  expect(resultOf("not_null_status")?.message).toBe("Got 1 result, configured to warn if != 0");
  expect(resultOf("not_null_id")).toMatchObject({ failures: 0, message: null });
  expect(resultOf("mart")?.skippedBy).toBe(idOf("test.unique_id"));
  const batches = events.filter(({ type }) => type === "batch:done");
  expect(batches).toMatchObject([{ relation: "orders", tests: 4 }]);
  const at = events.findIndex(({ type }) => type === "batch:done");
  expect(events.slice(at + 1, at + 5).map(({ type }) => type)).toEqual(Array(4).fill("node:done"));
  expect(files.written.has("/shop/target/compiled/shop/tests/positive.sql")).toBe(true);
});

test("a warning lets the readers run", async () => {
  const { statuses, ok } = await runOn(
    adapter,
    shop({
      "model.orders": orders,
      "model.mart": ["model.orders"],
      "test.unique_id": on(unique, { severity: "warn" }),
    }),
  );
  expect(statuses).toEqual({ orders: "success", unique_id: "warn", mart: "success" });
  expect(ok).toBe(true);
});

test("one broken test does not take the others along", async () => {
  const { statuses, results, events } = await runOn(
    adapter,
    shop({
      "model.orders": orders,
      "test.broken": on("select\n  nonsense\nfrom main.orders"),
      "test.template": on("select {{ broken }}"),
      "test.odd": on("select 1 where false", { severity: "fatal" }),
      "test.sum": on("select id from main.orders", { fail_calc: "sum(id)", error_if: "> 4" }),
      "test.none": on("select 1 where false", { fail_calc: "sum(1)" }),
      "test.fine": on("select 1 where false"),
    }),
  );
  expect(statuses).toEqual({
    orders: "success",
    broken: "error",
    template: "error",
    odd: "error",
    sum: "fail",
    none: "error",
    fine: "pass",
  });
  const errorOf = (name: string) => results.find(({ label }) => label.name === name)?.error;
  expect(errorOf("broken")).toMatchObject({
    code: "PTX4001",
    at: { file: "tests/broken.sql", line: 2, column: 3, length: 8 },
  });
  expect(errorOf("template")).toMatchObject({
    code: "PTX1001",
    at: { file: "tests/template.sql" },
  });
  expect(errorOf("odd")?.code).toBe("PTX4201");
  expect(errorOf("none")?.code).toBe("PTX4202");
  expect(events.filter(({ type }) => type === "batch:done")).toEqual([]);
});

describe("stored failures", () => {
  const manifest = (config: JsonObject) =>
    shop({
      "model.orders": orders,
      "test.bad_rows": on("select * from main.orders where id > 1", config),
    });

  test("are kept as a table, counted there, and named in the result", async () => {
    const { results } = await runOn(adapter, manifest({ store_failures: true }));
    expect(results.at(-1)).toMatchObject({
      status: "fail",
      failures: 2,
      relationName: '"memory"."main_dbt_test__audit"."bad_rows"',
    });
    expect(await rows("select id from main_dbt_test__audit.bad_rows")).toEqual([[2], [2]]);
    // Then as a view, in the place of the table.
    await runOn(adapter, manifest({ store_failures_as: "view" }));
    expect(
      await adapter.relations([{ database: "memory", schema: "main_dbt_test__audit" }]),
    ).toMatchObject([{ name: "bad_rows", kind: "view" }]);
  });

  test("by the flag, for all tests that do not say otherwise", async () => {
    const asked = { invocation: { storeFailures: true } };
    await runOn(adapter, manifest({ store_failures: false }), asked);
    expect(
      await rows("select * from information_schema.schemata where schema_name like '%audit'"),
    ).toEqual([]);
    await runOn(adapter, manifest({}), asked);
    expect(await rows("select count(*) from main_dbt_test__audit.bad_rows")).toEqual([[2]]);
  });
});

test("`test` runs every test, whatever became of the others", async () => {
  const manifest = shop({
    "model.orders": orders,
    "test.unique_id": on(unique),
    "test.not_null_id": on(notNull("id")),
    "test.no_parent": { sql: "select 1 as one" },
  });
  await runOn(adapter, manifest, { command: "run" });
  const { statuses, results } = await runOn(adapter, manifest, { command: "test" });
  expect(statuses).toEqual({ unique_id: "fail", not_null_id: "pass", no_parent: "fail" });
  expect(results.every(({ label }) => label.total === 3)).toBe(true);
  const warned = await runOn(
    adapter,
    shop({ "test.w": { sql: "select 1 as one", config: { severity: "warn" } } }),
    {
      command: "test",
      invocation: { args: { warn_error: true } },
    },
  );
  expect(warned.statuses).toEqual({ w: "fail" });
});
