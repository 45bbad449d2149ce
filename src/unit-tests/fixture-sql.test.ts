import { expect, test } from "vitest";
import { dialectOf } from "../sql/dialects.ts";
import { castSql, namesIn, rowsSql, unknownName } from "./fixture-sql.ts";
import { guessColumns } from "./guess-types.ts";
import { sidesOf, unitStatement } from "./statement.ts";

const dialect = dialectOf("duckdb");
const columns = [
  { name: "id", type: "INTEGER" },
  { name: "Name", type: "VARCHAR" },
];

test("columns that a row does not name are null; names in any case", () => {
  expect(rowsSql([{ ID: 1 }, { name: "O'Hara" }], columns, dialect)).toBe(
    [
      `select cast(1 as INTEGER) as "id", cast(null as VARCHAR) as "Name"`,
      "union all",
      `select cast(null as INTEGER) as "id", cast('O''Hara' as VARCHAR) as "Name"`,
    ].join("\n"),
  );
});

test("no rows are a select of nothing with all types", () => {
  expect(rowsSql([], columns, dialect)).toBe(
    `select cast(null as INTEGER) as "id", cast(null as VARCHAR) as "Name"\nlimit 0`,
  );
});

test("values by kind; lengths never cut a text", () => {
  expect(castSql([1, null], "INTEGER[]", dialect)).toBe("cast([1, null] as INTEGER[])");
  expect(castSql({ a: "x" }, "STRUCT(a VARCHAR)", dialect)).toBe(
    "cast({'a': 'x'} as STRUCT(a VARCHAR))",
  );
  expect(castSql("long", "character varying(2)", dialect)).toBe(
    "cast('long' as character varying)",
  );
});

test("finds the first unknown name", () => {
  expect(unknownName([{ id: 1 }, { nam: 1 }], columns)).toEqual({ row: 1, name: "nam" });
  expect(unknownName([{ NAME: 1 }], columns)).toBeUndefined();
  expect(
    namesIn([
      { a: 1, B: 2 },
      { b: 3, c: 4 },
    ]),
  ).toEqual(["a", "B", "c"]);
});

test("guesses types where nobody knows them; declared ones hold", () => {
  const rows = [
    { n: 1, d: "2026-01-01", t: "2026-01-01 10:00", x: 1.5, id: "7", mixed: 1 },
    { n: null, d: null, t: "2026-01-01", x: 2, id: "8", mixed: "a", nothing: null },
  ];
  const guessed = guessColumns(rows, [{ name: "ID", type: "INTEGER" }]);
  expect(Object.fromEntries(guessed.map(({ name, type }) => [name, type]))).toEqual({
    ID: "INTEGER",
    n: "bigint",
    d: "date",
    t: "timestamp",
    x: "double precision",
    mixed: "varchar",
    nothing: "varchar",
  });
});

test("one statement has both sides, and says where the tested select begins", () => {
  const { sql, actualAt } = unitStatement("select 1 as a", "select 2 as a", ["a"], dialect);
  expect(sql.slice(actualAt)).toMatch(/^select 1 as a\n/);
  const rows = [
    [0, 1],
    [1, 2],
  ];
  expect(sidesOf({ columns: [], rows })).toEqual({ actual: [[1]], expected: [[2]] });
});
