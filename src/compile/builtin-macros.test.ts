import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
// @ts-expect-error: a script without types.
import { embedded } from "../../scripts/embed-builtins.mjs";
import { asNodeId } from "../core/node.ts";
import { builtinMacros } from "./builtin-macros.ts";
import { MacroIndex } from "./macro-index.ts";
import { folded, smallProject } from "./testing/small-project.ts";

test("the embedded macros are those of the files (node scripts/embed-builtins.mjs)", () => {
  const written = readFileSync(new URL("../builtins/sources.ts", import.meta.url), "utf8");
  expect(written === embedded()).toBe(true);
});

test("every built-in macro parses", () => {
  const { project } = smallProject({});
  const macros = builtinMacros();
  const index = new MacroIndex(project, macros);
  for (const macro of macros.values()) {
    expect(index.definition(macro).parameters, macro.name).toBeDefined();
  }
  expect(macros.size).toBeGreaterThan(250);
});

async function rendered(expression: string, type: string): Promise<string> {
  const { compiler } = smallProject({ "models/m.sql": `{{ ${expression} }}` }, { type });
  return folded((await compiler.compile(asNodeId("model.shop.m"))).sql);
}

const duckdb = "duckdb";
test.each([
  ["dbt.dateadd('day', 1, 'd')", duckdb, "(d + cast(1 as bigint) * interval 1 day)"],
  ["dbt.dateadd('quarter', 'n', 'd')", duckdb, "(d + (cast(n as bigint) * 3) * interval 1 month)"],
  ["dbt.dateadd('day', 1, 'd')", "postgres", "d + ((interval '1 day') * (1))"],
  ["dbt.dateadd('day', 1, 'd')", "redshift", "dateadd( day, 1, d )"],
  [
    "dbt.dateadd('day', 1, 'd')",
    "bigquery",
    "datetime_add( cast( d as datetime), interval 1 day )",
  ],
  ["dbt.datediff('a', 'b', 'day')", duckdb, "(date_diff('day', a::timestamp, b::timestamp ))"],
  ["dbt.datediff('a', 'b', 'day')", "postgres", "((b)::date - (a)::date)"],
  ["dbt.datediff('a', 'b', 'day')", "snowflake", "datediff( day, a, b )"],
  ["dbt.date_trunc('month', 'd')", "bigquery", "timestamp_trunc( cast(d as timestamp), month )"],
  ["dbt.current_timestamp()", "redshift", "getdate()"],
  ["dbt.type_string()", duckdb, "TEXT"],
  ["dbt.type_string()", "bigquery", "STRING"],
  ["dbt.type_int()", "bigquery", "INT64"],
  ["dbt.type_numeric()", duckdb, "numeric(28,6)"],
  ["dbt.type_numeric()", "bigquery", "numeric"],
  ["dbt.safe_cast('x', 'int')", "snowflake", "try_cast(x as int)"],
  ["dbt.hash('x')", duckdb, "md5(cast(x as TEXT))"],
  ["dbt.hash('x')", "bigquery", "to_hex(md5(cast(x as STRING)))"],
  ["dbt.concat(['a', 'b'])", "bigquery", "concat(a, b)"],
  [
    "dbt.split_part('x', \"','\", -1)",
    "postgres",
    "split_part( x, ',', length(x) - length( replace(x, ',', '') ) + 2 + -1 )",
  ],
  [
    "dbt.listagg('x', \"'|'\", 'order by y', 2)",
    duckdb,
    "list_aggr( (array_agg( x order by y ))[1:2], 'string_agg', '|' )",
  ],
  [
    "dbt.listagg('x', \"'|'\", 'order by y')",
    "snowflake",
    "listagg( x, '|' ) within group (order by y)",
  ],
  ["dbt.except()", "bigquery", "except distinct"],
  ["dbt.array_construct([1, 2])", "snowflake", "array_construct( 1 , 2 )"],
  ["dbt.equals('a', 'b')", duckdb, "(a = b)"],
  ["dates_in_range('20240130', '20240201')", duckdb, "['20240130', '20240131', '20240201']"],
])("%s on %s", async (expression, type, expected) => {
  expect(await rendered(expression, type)).toBe(expected);
});

test.each([
  [
    "snapshot_hash_arguments(['a', 'b'])",
    "md5(coalesce(cast(a as varchar), '') || '|' || coalesce(cast(b as varchar), ''))",
  ],
  [
    "strategy_dispatch('timestamp')({}, 'old', 'new', {}, true).row_changed",
    "(old.dbt_valid_from < new.None)",
  ],
  ["format_columns([api.Column.create('A', 'integer')])[0].formatted", "a integer"],
])("%s", async (expression, expected) => {
  expect(await rendered(expression, duckdb)).toBe(expected);
});
