import { deepEqual, equal, match } from "node:assert/strict";
import { type Area, type Files, untestable } from "../behaviour.ts";
import { incremental, rowsOf, table } from "../models.ts";
import type { World } from "../world.ts";

const people = rowsOf(
  ["id", "name", "home"],
  ["1", "'ana'", "10"],
  ["2", "'ben'", "20"],
  ["2", "null", "99"],
);

const tested = (column: string, ...tests: readonly unknown[]): Files => ({
  "models/people.sql": table(people),
  "models/homes.sql": table(rowsOf(["id"], ["10"], ["20"])),
  "models/_tests.yml": JSON.stringify({
    models: [{ name: "people", columns: [{ name: column, data_tests: tests }] }],
  }),
});

const relationships = {
  relationships: { name: "homes_exist", arguments: { to: "ref('homes')", field: "id" } },
};

/** Statuses of tests by name. */
async function statusesOf(
  world: World,
  ...args: readonly string[]
): Promise<Record<string, string>> {
  await world.run(["test", ...args]);
  return world.statuses();
}

const failures = (world: World): Record<string, number | null> => {
  const { results } = JSON.parse(world.read("target/run_results.json")) as {
    results: { unique_id: string; failures: number | null }[];
  };
  return Object.fromEntries(
    results.map(({ unique_id: id, failures: count }) => [id.split(".")[2] ?? id, count]),
  );
};

