import { expect, test } from "vitest";
import type { Cell, Field } from "./api.ts";
import { typeOf } from "./types.ts";
import { rowOf } from "./values.ts";

const read = (field: Omit<Field, "name">, v: Cell) =>
  rowOf({ f: [{ v }] }, { fields: [{ name: "a", ...field }] })[0];

test.each<[Omit<Field, "name">, Cell, unknown]>([
  [{ type: "INTEGER" }, "42", 42],
  [{ type: "INTEGER" }, "9007199254740993", 9007199254740993n],
  [{ type: "FLOAT" }, "-inf", Number.NEGATIVE_INFINITY],
  [{ type: "FLOAT" }, "NaN", Number.NaN],
  [
    { type: "NUMERIC" },
    "12345678901234567890.123456789",
    { decimal: "12345678901234567890.123456789" },
  ],
  [{ type: "BIGNUMERIC" }, "0.1", { decimal: "0.1" }],
  [{ type: "BOOLEAN" }, "false", false],
  [{ type: "DATE" }, "2026-01-31", { date: "2026-01-31" }],
  [{ type: "DATETIME" }, "2026-01-31T10:20:30.5", { timestamp: "2026-01-31 10:20:30.5" }],
  [{ type: "TIME" }, "10:20:30", { time: "10:20:30" }],
  [{ type: "TIMESTAMP" }, "1704103200123456", { timestamptz: "2024-01-01 10:00:00.123456+00" }],
  [{ type: "TIMESTAMP" }, "1704103200000000", { timestamptz: "2024-01-01 10:00:00+00" }],
  [{ type: "TIMESTAMP" }, "-1", { timestamptz: "1969-12-31 23:59:59.999999+00" }],
  [{ type: "BYTES" }, "AP8Q", new Uint8Array([0, 255, 16])],
  [{ type: "JSON" }, '{"a":1}', '{"a":1}'],
  [{ type: "GEOGRAPHY" }, "POINT(1 2)", "POINT(1 2)"],
  [{ type: "INTERVAL" }, "1-2 3 4:5:6", { interval: "1-2 3 4:5:6" }],
  [{ type: "STRING" }, null, null],
  [{ type: "INTEGER", mode: "REPEATED" }, [{ v: "1" }, { v: "2" }], [1, 2]],
  [
    {
      type: "RECORD",
      mode: "REPEATED",
      fields: [
        { name: "x", type: "STRING" },
        { name: "y", type: "INTEGER", mode: "REPEATED" },
      ],
    },
    [{ v: { f: [{ v: "é" }, { v: [{ v: "3" }] }] } }],
    [{ x: "é", y: [3] }],
  ],
])("%j of %j", (field, cell, expected) => expect(read(field, cell)).toEqual(expected));

test.each<[Omit<Field, "name">, string]>([
  [{ type: "INTEGER" }, "INT64"],
  [{ type: "NUMERIC", precision: "10", scale: "2" }, "NUMERIC(10, 2)"],
  [{ type: "STRING", maxLength: "5", mode: "REPEATED" }, "ARRAY<STRING(5)>"],
  [{ type: "RANGE", rangeElementType: { type: "DATE" } }, "RANGE<DATE>"],
  [
    {
      type: "RECORD",
      fields: [
        { name: "a", type: "BOOLEAN" },
        { name: "b", type: "FLOAT", mode: "REPEATED" },
      ],
    },
    "STRUCT<a BOOL, b ARRAY<FLOAT64>>",
  ],
])("%j is %s", (field, expected) => expect(typeOf({ name: "c", ...field })).toBe(expected));
