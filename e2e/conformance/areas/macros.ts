/** The macros of `dbt.` that hide how warehouses differ: one call, one value, everywhere. */
import { deepEqual } from "node:assert/strict";
import { type Area, type Behaviour, type Gaps, unsupported, untestable } from "../behaviour.ts";

interface Case {
  /** The macro's name, and what is special about the call. */
  readonly name: string;
  /** Text of a column, or of a whole query. */
  readonly sql: string;
  readonly from?: string;
  readonly expected: string | number | boolean | null | readonly unknown[];
  readonly gaps?: Gaps;
}

const date = (text: string) => `cast('${text}' as date)`;
const time = (text: string) => `cast('${text}' as timestamp)`;
const day = (sql: string) => `cast(cast(${sql} as date) as {{ dbt.type_string() }})`;
const letters = `(select 'a' as g, 'x' as v, 1 as n union all select 'a', 'y', 2 union all select 'a', 'z', 3) t`;

const cases: readonly Case[] = [
  { name: "concat", sql: `{{ dbt.concat(["'a'", "'b'", "'c'"]) }}`, expected: "abc" },
  { name: "hash", sql: `{{ dbt.hash("'ab'") }}`, expected: "187ef4436122d1cc2f40dc2b92f0eba0" },
  {
    name: "hash of a number",
    sql: `{{ dbt.hash("12") }}`,
    expected: "c20ad4d76fe97759aa27a0c99bff6710",
  },
  { name: "length", sql: `{{ dbt.length("'äöü'") }}`, expected: 3 },
  { name: "position", sql: `{{ dbt.position("'def'", "'abcdef'") }}`, expected: 4 },
  { name: "position of what is not there", sql: `{{ dbt.position("'x'", "'abc'") }}`, expected: 0 },
  { name: "replace", sql: `{{ dbt.replace("'a-b-c'", "'-'", "'+'") }}`, expected: "a+b+c" },
  { name: "right", sql: `{{ dbt.right("'abcdef'", 3) }}`, expected: "def" },
  { name: "right of nothing", sql: `{{ dbt.right("'abcdef'", 0) }}`, expected: "" },
  { name: "split_part", sql: `{{ dbt.split_part("'a|b|c'", "'|'", 2) }}`, expected: "b" },
  {
    name: "split_part from the end",
    sql: `{{ dbt.split_part("'a|b|c'", "'|'", -1) }}`,
    expected: "c",
  },
  { name: "string_literal", sql: `{{ dbt.string_literal("it is") }}`, expected: "it is" },
  {
    name: "escape_single_quotes",
    sql: `{{ dbt.string_literal(dbt.escape_single_quotes("it's")) }}`,
    expected: "it's",
    gaps: { bigquery: untestable("the emulator reads no backslashes between three quotes", true) },
  },
  {
    name: "listagg in order",
    sql: `{{ dbt.listagg("v", "', '", "order by v desc") }}`,
    from: letters,
    expected: "z, y, x",
  },
  {
    name: "listagg of the first two",
    sql: `{{ dbt.listagg("v", "','", "order by v", 2) }}`,
    from: letters,
    expected: "x,y",
    gaps: {
      snowflake: untestable("the emulator takes the text between two values for a column", true),
    },
  },
  { name: "any_value", sql: `{{ dbt.any_value("g") }}`, from: letters, expected: "a" },
  { name: "bool_or", sql: `{{ dbt.bool_or("n > 2") }}`, from: letters, expected: true },
  {
    name: "cast_bool_to_text",
    sql: `lower({{ dbt.cast_bool_to_text("1 = 1") }})`,
    expected: "true",
  },
  { name: "cast", sql: `{{ dbt.cast("'12'", dbt.type_int()) }}`, expected: 12 },
  {
    name: "safe_cast of what fits",
    sql: `{{ dbt.safe_cast(dbt.string_literal("12"), dbt.type_int()) }}`,
    expected: 12,
  },
  {
    name: "safe_cast of what does not fit",
    sql: `{{ dbt.safe_cast(dbt.string_literal("twelve"), dbt.type_int()) }}`,
    expected: null,
    gaps: {
      duckdb: unsupported("as in dbt, it is a plain cast"),
      postgres: unsupported("there is no cast that gives null instead of an error"),
    },
  },
  {
    name: "equals",
    sql: `case when {{ dbt.equals("1", "1") }} then 'same' else 'other' end`,
    expected: "same",
  },
  {
    name: "equals of different values",
    sql: `case when {{ dbt.equals("1", "null") }} then 'same' else 'other' end`,
    expected: "other",
  },
  {
    name: "date_trunc",
    sql: day(`{{ dbt.date_trunc("month", "${date("2026-03-17")}") }}`),
    expected: "2026-03-01",
  },
  {
    name: "date_trunc of a timestamp, to the week",
    sql: day(`{{ dbt.date_trunc("week", "${time("2026-11-22 10:00:00")}") }}`),
    expected: "2026-11-16",
  },
  {
    name: "dateadd",
    sql: day(`{{ dbt.dateadd("month", 1, "${time("2026-01-31 00:00:00")}") }}`),
    expected: "2026-02-28",
  },
  {
    name: "dateadd backwards",
    sql: day(`{{ dbt.dateadd("day", -1, "${time("2026-03-01 00:00:00")}") }}`),
    expected: "2026-02-28",
  },
  ...(
    [
      ["day", "2026-01-01 23:00:00", "2026-01-03 01:00:00", 2],
      ["hour", "2026-01-01 23:59:00", "2026-01-02 01:00:00", 2],
      ["month", "2026-01-31 00:00:00", "2026-03-01 00:00:00", 2],
      ["year", "2025-12-31 00:00:00", "2026-01-01 00:00:00", 1],
      ["week", "2026-11-21 00:00:00", "2026-11-23 00:00:00", 1],
      ["quarter", "2026-03-31 00:00:00", "2026-10-01 00:00:00", 3],
      ["minute", "2026-01-01 00:00:59", "2026-01-01 00:02:00", 2],
      ["second", "2026-01-01 00:00:00", "2026-01-01 00:01:30", 90],
    ] as const
  ).map(
    ([part, from, to, expected]): Case => ({
      name: `datediff in ${part}s`,
      ...(part === "week"
        ? { gaps: { bigquery: untestable("the emulator's weeks begin on Monday", true) } }
        : {}),
      sql: `{{ dbt.datediff("${time(from)}", "${time(to)}", "${part}") }}`,
      expected,
    }),
  ),
  {
    name: "date",
    sql: `cast({{ dbt.date(2026, 2, 3) }} as {{ dbt.type_string() }})`,
    expected: "2026-02-03",
  },
  {
    name: "last_day of a month",
    sql: day(`{{ dbt.last_day("${date("2024-02-10")}", "month") }}`),
    expected: "2024-02-29",
  },
  {
    name: "last_day of a quarter",
    sql: day(`{{ dbt.last_day("${date("2026-05-10")}", "quarter") }}`),
    expected: "2026-06-30",
  },
  {
    name: "current_timestamp is the time of now",
    sql: `{{ dbt.datediff("${time("2026-01-01 00:00:00")}", "cast(" ~ dbt.current_timestamp() ~ " as timestamp)", "day") }} > 0`,
    expected: true,
  },
  {
    name: "array_construct",
    sql: `{{ dbt.array_construct([1, 2, 3]) }}`,
    expected: [1, 2, 3],
  },
  {
    name: "array_append",
    sql: `{{ dbt.array_append(dbt.array_construct([1, 2]), 3) }}`,
    expected: [1, 2, 3],
  },
  {
    name: "array_concat",
    sql: `{{ dbt.array_concat(dbt.array_construct([1]), dbt.array_construct([2, 3])) }}`,
    expected: [1, 2, 3],
  },
  ...(
    [
      ["type_string", "'a'", "a"],
      ["type_int", "'7'", 7],
      ["type_bigint", "'9007199254740993'", "9007199254740993"],
      ["type_float", "'1.5'", 1.5],
      ["type_boolean", "'true'", true],
    ] as const
  ).map(
    ([name, value, expected]): Case => ({
      name,
      sql: `cast(${value} as {{ dbt.${name}() }})`,
      expected,
    }),
  ),
  {
    name: "type_numeric",
    sql: `cast(cast('1.25' as {{ dbt.type_numeric() }}) * 100 as {{ dbt.type_int() }})`,
    expected: 125,
  },
  {
    name: "type_timestamp",
    sql: day(`cast('2026-01-02 03:04:05' as {{ dbt.type_timestamp() }})`),
    expected: "2026-01-02",
  },
];