export const dataTests: Area = {
  title: "Data tests",
  behaviours: [
    {
      name: "unique, not_null, accepted_values, relationships: failures are counted",
      files: {
        ...tested("id"),
        "models/_tests.yml": JSON.stringify({
          models: [
            {
              name: "people",
              columns: [
                { name: "id", data_tests: ["unique", "not_null"] },
                {
                  name: "name",
                  data_tests: [
                    "not_null",
                    { accepted_values: { name: "known", arguments: { values: ["ana", "cid"] } } },
                  ],
                },
                { name: "home", data_tests: [relationships] },
              ],
            },
          ],
        }),
      },
      async check(world) {
        await world.ptx("run");
        await world.fails("test");
        deepEqual(failures(world), {
          unique_people_id: 1,
          not_null_people_id: 0,
          not_null_people_name: 1,
          known: 1,
          homes_exist: 1,
        });
      },
    },
    {
      name: "singular tests, also on ephemeral models",
      files: {
        ...tested("id"),
        "models/raw.sql": "{{ config(materialized='ephemeral') }}select * from {{ ref('people') }}",
        "tests/no_nulls.sql": "select * from {{ ref('raw') }} where name is null",
        "tests/no_zeros.sql": "select * from {{ ref('raw') }} where id = 0",
      },
      async check(world) {
        await world.ptx("run");
        deepEqual(await statusesOf(world), { no_nulls: "fail", no_zeros: "pass" });
      },
    },
    {
      name: "a generic test of the project's own, with arguments",
      files: {
        ...tested("id", { at_most: { name: "small", arguments: { most: 1 } } }),
        "tests/generic/at_most.sql":
          "{% test at_most(model, column_name, most) %}select * from {{ model }} where {{ column_name }} > {{ most }}{% endtest %}",
      },
      async check(world) {
        await world.ptx("run");
        await world.fails("test");
        deepEqual(failures(world), { small: 2 });
      },
    },
    {
      name: "where, limit, severity, warn_if, error_if, fail_calc",
      files: tested(
        "id",
        { not_null: { name: "where", config: { where: "name is null and id = 1" } } },
        { unique: { name: "warned", config: { severity: "warn" } } },
        { unique: { name: "few", config: { error_if: ">5", warn_if: ">0" } } },
        { unique: { name: "calculated", config: { fail_calc: "sum(n_records)", error_if: "=2" } } },
      ),
      async check(world) {
        await world.ptx("run");
        deepEqual(await statusesOf(world), {
          where: "pass",
          warned: "warn",
          few: "warn",
          calculated: "fail",
        });
      },
    },
    ...(["table", "view"] as const).map((kind) => ({
      name: `store_failures_as ${kind}: rows to look at, renewed by each run`,
      files: tested("name", {
        not_null: { name: "named", config: { store_failures_as: kind, schema: "second" } },
      }),
      async check(world: World) {
        await world.ptx("run");
        await world.fails("test");
        await world.fails("test");
        deepEqual(await world.kinds(world.second), { named: kind });
        deepEqual(await world.table("named", "id, home", world.second), [[2, 99]]);
        world.write({ "models/people.sql": table("select 1 as id, 'x' as name, 10 as home") });
        await world.ptx("run");
        await world.ptx("test");
        deepEqual(await world.table("named", "id, home", world.second), []);
      },
    })),
    {
      name: "store_failures_as ephemeral keeps nothing",
      files: tested("name", {
        not_null: { name: "named", config: { store_failures_as: "ephemeral" } },
      }),
      async check(world) {
        await world.ptx("run");
        await world.fails("test", "--store-failures");
        deepEqual(Object.keys(await world.kinds()), ["homes", "people"]);
      },
    },
    {
      name: "tests with long names keep their failures apart",
      files: {
        ...tested("id"),
        "models/_tests.yml": JSON.stringify({
          models: [
            {
              name: "people",
              columns: ["id", "name"].map((name) => ({
                name,
                data_tests: [
                  {
                    accepted_values: {
                      arguments: {
                        values: Array.from({ length: 20 }, (_, i) => `value ${i}`),
                        quote: true,
                      },
                      config: { store_failures: true, schema: "second", where: "name is not null" },
                    },
                  },
                ],
              })),
            },
          ],
        }),
        "models/people.sql": table("select '1' as id, 'ana' as name"),
      },
      async check(world) {
        await world.ptx("run");
        await world.fails("test");
        await world.fails("test");
        equal(Object.keys(await world.kinds(world.second)).length, 2);
      },
    },
    {
      name: "a failing test keeps what depends on its model from being built",
      files: {
        ...tested("id", "unique"),
        "models/after.sql": table("select * from {{ ref('people') }}"),
      },
      async check(world) {
        await world.fails("build");
        equal(world.statuses()["after"], "skipped");
        deepEqual(Object.keys(await world.kinds()), ["homes", "people"]);
      },
    },
    {
      name: "a test that cannot run is an error, at its place",
      gaps: { bigquery: untestable("the emulator's messages carry no place", true) },
      files: {
        ...tested("id"),
        "tests/broken.sql": "select *\nfrom {{ ref('people') }}\nwhere nothing = 1",
      },
      async check(world) {
        await world.ptx("run");
        match(await world.fails("test"), /tests\/broken\.sql:3/);
        deepEqual(world.statuses(), { broken: "error" });
      },
    },
  ],
};

const typed = ({ words }: World) => ({
  "models/raw.sql": table(
    `select cast(1 as ${words.integer}) as id, cast('a' as ${words.text}) as name, cast('1.50' as ${words.decimal}) as price,
cast('2026-01-31' as date) as day, cast('2026-01-31 10:00:00' as ${words.timestamp}) as moment, 1 = 1 as yes`,
  ),
  "models/copied.sql": table("select * from {{ ref('raw') }}"),
  "models/summed.sql": incremental(
    "select id, price * 2 as price from {{ ref('raw') }}{% if is_incremental() %} where id > (select max(id) from {{ this }}){% endif %}",
  ),
});

const row = {
  id: 7,
  name: "it's",
  price: 2.25,
  day: "2024-02-29",
  moment: "2024-02-29 12:30:00",
  yes: false,
};

const unitTest = (model: string, given: unknown, expect: unknown, more: object = {}): Files => ({
  "models/_unit.yml": JSON.stringify({
    unit_tests: [{ name: "it", model, given, expect, ...more }],
  }),
});

