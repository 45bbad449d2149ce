/**
 * What is sent to Snowflake, word for word: first of all what no emulator runs, so that only the
 * text can be held.
 */
import { describe, expect, test } from "vitest";
import type { Session } from "../core/adapter.ts";
import type { ColumnInfo, JsonObject } from "../core/node.ts";
import type { Column, Relation } from "../core/relation.ts";
import { snowflake } from "../sql/dialects/snowflake.ts";
import { drive } from "./drive.ts";
import type { MaterializationInput } from "./materialization.ts";
import { materializationNamed } from "./registry.ts";

const target = { database: "DB", schema: "S", name: "ORDERS" };
const name = '"DB"."S"."ORDERS"';
const staged = '"DB"."S"."ORDERS__DBT_TMP"';
const table: Relation = { ...target, kind: "table" };

interface Warehouse {
  /** Columns by name of relation. */
  readonly columns?: Readonly<Record<string, readonly Column[]>>;
  /** Answers to questions for rows, in their order. */
  readonly rows?: readonly (readonly (readonly string[])[])[];
}

/** The statements of a plan, with transactions as `begin` and `commit`. */
async function sent(
  more: Partial<MaterializationInput> & { readonly config: JsonObject },
  { columns = {}, rows = [] }: Warehouse = {},
): Promise<string[]> {
  const statements: string[] = [];
  const answers = [...rows];
  const execute = async (sql: string) => {
    statements.push(sql);
    return { rowsAffected: 0, message: "OK" };
  };
  const session: Session = {
    execute,
    query: async () => ({ columns: [], rows: answers.shift() ?? [] }),
    describe: async () => contract,
    columns: async (relation) => columns[relation.name],
    transaction: async (work) => {
      statements.push("begin");
      const result = await work();
      statements.push("commit");
      return result;
    },
    cancel: () => undefined,
    release: () => undefined,
  };
  const input: MaterializationInput = {
    target,
    existing: undefined,
    select: "select 1 as id",
    dialect: snowflake,
    fullRefresh: false,
    preHooks: [],
    postHooks: [],
    description: "",
    columns: {},
    constraints: [],
    ...more,
  };
  await drive(materializationNamed(String(more.config["materialized"])).plan(input), {
    session,
    hook: async () => undefined,
    seed: async () => ({ rowsAffected: 0, message: "OK" }),
  });
  return statements;
}

const contract: readonly Column[] = [{ name: "ID", type: "NUMBER(38,0)" }];
const ids: readonly Column[] = [
  { name: "ID", type: "NUMBER(38,0)" },
  { name: "NAME", type: "VARCHAR(10)" },
];

const column = (columnName: string, more: Partial<ColumnInfo>): ColumnInfo => ({
  name: columnName,
  description: "",
  meta: {},
  data_type: "integer",
  constraints: [],
  quote: null,
  config: { meta: {}, tags: [] },
  tags: [],
  granularity: null,
  doc_blocks: [],
  ...more,
});

describe("tables and views", () => {
  test.each([
    [{}, [`create or replace transient table ${name} as (\nselect 1 as id\n)`]],
    [{ transient: false }, [`create or replace table ${name} as (\nselect 1 as id\n)`]],
    [
      { copy_grants: true },
      [`create or replace transient table ${name} copy grants as (\nselect 1 as id\n)`],
    ],
    [
      { cluster_by: ["id", "to_date(at)"], automatic_clustering: true },
      [
        `create or replace transient table ${name} as (\nselect * from (\nselect 1 as id\n) order by (id, to_date(at))\n)`,
        `alter table ${name} cluster by (id, to_date(at))`,
        `alter table ${name} resume recluster`,
      ],
    ],
  ])("a table with %j", async (config, expected) => {
    expect(await sent({ config: { materialized: "table", ...config } })).toEqual(expected);
  });

  test("a view gives way to a table; a table with another kind is dropped by its own word", async () => {
    const existing: Relation = { ...target, kind: "dynamic_table" };
    expect(await sent({ existing, config: { materialized: "table" } })).toEqual([
      `drop dynamic table if exists ${name}`,
      `create or replace transient table ${name} as (\nselect 1 as id\n)`,
    ]);
  });

  test("a secure view keeps its grants", async () => {
    const config = { materialized: "view", secure: true, copy_grants: true };
    expect(await sent({ config })).toEqual([
      `create or replace secure view ${name} copy grants as (\nselect 1 as id\n)`,
    ]);
  });

  test("a contract: declared and filled by one statement, keys written down, checks left out", async () => {
    const constraints = [{ type: "not_null" }, { type: "check", expression: "id > 0" }];
    expect(
      await sent({
        config: { materialized: "table", contract: { enforced: true } },
        columns: { id: column("id", { constraints }) },
        constraints: [{ type: "primary_key", columns: ["id"], name: "pk" }],
      }),
    ).toEqual([
      `create or replace transient table ${name} (
  "ID" integer not null,
  constraint "pk" primary key (id)
) as (
select "ID" from (
select 1 as id
) as model_subq
)`,
    ]);
  });

  test("comments of columns go in one statement", async () => {
    const statements = await sent(
      {
        config: { materialized: "view", persist_docs: { relation: true, columns: true } },
        description: "it's all",
        columns: {
          id: column("id", { description: "key" }),
          name: column("name", { description: "n" }),
        },
      },
      { columns: { ORDERS: ids } },
    );
    expect(statements.slice(1)).toEqual([
      `comment on view ${name} is 'it\\'s all'`,
      `alter view ${name} alter "ID" comment 'key', "NAME" comment 'n'`,
    ]);
  });
});

