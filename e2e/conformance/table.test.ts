import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { areas } from "./areas.ts";
import { table, tablePath } from "./table.ts";

test("the page says what the suite holds true", () => {
  expect(readFileSync(tablePath, "utf8"), "npm run test:warehouses -- --write").toBe(table());
});

describe("names", () => {
  test.each(areas)("$title: each is there once", ({ behaviours }) => {
    const names = behaviours.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });
});
