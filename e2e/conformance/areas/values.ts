import { deepEqual, equal } from "node:assert/strict";
import {
  type Area,
  type Behaviour,
  type Gaps,
  unsupported,
  untestable,
  type WarehouseName,
} from "../behaviour.ts";
import { rowsOf, table } from "../models.ts";
import type { World } from "../world.ts";

type Spellings = Readonly<Record<WarehouseName, string>>;

interface Value {
  readonly name: string;
  /** The value in SQL: the same everywhere, or by warehouse. */
  readonly sql: string | Spellings;
  /** What `ptx show --output json` prints. */
  readonly shown: unknown;
  /** Whether it may be shown as text in JSON, too. */
  readonly json?: boolean;
  readonly gaps?: Gaps;
}

/** A type by the name that BigQuery has for it, and that of the others. */
const either = (others: string, bigquery: string): Spellings => ({
  duckdb: others,
  postgres: others,
  snowflake: others,
  bigquery,
});

const values: readonly Value[] = [
  { name: "null", sql: "cast(null as integer)", shown: null },
  { name: "integer", sql: "-42", shown: -42 },
  {
    name: "integer beyond 2^53",
    sql: either("cast('9007199254740993' as bigint)", "cast('9007199254740993' as int64)"),
    shown: "9007199254740993",
  },
  {
    name: "largest 64-bit integer",
    sql: either("cast('9223372036854775807' as bigint)", "cast('9223372036854775807' as int64)"),
    shown: "9223372036854775807",
  },
  {
    name: "decimal with all of its digits",
    sql: {
      ...either("", "cast('12345678901234567890.123456789' as numeric)"),
      duckdb: "cast('12345678901234567890.123456789' as decimal(38,9))",
      postgres: "cast('12345678901234567890.123456789' as numeric(38,9))",
      snowflake: "cast('12345678901234567890.123456789' as number(38,9))",
    },
    shown: "12345678901234567890.123456789",
    gaps: { bigquery: untestable("the emulator has 18 digits", true) },
  },
  {
    name: "decimal keeps its scale",
    sql: {
      ...either("", "cast('0.1' as numeric)"),
      duckdb: "cast('0.10' as decimal(10,2))",
      postgres: "cast('0.10' as numeric(10,2))",
      snowflake: "cast('0.10' as number(10,2))",
    },
    shown: "0.10",
    gaps: { bigquery: unsupported("a numeric has no scale of its own") },
  },
  {
    name: "float",
    sql: either("cast('0.1' as double precision)", "cast('0.1' as float64)"),
    shown: 0.1,
  },
  { name: "true and false", sql: "1 = 1", shown: true },
  {
    name: "text with quotes, line breaks, emoji",
    sql: either("'it''s \"so\" \n日本 😀'", "'it\\'s \"so\" \\n日本 😀'"),
    shown: 'it\'s "so" \n日本 😀',
  },
  { name: "empty text is not null", sql: "''", shown: "" },
  { name: "date", sql: "cast('2024-02-29' as date)", shown: "2024-02-29" },
  { name: "date long ago", sql: "cast('0001-01-01' as date)", shown: "0001-01-01" },
  {
    name: "timestamp without zone, with microseconds",
    sql: either(
      "cast('2026-03-29 02:30:00.123456' as timestamp)",
      "cast('2026-03-29 02:30:00.123456' as datetime)",
    ),
    shown: "2026-03-29 02:30:00.123456",
  },
  {
    name: "moment with a zone, in UTC",
    sql: either(
      "cast('2026-03-29 02:30:00+02:00' as timestamp with time zone)",
      "timestamp('2026-03-29 02:30:00+02:00')",
    ),
    shown: "2026-03-29 00:30:00+00",
  },
  { name: "time of day", sql: "cast('23:59:58' as time)", shown: "23:59:58" },
  {
    name: "list",
    sql: {
      duckdb: "[1, 2, 3]",
      postgres: "array[1, 2, 3]",
      snowflake: "array_construct(1, 2, 3)",
      bigquery: "[1, 2, 3]",
    },
    shown: [1, 2, 3],
  },
  {
    name: "structure",
    sql: {
      duckdb: "{'a': 1, 'b': {'c': 'x'}}",
      postgres: "row(1, row('x'))",
      snowflake: `object_construct('a', 1, 'b', object_construct('c', 'x'))`,
      bigquery: "struct(1 as a, struct('x' as c) as b)",
    },
    shown: { a: 1, b: { c: "x" } },
    gaps: { postgres: unsupported("rows in a value have no names; JSON does") },
  },
  {
    name: "JSON",
    sql: {
      duckdb: `cast('{"a": 1, "b": {"c": "x"}}' as json)`,
      postgres: `cast('{"a": 1, "b": {"c": "x"}}' as jsonb)`,
      snowflake: `parse_json('{"a": 1, "b": {"c": "x"}}')`,
      bigquery: `json '{"a": 1, "b": {"c": "x"}}'`,
    },
    json: true,
    shown: { a: 1, b: { c: "x" } },
  },
  {
    name: "bytes",
    sql: {
      duckdb: "unhex('00ff10')",
      postgres: "decode('00ff10', 'hex')",
      snowflake: "to_binary('00ff10', 'hex')",
      bigquery: "from_hex('00ff10')",
    },
    shown: "00ff10",
  },
];

/** As this warehouse writes it; one that the list does not know writes it as the first does, or says how. */
function spelled(name: string, sql: string | Spellings, { subject }: World): string {
  if (subject.values?.[name] !== undefined) return subject.values[name];
  if (typeof sql === "string") return sql;
  return subject.name in sql ? sql[subject.name as WarehouseName] : sql.duckdb;
}

const shows = values.map(
  ({ name, sql, shown, json, gaps = {} }): Behaviour => ({
    name: `show: ${name}`,
    gaps,
    files: (world) => ({
      "models/shown.sql": table(`select ${spelled(name, sql, world)} as v`),
    }),
    async check(world) {
      await world.ptx("run");
      const value = await world.value("select v from {{ ref('shown') }}");
      deepEqual(json && typeof value === "string" ? JSON.parse(value) : value, shown);
    },
  }),
);

export const valuesArea: Area = {
  title: "Values",
  behaviours: [
    ...shows,
    {
      name: "show: --limit limits, and does not fetch the rest",
      files: (world) => ({ "models/many.sql": table(world.words.series(1000)) }),
      async check(world) {
        await world.ptx("run");
        const told = await world.ptx(
          "--quiet",
          "show",
          "-s",
          "many",
          "--limit",
          "3",
          "--output",
          "json",
        );
        equal((JSON.parse(told) as { show: unknown[] }).show.length, 3);
      },
    },
    {
      name: "show: a query with a limit of its own",
      files: { "models/names.sql": table(rowsOf(["id"], ["1"], ["2"], ["3"])) },
      async check(world) {
        await world.ptx("run");
        equal(
          (await world.show("select id from {{ ref('names') }} order by id limit 2")).length,
          2,
        );
      },
    },
  ],
};