describe("incremental models", () => {
  const incremental = (config: JsonObject, staging: readonly Column[] = ids) =>
    sent(
      { existing: table, config: { materialized: "incremental", ...config } },
      { columns: { ORDERS: ids, ORDERS__DBT_TMP: staging } },
    );
  const view = `create or replace temporary view ${staged} as (\nselect 1 as id\n)`;
  const dropped = `drop view if exists ${staged}`;

  test("by default: a view of the new rows, merged by key in one statement", async () => {
    expect(await incremental({ unique_key: "id" })).toEqual([
      view,
      `merge into ${name} as DBT_INTERNAL_DEST
using ${staged} as DBT_INTERNAL_SOURCE
on (DBT_INTERNAL_SOURCE.id = DBT_INTERNAL_DEST.id)
when matched then update set "ID" = DBT_INTERNAL_SOURCE."ID", "NAME" = DBT_INTERNAL_SOURCE."NAME"
when not matched then insert ("ID", "NAME") values (DBT_INTERNAL_SOURCE."ID", DBT_INTERNAL_SOURCE."NAME")`,
      dropped,
    ]);
  });

  test.each([{}, { incremental_strategy: "merge" }, { incremental_strategy: "append" }])(
    "%j without a key appends",
    async (config) => {
      expect(await incremental(config)).toEqual([
        view,
        `insert into ${name} ("ID", "NAME")\nselect "ID", "NAME" from ${staged}`,
        dropped,
      ]);
    },
  );

  test("delete+insert reads a table, in a transaction", async () => {
    const config = { unique_key: "id", incremental_strategy: "delete+insert" };
    expect(await incremental(config)).toEqual([
      `create or replace temporary table ${staged} as (\nselect 1 as id\n)`,
      "begin",
      `delete from ${name}
where (id) in (
    select (id) from ${staged}
);

insert into ${name} ("ID", "NAME")
select "ID", "NAME" from ${staged}`,
      "commit",
      `drop table if exists ${staged}`,
    ]);
  });

  test("insert_overwrite replaces all rows in one statement", async () => {
    expect((await incremental({ incremental_strategy: "insert_overwrite" }))[1]).toBe(
      `insert overwrite into ${name} ("ID", "NAME")\nselect "ID", "NAME" from ${staged}`,
    );
  });

  test("microbatch: the borders of a batch are times with a zone", async () => {
    const batch = { start: "2026-01-01 00:00:00+00:00", end: "2026-01-02 00:00:00+00:00" };
    const config = {
      materialized: "incremental",
      incremental_strategy: "microbatch",
      event_time: "at",
    };
    const statements = await sent(
      { existing: table, config, batch },
      { columns: { ORDERS: ids, ORDERS__DBT_TMP: ids } },
    );
    expect(statements[2]).toContain(
      `where at >= to_timestamp_tz('2026-01-01 00:00:00+00:00')
    and at < to_timestamp_tz('2026-01-02 00:00:00+00:00')`,
    );
  });

  test("a text that is longer than its column makes the column grow first", async () => {
    const longer = [
      { name: "ID", type: "NUMBER(1,0)" },
      { name: "NAME", type: "VARCHAR(20)" },
    ];
    expect((await incremental({}, longer)).slice(0, 2)).toEqual([
      view,
      `alter table ${name} alter column "NAME" set data type VARCHAR(20)`,
    ]);
  });

  test("on_schema_change: columns come and go in one statement each; narrower numbers change nothing", async () => {
    const staging = [
      { name: "ID", type: "NUMBER(1,0)" },
      { name: "AT", type: "DATE" },
      { name: "N", type: "FLOAT" },
    ];
    const statements = await incremental({ on_schema_change: "sync_all_columns" }, staging);
    expect(statements[1]).toBe(
      `alter table ${name} add column "AT" DATE, "N" FLOAT;\nalter table ${name} drop column "NAME"`,
    );
  });
});

