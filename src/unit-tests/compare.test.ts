import { expect, test } from "vitest";
import { compareRows, isEqual, type Row } from "./compare.ts";
import { cellText, diffText } from "./diff-text.ts";

const money = (text: string) => ({ decimal: text });

test("order means nothing, duplicates count", () => {
  expect(isEqual(compareRows([[1], [2]], [[2], [1]]))).toBe(true);
  expect(compareRows([[1]], [[1], [1]])).toMatchObject({ equal: 1, unexpected: [[1]] });
});

test.each<[string, Row, Row]>([
  ["null and text", [null], [""]],
  ["numbers beyond 2^53", [9007199254740993n], [9007199254740992n]],
  ["decimals", [money("1.10")], [money("1.11")]],
  ["tens", [money("10")], [money("100")]],
  ["not a number and null", [Number.NaN], [null]],
  ["structs", [{ a: 1 }], [{ a: 2 }]],
  ["bytes", [new Uint8Array([1])], [new Uint8Array([2])]],
])("%s differ", (_, expected, actual) => {
  expect(isEqual(compareRows([expected], [actual]))).toBe(false);
  expect(isEqual(compareRows([expected], [expected]))).toBe(true);
});

test.each([
  ["3", "3.00"],
  ["1.5", "1.50"],
  ["100", "100.0"],
])("%s and %s are one number", (expected, actual) => {
  expect(isEqual(compareRows([[money(expected)]], [[money(actual)]]))).toBe(true);
});

test("the most similar rows are shown as one that changed", () => {
  const expected: Row[] = [
    [1, "new", money("10.00")],
    [2, "lost", money("5.00")],
    [4, "open", money("1.00")],
  ];
  const actual: Row[] = [
    [4, "open", money("1.00")],
    [1, "active", money("10.00")],
    [3, "", null],
  ];
  expect(diffText(["id", "status", "total"], compareRows(expected, actual))).toBe(
    [
      "actual differs from expected (→ cells differ, expected → actual, - expected, but not there, + there, but not expected):",
      "",
      "    id  status        total",
      "    --  ------------  -----",
      "  → 1   new → active  10.00",
      "  - 2   lost          5.00",
      '  + 3   ""            null',
      "",
      "1 row as expected",
    ].join("\n"),
  );
});

test("cells that could be taken for something else stand in quotes", () => {
  expect([" a", "null", "a\nb", null, true, 12n, [1, null]].map(cellText)).toEqual([
    '" a"',
    '"null"',
    '"a\\nb"',
    "null",
    "true",
    "12",
    "[1,null]",
  ]);
});

test("many differences are cut off", () => {
  const rows = Array.from({ length: 60 }, (_, i): Row => [i]);
  expect(diffText(["i"], compareRows(rows, []))).toContain("… and 10 more");
});
