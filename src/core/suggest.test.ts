import { expect, test } from "vitest";
import { suggest } from "./suggest.ts";

const keys = ["materialized", "database", "description", "columns", "tags", "name", "pre-hook"];

test.each([
  ["materialised", "materialized"],
  ["desciption", "description"],
  ["colunms", "columns"],
  ["Name", "name"],
  ["pre_hook", "pre-hook"],
  ["+tag", "tags"],
  ["nmae", "name"],
  ["orders", undefined],
  ["owner", undefined],
  ["x", undefined],
])("%s → %s", (word, expected) => {
  expect(suggest(word, keys)).toBe(expected);
});

test("prefers the nearest, then the first", () => {
  expect(suggest("order", ["orders_all", "orders", "border"])).toBe("orders");
});

test("an exact word is its own suggestion", () => {
  expect(suggest("id", ["ids", "id"])).toBe("id");
});
