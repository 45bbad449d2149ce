import { expect, test } from "vitest";
import { csvText, jsonRows, tableText } from "./rows.ts";

const result = {
  columns: [
    { name: "id", type: "BIGINT" },
    { name: "name", type: "VARCHAR" },
    { name: "paid", type: "DECIMAL(18,2)" },
  ],
  rows: [
    [9007199254740993n, 'Kim "K", Ltd', { decimal: "12.30" }],
    [2, null, { decimal: "7.00" }],
  ],
};

test("a table keeps exact numbers, stands numbers right, and leaves null empty", () => {
  expect(tableText(result)).toBe(
    [
      "|               id | name         |  paid |",
      "| ---------------- | ------------ | ----- |",
      '| 9007199254740993 | Kim "K", Ltd | 12.30 |',
      "|                2 |              |  7.00 |",
    ].join("\n"),
  );
});

test("JSON never rounds: what it could not hold is text", () => {
  expect(jsonRows(result)[0]).toEqual({
    id: "9007199254740993",
    name: 'Kim "K", Ltd',
    paid: "12.30",
  });
});

test("CSV quotes what needs it", () => {
  expect(csvText(result)).toBe('id,name,paid\n9007199254740993,"Kim ""K"", Ltd",12.30\n2,,7.00');
});

test("structs, lists and bytes print as JSON and hex", () => {
  const nested = {
    columns: [{ name: "x", type: "STRUCT" }],
    rows: [[{ a: [1, { date: "2026-01-31" }] }], [new Uint8Array([0, 255])]],
  };
  expect(csvText(nested)).toBe('x\n"{""a"":[1,""2026-01-31""]}"\n00ff');
});
