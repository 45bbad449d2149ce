import type { Column as DriverColumn } from "snowflake-sdk";
import { describe, expect, test } from "vitest";
import { columnsOf, readerOf } from "./values.ts";

/** A column as the driver describes it. */
const column = (type: string, scale = 0, precision = 38) =>
  ({
    getName: () => "C",
    getType: () => type,
    getScale: () => scale,
    getPrecision: () => precision,
  }) as DriverColumn;

describe("values", () => {
  test.each([
    ["fixed", 0, "42", 42],
    ["fixed", 0, "12345678901234567890", 12345678901234567890n],
    ["fixed", 2, "12.30", { decimal: "12.30" }],
    ["real", 0, "1.5e-3", 0.0015],
    ["real", 0, "inf", Number.POSITIVE_INFINITY],
    ["real", 0, "NaN", Number.NaN],
    ["text", 0, "a 'b'", "a 'b'"],
    ["boolean", 0, "TRUE", true],
    ["boolean", 0, "FALSE", false],
    ["date", 0, "2026-01-31", { date: "2026-01-31" }],
    ["time", 9, "10:20:30.500000000", { time: "10:20:30.5" }],
    ["timestamp_ntz", 9, "2026-01-31 10:20:30.000000000", { timestamp: "2026-01-31 10:20:30" }],
    [
      "timestamp_ntz",
      9,
      "2026-01-31 10:20:30.123456789",
      { timestamp: "2026-01-31 10:20:30.123456789" },
    ],
    [
      "timestamp_tz",
      9,
      "2026-01-31 10:20:30.500000000 +02:00",
      { timestamptz: "2026-01-31 10:20:30.5+02" },
    ],
    [
      "timestamp_ltz",
      9,
      "2026-01-31 10:20:30.000000000 -03:30",
      { timestamptz: "2026-01-31 10:20:30-03:30" },
    ],
    ["binary", 0, "00FF10", new Uint8Array([0, 255, 16])],
    [
      "object",
      0,
      '{"n":12345678901234567890,"s":"12 \\"3"}',
      { n: 12345678901234567890n, s: '12 "3' },
    ],
    ["variant", 0, '{"d":0.12345678901234567890}', { d: { decimal: "0.12345678901234567890" } }],
    ["variant", 0, '"a"', "a"],
    ["array", 0, "[1,2.5,null]", [1, 2.5, null]],
    ["array", 0, "[1,undefined]", "[1,undefined]"],
  ])("%s (%i): %s", (type, scale, text, value) => {
    expect(readerOf(column(type, scale))(text)).toEqual(value);
  });
});

test("types are named as `describe table` names them", () => {
  const types = [
    column("fixed", 2, 10),
    column("text"),
    column("real"),
    column("timestamp_ntz", 9),
    column("boolean"),
    column("variant"),
  ];
  expect(columnsOf(types).map(({ type }) => type)).toEqual([
    "NUMBER(10,2)",
    "VARCHAR",
    "FLOAT",
    "TIMESTAMP_NTZ(9)",
    "BOOLEAN",
    "VARIANT",
  ]);
});
