import { expect, test } from "vitest";
import { formatSql } from "./format.ts";

test("one clause a line, keywords in lower case, names as they are", async () => {
  const sql = 'SELECT  a,"B" FROM "db"."main"."orders" where a>1';
  expect(await formatSql(sql, "duckdb")).toBe(
    ["select", "    a,", '    "B"', "from", '    "db"."main"."orders"', "where", "    a > 1"].join(
      "\n",
    ),
  );
});

test("what the formatter does not understand stays as it is", async () => {
  expect(await formatSql("select '{{ unclosed", "postgres")).toBe("select '{{ unclosed");
});