export const unitTests: Area = {
  title: "Unit tests",
  behaviours: [
    {
      name: "values of every type, and nulls",
      files: (world) => {
        const rows = [row, { id: 8 }];
        return {
          ...typed(world),
          ...unitTest("copied", [{ input: "ref('raw')", rows }], { rows }),
        };
      },
      async check(world) {
        await world.ptx("run", "-s", "raw");
        await world.ptx("test", "-s", "test_type:unit");
      },
    },
    {
      name: "a difference is shown, row by row",
      files: (world) => ({
        ...typed(world),
        ...unitTest("copied", [{ input: "ref('raw')", rows: [{ id: 1, name: "ana" }] }], {
          rows: [{ id: 1, name: "ben" }],
        }),
      }),
      async check(world) {
        await world.ptx("run", "-s", "raw");
        match(await world.fails("test", "-s", "test_type:unit"), /ana[\s\S]*ben|ben[\s\S]*ana/);
      },
    },
    {
      name: "CSV and SQL as formats",
      files: (world) => ({
        ...typed(world),
        ...unitTest(
          "copied",
          [{ input: "ref('raw')", format: "csv", rows: "id,name\n1,ana\n2,\n" }],
          {
            format: "sql",
            rows: "select 1 as id, 'ana' as name union all select 2, null",
          },
        ),
      }),
      async check(world) {
        await world.ptx("run", "-s", "raw");
        await world.ptx("test", "-s", "test_type:unit");
      },
    },
    {
      name: "an incremental model, with the rows that are there",
      files: (world) => ({
        ...typed(world),
        ...unitTest(
          "summed",
          [
            {
              input: "ref('raw')",
              rows: [
                { id: 1, price: 1 },
                { id: 2, price: 1.5 },
              ],
            },
            { input: "this", rows: [{ id: 1, price: 2 }] },
          ],
          { rows: [{ id: 2, price: 3 }] },
          { overrides: { macros: { is_incremental: true } } },
        ),
      }),
      async check(world) {
        await world.ptx("run");
        await world.ptx("test", "-s", "test_type:unit");
      },
    },
    {
      name: "long texts are not cut to the first one's length",
      files: (world) => {
        const rows = [{ name: "a" }, { name: "a".repeat(500) }];
        return {
          ...typed(world),
          ...unitTest("copied", [{ input: "ref('raw')", rows }], { rows }),
        };
      },
      async check(world) {
        await world.ptx("run", "-s", "raw");
        await world.ptx("test", "-s", "test_type:unit");
      },
    },
    {
      name: "columns in another case than the table's",
      files: (world) => ({
        ...typed(world),
        ...unitTest("copied", [{ input: "ref('raw')", rows: [{ ID: 1, Name: "ana" }] }], {
          rows: [{ Id: 1, NAME: "ana" }],
        }),
      }),
      async check(world) {
        await world.ptx("run", "-s", "raw");
        await world.ptx("test", "-s", "test_type:unit");
      },
    },
    {
      name: "a value that does not fit its column is an error that names it",
      files: (world) => ({
        ...typed(world),
        ...unitTest("copied", [{ input: "ref('raw')", rows: [{ id: "no number" }] }], {
          rows: [{ id: 1 }],
        }),
      }),
      async check(world) {
        await world.ptx("run", "-s", "raw");
        match(await world.fails("test", "-s", "test_type:unit"), /no number/);
      },
    },
    {
      name: "reserved words as columns",
      files: (world) => {
        const order = world.quoted("order");
        const rows = [{ order: 5 }];
        return {
          "models/raw.sql": table(`select 1 as ${order}`),
          "models/copied.sql": table(`select ${order} from {{ ref('raw') }}`),
          ...unitTest("copied", [{ input: "ref('raw')", rows }], { rows }),
        };
      },
      async check(world) {
        await world.ptx("run", "-s", "raw");
        await world.ptx("test", "-s", "test_type:unit");
      },
    },
  ],
};
