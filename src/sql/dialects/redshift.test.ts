/** SQL of Redshift, which no server here can be asked about: held against its documentation. */
import { expect, test } from "vitest";
import type { JsonObject } from "../../core/node.ts";
import { mergeParts } from "../../materializations/merge.ts";
import { redshift, relationsQuery } from "./redshift.ts";

const { ddl, grants, materializedViews, snapshots } = redshift;
const target = { database: "dev", schema: "shop", name: "orders" };

test.each<[JsonObject, string[]]>([
  [{}, []],
  [{ dist: "even" }, ["diststyle even"]],
  [
    { dist: "Customer_Id", sort: "at" },
    ["diststyle key distkey (customer_id)", "compound sortkey (at)"],
  ],
  [
    { backup: false, dist: "all", sort: ["a", "b"], sort_type: "interleaved" },
    ["backup no", "diststyle all", "interleaved sortkey (a, b)"],
  ],
  [{ sort: "auto", dist: "auto" }, ["diststyle auto", "sortkey auto"]],
])("a table of %j", (config, lines) => {
  expect(ddl.tableAs('"t"', config).head.split("\n").slice(1, -2)).toEqual(lines);
  expect(ddl.tableOf('"t"', ["a int"], config).split("\n").slice(3)).toEqual(lines);
});

test("a table takes its place by renames, and staging has the keys of the table", () => {
  expect(redshift.capabilities).toMatchObject({ transactions: "ddl", replaceTable: "rename" });
  expect(ddl.tableAs('"t"', {}).head).toBe('create table "t"\nas (\n');
  expect(ddl.rename("view", '"a"', '"b"')).toBe('alter table "a" rename to "b"');
  expect(ddl.staging(target, "__dbt_tmp", { dist: "id" })).toEqual({
    name: '"orders__dbt_tmp"',
    head: `drop table if exists "orders__dbt_tmp";
create temporary table "orders__dbt_tmp"
diststyle key distkey (id)
as (
`,
    tail: "\n)",
    drop: 'drop table if exists "orders__dbt_tmp"',
  });
});

test("views may be bound late", () => {
  const sql = (config: JsonObject) => {
    const { head, tail } = ddl.viewAs('"v"', config, []);
    return `${head}select 1 as a${tail}`;
  };
  expect(sql({})).toBe('create view "v" as (\nselect 1 as a\n)');
  expect(sql({ bind: true })).toBe(sql({}));
  expect(sql({ bind: false })).toBe(
    'create view "v" as (\nselect 1 as a\n) with no schema binding',
  );
});

test("merge names its target without an alias, and its source is a table", () => {
  const config = { unique_key: "id" };
  const input = { config, dialect: redshift, target: { ...target, database: undefined } };
  const around = mergeParts(input as never, ["DBT_INTERNAL_DEST.at > '2026-01-01'"]);
  const { head, tail } = around([
    { name: "id", type: "integer" },
    { name: "n", type: "integer" },
  ]);
  expect(`${head}"s"${tail}`).toBe(`merge into "shop"."orders"
using "s" as DBT_INTERNAL_SOURCE
on (DBT_INTERNAL_SOURCE.id = "shop"."orders".id) and ("shop"."orders".at > '2026-01-01')
when matched then update set "id" = DBT_INTERNAL_SOURCE."id", "n" = DBT_INTERNAL_SOURCE."n"
when not matched then insert ("id", "n") values (DBT_INTERNAL_SOURCE."id", DBT_INTERNAL_SOURCE."n")`);
});

test("materialized views: refreshed by themselves if asked, replaced for other keys", () => {
  expect(
    materializedViews?.create('"v"', { auto_refresh: true, sort: "a", backup: false }).head,
  ).toBe('create materialized view "v"\nbackup no\ncompound sortkey (a)\nauto refresh yes\nas (\n');
  const inForce = [
    ["auto_refresh", "false"],
    ["dist", "KEY(id)"],
    ["sort", "a"],
  ] as const;
  const changes = (config: JsonObject) => materializedViews?.changes(target, inForce, config);
  expect(changes({ dist: "id", sort: ["a", "b"] })).toEqual([]);
  expect(changes({ dist: "id", sort: "a", auto_refresh: true })).toEqual([
    'alter materialized view "dev"."shop"."orders" auto refresh yes',
  ]);
  expect(changes({ dist: "even", sort: "a" })).toBe("replace");
  expect(changes({ sort: "b" })).toBe("replace");
});

test("rights are asked right by right; keys are declared, conditions are not", () => {
  expect(grants?.show(target)).toContain(
    `has_table_privilege(u.usename, '"shop"."orders"', p.privilege_type)`,
  );
  expect(ddl.constraint?.("primary_key", "primary key")).toBe("primary key");
  expect(ddl.constraint?.("check", "check (a > 0)")).toBeUndefined();
});

test("changes are found without `is distinct from`", () => {
  expect(snapshots.differs?.("a", "b")).toBe("(a <> b or (a is null) <> (b is null))");
});

test("materialized views are told from views by their text", () => {
  expect(relationsQuery("= 'shop'")).toContain("ilike 'create materialized view%'");
});
