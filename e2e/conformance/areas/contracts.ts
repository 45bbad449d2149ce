import { deepEqual, equal, match } from "node:assert/strict";
import { type Area, type Behaviour, type Files, unsupported, untestable } from "../behaviour.ts";
import { incremental, model, rowsOf, table } from "../models.ts";
import type { World } from "../world.ts";

interface Declared {
  readonly name: string;
  readonly data_type?: string;
  readonly constraints?: readonly unknown[];
}

const columns = ({ words }: World, ...constraints: readonly unknown[]): Declared[] => [
  { name: "id", data_type: words.integer, constraints },
  { name: "name", data_type: words.text },
];

/** A property file with an enforced contract. */
const contract = (
  declared: readonly Declared[],
  more: Readonly<Record<string, unknown>> = {},
): Files => ({
  "models/_models.yml": JSON.stringify({
    models: [
      { name: "people", config: { contract: { enforced: true } }, columns: declared, ...more },
    ],
  }),
});

const two = rowsOf(["id", "name"], ["1", "'ana'"], ["2", "'ben'"]);
const twoOf = (first: string, name = "'ben'") =>
  rowsOf(["id", "name"], ["1", "'ana'"], [first, name]);

/** Builds rows that keep a constraint, then rows that break it: the table stays as it was. */
const enforced = (
  name: string,
  constraint: Readonly<Record<string, unknown>>,
  breaking: string,
  gaps: Behaviour["gaps"] = {},
): Behaviour => ({
  name,
  gaps,
  files: (world) => ({
    "models/people.sql": table(two),
    ...contract(columns(world, constraint)),
  }),
  async check(world) {
    await world.ptx("run");
    world.write({ "models/people.sql": table(breaking) });
    await world.fails("run");
    deepEqual(await world.table("people"), [
      [1, "ana"],
      [2, "ben"],
    ]);
  },
});

const onlyNotNull = {
  snowflake: unsupported("only not_null is enforced"),
  bigquery: unsupported("only not_null is enforced"),
};

const breaches: readonly Behaviour[] = [
  {
    name: "another type",
    sql: "select 'one' as id, 'ana' as name",
  },
  { name: "a missing column", sql: "select 1 as id" },
  { name: "a column too many", sql: "select 1 as id, 'ana' as name, 3 as age" },
].flatMap(({ name, sql }): Behaviour[] =>
  ["table", "view", "incremental"].map((kind) => ({
    name: `${name} in a ${kind}: refused before anything is built`,
    files: (world) => ({
      "models/people.sql": model({ materialized: kind, on_schema_change: "fail" }, sql),
      ...contract(columns(world)),
    }),
    async check(world) {
      match(await world.fails("run"), /PTX4106/);
      deepEqual(await world.kinds(), {});
    },
  })),
);

export const contracts: Area = {
  title: "Contracts and constraints",
  behaviours: [
    {
      name: "columns come in the order of the contract, with its types",
      files: (world) => ({
        "models/people.sql": table("select 'ana' as name, 1 as id"),
        ...contract(columns(world)),
      }),
      async check(world) {
        await world.ptx("run");
        deepEqual(await world.columns("people"), ["id", "name"]);
        deepEqual(await world.table("people"), [[1, "ana"]]);
      },
    },
    ...breaches,
    enforced("not_null holds", { type: "not_null" }, twoOf("null"), {
      snowflake: untestable(
        "the emulator forgets constraints of a table that is declared and filled by one statement",
        true,
      ),
      bigquery: untestable(
        "the emulator has no table that is declared and filled by one statement",
        true,
      ),
    }),
    enforced("unique holds", { type: "unique" }, twoOf("1"), onlyNotNull),
    enforced("primary_key holds", { type: "primary_key" }, twoOf("1"), onlyNotNull),
    enforced("check holds", { type: "check", expression: "id < 10" }, twoOf("11"), onlyNotNull),
    {
      name: "constraints of the whole table",
      gaps: onlyNotNull,
      files: (world) => ({
        "models/people.sql": table(two),
        ...contract(columns(world), {
          constraints: [{ type: "unique", columns: ["id", "name"] }],
        }),
      }),
      async check(world) {
        await world.ptx("run");
        await world.ptx("run");
        world.write({ "models/people.sql": table(twoOf("1", "'ana'")) });
        await world.fails("run");
        equal(await world.count("people"), 2);
      },
    },
    {
      name: "a constraint with a name, on a table that is built again",
      gaps: {
        bigquery: untestable(
          "the emulator has no table that is declared and filled by one statement",
          true,
        ),
        snowflake: untestable(
          "the emulator forgets constraints of a table that is declared and filled by one statement",
          true,
        ),
        postgres: unsupported(
          "such names are the schema's, and the old table still has it when the new one is made; as in dbt",
        ),
      },
      files: (world) => ({
        "models/people.sql": table(two),
        ...contract(columns(world), {
          constraints: [{ type: "unique", columns: ["id", "name"], name: "one_of_each" }],
        }),
      }),
      async check(world) {
        await world.ptx("run");
        await world.ptx("run");
        equal(await world.count("people"), 2);
      },
    },
    {
      name: "foreign_key holds",
      gaps: onlyNotNull,
      files: (world) => {
        const key = { name: "id", data_type: world.words.integer };
        const primary = { ...key, constraints: [{ type: "primary_key" }] };
        const foreign = {
          ...key,
          constraints: [{ type: "foreign_key", to: "ref('people')", to_columns: ["id"] }],
        };
        const config = { contract: { enforced: true } };
        return {
          "models/people.sql": table("select 1 as id"),
          "models/visits.sql": table("select id from {{ ref('people') }}"),
          "models/_models.yml": JSON.stringify({
            models: [
              { name: "people", config, columns: [primary] },
              { name: "visits", config, columns: [foreign] },
            ],
          }),
        };
      },
      async check(world) {
        await world.ptx("run");
        world.write({ "models/visits.sql": table("select id + 1 as id from {{ ref('people') }}") });
        await world.fails("run", "-s", "visits");
        deepEqual(await world.table("visits", "id, id"), [[1, 1]]);
      },
    },
    {
      name: "an incremental model under a contract keeps its constraints",
      gaps: {
        snowflake: untestable("the emulator has other types for views than for tables", true),
        bigquery: untestable(
          "the emulator has no table that is declared and filled by one statement",
          true,
        ),
      },
      files: (world) => ({
        "models/people.sql": incremental(two, { on_schema_change: "fail" }),
        ...contract(columns(world, { type: "not_null" })),
      }),
      async check(world) {
        await world.ptx("run");
        await world.ptx("run");
        equal(await world.count("people"), 4);
        world.write({
          "models/people.sql": incremental(twoOf("null"), { on_schema_change: "fail" }),
        });
        await world.fails("run");
        equal(await world.count("people"), 4);
      },
    },
    {
      name: "quoted columns",
      files: (world) => ({
        "models/people.sql": table(`select 1 as ${world.quoted("Id")}, 'ana' as name`),
        ...contract([
          { name: "Id", data_type: world.words.integer, quote: true } as Declared,
          { name: "name", data_type: world.words.text },
        ]),
      }),
      async check(world) {
        await world.ptx("run");
        await world.ptx("run");
        const id = `select ${world.quoted("Id")} from ${world.at("people")}`;
        deepEqual(await world.rows(id), [[1]]);
      },
    },
  ],
};
