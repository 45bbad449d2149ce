import { expect, test } from "vitest";
import type { Spelling } from "../core/dialect.ts";
import { literal, qualified, quoteIdentifier } from "./quote.ts";
import { splitStatements } from "./split.ts";
import { suffixed } from "./standard.ts";
import { tokens } from "./tokens.ts";

const duck: Spelling = {
  name: "duckdb",
  quoteCharacter: '"',
  folding: "insensitive",
  lexical: { dollarQuotes: true },
};
const big: Spelling = {
  name: "bigquery",
  quoteCharacter: "`",
  folding: "insensitive",
  lexical: { backslashEscapes: true, hashComments: true, tripleQuotes: true },
};

test("identifiers are quoted, and quotes inside them told apart", () => {
  expect(quoteIdentifier('a"b', duck)).toBe('"a""b"');
  expect(quoteIdentifier("a`b\\", big)).toBe("`a\\`b\\\\`");
});

test("a qualified name leaves out what is unknown or unwanted", () => {
  const relation = { database: "db", schema: "main", name: "orders" };
  expect(qualified(relation, duck)).toBe('"db"."main"."orders"');
  expect(qualified({ ...relation, database: undefined }, duck)).toBe('"main"."orders"');
  expect(qualified(relation, duck, { database: false, schema: false })).toBe('"orders"');
});

test("literals follow the escapes of the dialect", () => {
  expect(literal("it's \\ here", duck)).toBe("'it''s \\ here'");
  expect(literal("it's \\ \n", big)).toBe("'it\\'s \\\\ \\n'");
});

test.each([
  ["select 1; select 2", ["select 1", "select 2"]],
  ["select ';'; select 'it''s;'", ["select ';'", "select 'it''s;'"]],
  ['select ";" from t;', ['select ";" from t']],
  ["-- a; b\nselect 1; /* ; */ ;", ["-- a; b\nselect 1"]],
  ["select $$a;b$$; select $x$ $$;$x$", ["select $$a;b$$", "select $x$ $$;$x$"]],
  ["select E'a\\';b'; select 2", ["select E'a\\';b'", "select 2"]],
  ["select '\\'; select 2", ["select '\\'", "select 2"]],
  ["select 'never ends; select 2", ["select 'never ends; select 2"]],
  ["/* ; ", []],
  ["", []],
])("statements of %j", (sql, expected) => {
  expect(splitStatements(sql, duck).map((statement) => statement.sql)).toEqual(expected);
});

test("lexical flags decide what hides a semicolon", () => {
  const texts = (sql: string, lexical: Spelling["lexical"]) =>
    splitStatements(sql, { lexical: lexical ?? {} }).map((statement) => statement.sql);
  expect(texts("select '\\';'; select 2", { backslashEscapes: true })).toHaveLength(2);
  expect(texts("select 1 # ; \n; select 2", { hashComments: true })).toHaveLength(2);
  expect(texts("select 1 // ; \n; select 2", { slashComments: true })).toHaveLength(2);
  expect(texts("/* /* ; */ ; */ select 1", { nestedComments: true })).toHaveLength(1);
  expect(texts("select '''a';b'''; select 2", { tripleQuotes: true })).toHaveLength(2);
});

test("offsets lead back into the whole text", () => {
  const sql = "  select 1;\n\n  select x";
  for (const { sql: part, offset } of splitStatements(sql, duck)) {
    expect(sql.slice(offset, offset + part.length)).toBe(part);
  }
});

test("tokens leave no gap, also in a long text that never ends", () => {
  const sql = `select 'a' || "b"\n-- x\nfrom t ${"'x' || ".repeat(50_000)}'never`;
  const pieces = [...tokens(sql, duck)].map(({ start, end }) => sql.slice(start, end));
  expect(pieces.join("") === sql).toBe(true);
  expect(pieces.slice(0, 3)).toEqual(["select", " ", "'a'"]);
});

test("a suffix fits behind every name, and long names with one beginning stay apart", () => {
  expect(suffixed("orders", "__dbt_tmp", 63)).toBe("orders__dbt_tmp");
  const [one, other] = ["a", "b"].map((end) =>
    suffixed(`${"n".repeat(62)}${end}`, "__dbt_tmp", 63),
  );
  expect([one?.length, other?.length]).toEqual([63, 63]);
  expect(one).not.toBe(other);
});
