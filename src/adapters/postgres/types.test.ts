import { expect, test } from "vitest";
import { parseArray } from "./arrays.ts";
import { readerOf, typeName } from "./types.ts";

test.each([
  ["{}", []],
  ["{1,NULL,3}", ["1", null, "3"]],
  ['{"a,b","c\\"d","NULL",null}', ["a,b", 'c"d', "NULL", null]],
  ['{{"a"},{b}}', [["a"], ["b"]]],
  ["[2:3]={7,8}", ["7", "8"]],
])("the array %s", (text, expected) => {
  expect(parseArray(text, (element) => element)).toEqual(expected);
});

test.each([
  [1043, 14, "character varying(10)"],
  [1043, -1, "character varying"],
  [1700, 655366, "numeric(10,2)"],
  [1700, 657410, "numeric(10,-2)"],
  [1114, 3, "timestamp(3) without time zone"],
  [1007, -1, "integer[]"],
  [1231, 655366, "numeric(10,2)[]"],
  [99999, -1, undefined],
])("type %d with modifier %d is %s", (type, modifier, name) => {
  expect(typeName(type, modifier)).toBe(name);
});

test("integers are exact on both sides of 2^53", () => {
  expect(readerOf(20)("9007199254740991")).toBe(9007199254740991);
  expect(readerOf(20)("9007199254740993")).toBe(9007199254740993n);
});