/** Whole queries, whose rows are compared. */
const queries: readonly Case[] = [
  {
    name: "except",
    sql: `select 1 as v union all select 2 {{ dbt.except() }} select 2`,
    expected: [[1]],
  },
  {
    name: "intersect",
    sql: `select 1 as v {{ dbt.intersect() }} select 1`,
    expected: [[1]],
  },
  {
    name: "generate_series",
    sql: `select min(generated_number) as a, max(generated_number) as b, count(*) as c from ({{ dbt.generate_series(10) }}) s`,
    expected: [[1, 10, 10]],
  },
  {
    name: "date_spine",
    sql: `select count(*) as n from ({{ dbt.date_spine("day", "${date("2026-01-01")}", "${date("2026-02-01")}") }}) s`,
    expected: [[31]],
  },
  {
    name: "get_intervals_between",
    sql: `select {{ dbt.get_intervals_between("${date("2026-01-01")}", "${date("2026-01-11")}", "day") }} as n`,
    expected: [[10]],
  },
];

const numeric = (value: unknown): unknown =>
  typeof value === "string" && /^-?\d{1,15}$/.test(value) ? Number(value) : value;

const behaviours = cases.map(
  ({ name, sql, from, expected, gaps = {} }): Behaviour => ({
    name,
    gaps,
    async check(world) {
      const value = await world.value(
        `select ${sql} as v${from === undefined ? "" : ` from ${from}`}`,
      );
      // Snowflake's arrays are JSON.
      const list = Array.isArray(expected) && typeof value === "string";
      const given = list ? JSON.parse(value) : value;
      deepEqual(typeof expected === "number" ? numeric(given) : given, expected);
    },
  }),
);

export const macros: Area = {
  title: "Macros",
  behaviours: [
    ...behaviours,
    ...queries.map(
      ({ name, sql, expected }): Behaviour => ({
        name,
        async check(world) {
          const rows = await world.show(sql);
          deepEqual(
            rows.map((row) => Object.values(row).map(numeric)),
            expected,
          );
        },
      }),
    ),
  ],
};