describe("grants", () => {
  const grants = { select: ["ANALYST", "BI"] };

  test("go to roles, one statement each", async () => {
    expect((await sent({ config: { materialized: "view", grants } })).slice(1)).toEqual([
      `grant select on view ${name} to role ANALYST;\ngrant select on view ${name} to role BI`,
    ]);
  });

  test("that were copied are compared with those wanted", async () => {
    const config = { materialized: "table", copy_grants: true, grants };
    const rows = [
      [
        ["ANALYST", "SELECT"],
        ["OLD", "SELECT"],
      ],
    ];
    expect((await sent({ existing: table, config }, { rows })).slice(1)).toEqual([
      `revoke SELECT on table ${name} from role OLD`,
      `grant select on table ${name} to role BI`,
    ]);
  });
});

describe("dynamic tables", () => {
  const config = {
    materialized: "dynamic_table",
    target_lag: "1 minute",
    snowflake_warehouse: "WH",
    refresh_mode: "AUTO",
    initialize: "ON_CREATE",
  };
  const existing: Relation = { ...target, kind: "dynamic_table" };
  const create = `create or replace dynamic table ${name}
  target_lag = '1 minute'
  warehouse = WH
  refresh_mode = AUTO
  initialize = ON_CREATE
  as (
select 1 as id
)`;
  const now = (lag: string, warehouse = "WH", mode = "FULL") => ({
    rows: [
      [
        ["target_lag", lag],
        ["warehouse", warehouse],
        ["refresh_mode", mode],
      ],
    ],
  });

  test("are created with their settings, and take the place of a table", async () => {
    expect(await sent({ config })).toEqual([create]);
    expect(await sent({ existing: table, config })).toEqual([
      `drop table if exists ${name}`,
      create,
    ]);
  });

  test("are refreshed where nothing changed", async () => {
    expect(await sent({ existing, config }, now("1 minute"))).toEqual([
      `alter dynamic table ${name} refresh`,
    ]);
  });

  test("are altered where lag or warehouse changed", async () => {
    expect(await sent({ existing, config }, now("5 minutes", "OTHER"))).toEqual([
      `alter dynamic table ${name} set target_lag = '1 minute' warehouse = WH`,
    ]);
  });

  test("are made anew where the way of refreshing changed", async () => {
    const full = { ...config, refresh_mode: "INCREMENTAL" };
    const [statement] = await sent({ existing, config: full }, now("1 minute"));
    expect(statement).toMatch(/^create or replace dynamic table/);
  });

  test("tell their settings", () => {
    expect(snowflake.materializedViews?.describe(target)).toBe(
      `show dynamic tables like 'ORDERS' in schema "DB"."S";
with shown as (select * from table(result_scan(last_query_id())))
select 'target_lag', "target_lag" from shown where "name" = 'ORDERS'
union all
select 'warehouse', "warehouse" from shown where "name" = 'ORDERS'
union all
select 'refresh_mode', "refresh_mode" from shown where "name" = 'ORDERS'`,
    );
  });
});

test("clones copy no rows", () => {
  expect(snowflake.ddl.clone('"A"."B"."C"', name, {})).toBe(
    `create or replace transient table ${name} clone "A"."B"."C"`,
  );
});

test("a new name stays in its schema", () => {
  expect(snowflake.ddl.rename("table", name, '"NEW"')).toBe(
    `alter table ${name} rename to "DB"."S"."NEW"`,
  );
});
