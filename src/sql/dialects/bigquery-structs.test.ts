import { expect, test } from "vitest";
import { addsFields, convertedColumn } from "./bigquery-structs.ts";

test.each([
  ["STRUCT<a INT64>", "STRUCT<a INT64, b STRING>", true],
  ["STRUCT<a INT64, b STRING>", "STRUCT<b STRING, a INT64>", true],
  ["STRUCT<a INT64, b STRING>", "STRUCT<a INT64>", false],
  ["STRUCT<a INT64>", "STRUCT<a STRING, b STRING>", false],
  [
    "ARRAY<STRUCT<a STRUCT<b NUMERIC(10, 2)>>>",
    "ARRAY<STRUCT<a STRUCT<b NUMERIC(10, 2), c DATE>>>",
    true,
  ],
  ["STRUCT<a INT64>", "STRUCT<a INT64>", false],
  ["INT64", "STRING", false],
])("%s to %s only adds fields: %s", (from, to, expected) => {
  expect(addsFields(from, to)).toBe(expected);
});

test.each([
  ["INT64", "STRING", "cast(`c` as STRING)"],
  [
    "STRUCT<a INT64, gone DATE>",
    "STRUCT<a STRING, b ARRAY<INT64>>",
    "if(`c` is null, null, struct(cast(`c`.`a` as STRING) as `a`, cast(null as ARRAY<INT64>) as `b`))",
  ],
  [
    "ARRAY<STRUCT<a INT64>>",
    "ARRAY<STRUCT<a INT64, b STRUCT<d DATE>>>",
    "array(select if(item_1 is null, null, struct(item_1.`a` as `a`, cast(null as STRUCT<`d` DATE>) as `b`)) from unnest(`c`) as item_1 with offset as position_1 order by position_1)",
  ],
  [
    "STRUCT<s STRUCT<a INT64>>",
    "STRUCT<s STRUCT<a INT64, b STRING>>",
    "if(`c` is null, null, struct(if(`c`.`s` is null, null, struct(`c`.`s`.`a` as `a`, cast(null as STRING) as `b`)) as `s`))",
  ],
])("a column of %s becomes one of %s", (from, to, expression) => {
  expect(convertedColumn("`c`", from, to)).toBe(expression);
});
