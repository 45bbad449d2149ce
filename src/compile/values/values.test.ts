import { expect, test } from "vitest";
import type { SqlValue } from "../../core/adapter.ts";
import { toText } from "../../jinja/printing.ts";
import { PyDate } from "../../jinja/python/date.ts";
import { evaluateExpression } from "../../jinja/render.ts";
import type { Value } from "../../jinja/value.ts";
import { dialectOf } from "../../sql/dialects.ts";
import { warehouseOf } from "../warehouse.ts";
import { columnOf } from "./column.ts";
import { Decimal } from "./decimal.ts";
import { tableOf } from "./from-sql.ts";
import { RelationClass } from "./relation.ts";
import { TableValue } from "./table.ts";

/** What an expression over the given names prints. */
function printed(expression: string, names: Readonly<Record<string, Value>>): string {
  return toText(evaluateExpression(expression, "t.sql", { lookup: (name) => names[name] }));
}

const duckdb = warehouseOf(dialectOf("duckdb"));
const relation = new RelationClass(duckdb, duckdb.quoting).create({
  database: "db",
  schema: "s",
  identifier: "t",
});

test.each([
  ["r", '"db"."s"."t"'],
  ["r.include(database=false)", '"s"."t"'],
  ["r.quote(schema=false, identifier=false)", '"db".s.t'],
  ["r.incorporate(path={'identifier': 'u'}, type='view')", '"db"."s"."u"'],
  ["r.incorporate(type='view').is_view", "True"],
  ["r.without_identifier()", '"db"."s"'],
  ["r.information_schema('TABLES')", '"db".INFORMATION_SCHEMA.TABLES'],
  ["r.identifier ~ r.name ~ r.table", "ttt"],
  ["r is mapping and r.get('metadata', {}).get('type', '').endswith('Relation')", "True"],
  ["r.matches(schema='S', identifier='t')", "True"],
  ["r == r.incorporate(path={'identifier': 't'})", "True"],
  ["r == 'db.s.t'", "False"],
])("relation: %s", (expression, expected) => {
  expect(printed(expression, { r: relation })).toBe(expected);
});

test.each([
  ["numeric(10,2)", "postgres", "numeric(10,2) True False"],
  ["character varying(20)", "postgres", "character varying(20) False True"],
  ["DECIMAL(10,2)", "duckdb", "DECIMAL(10,2) False False"],
  ["VARCHAR", "duckdb", "character varying(256) False True"],
  ["INTEGER", "duckdb", "INTEGER True False"],
  ["INT64", "bigquery", "INT64 True False"],
])("column of type %s on %s", (type, warehouse, expected) => {
  const c = columnOf(warehouseOf(dialectOf(warehouse)), "c", type);
  expect(printed("c.data_type ~ ' ' ~ c.is_number() ~ ' ' ~ c.is_string()", { c })).toBe(expected);
});

test("a struct column falls apart into its fields", () => {
  const c = columnOf(duckdb, "c", "STRUCT(a INTEGER, b STRUCT(x DECIMAL(10, 2), y VARCHAR))");
  expect(printed("c.flatten() | map(attribute='name') | join(' ')", { c })).toBe("c.a c.b.x c.b.y");
});

test.each([
  ["d", "1.50"],
  ["d * 2", "3.00"],
  ["d + 1", "2.50"],
  ["d / 4", "0.375"],
  ["-d", "-1.50"],
  ["d > 1 and 2 > d and d == 1.5", "True"],
  ["d | int", "1"],
  ["d | float", "1.5"],
  ["d | round(1)", "1.5"],
  ["d | round", "2"],
  ["[d, d] | sum", "3.00"],
])("decimal: %s", (expression, expected) => {
  expect(printed(expression, { d: Decimal.parse("1.50") })).toBe(expected);
});

const rows: SqlValue[][] = [
  [
    1,
    "x",
    { decimal: "1.50" },
    1,
    { date: "2024-01-31" },
    { timestamptz: "2024-01-31 10:00:00+00" },
    [1, null],
    { a: { date: "2024-01-01" } },
  ],
  [2n ** 70n, null, null, 2.5, null, null, null, null],
];
const names = ["i", "t", "d", "f", "day", "at", "list", "struct"];
const types = [
  "HUGEINT",
  "VARCHAR",
  "DECIMAL(4,2)",
  "DOUBLE",
  "DATE",
  "TIMESTAMP WITH TIME ZONE",
  "INTEGER[]",
  "STRUCT(a DATE)",
];
const printedLines: string[] = [];
const table = tableOf(
  { columns: names.map((name, i) => ({ name, type: types[i] ?? "" })), rows },
  (text) => printedLines.push(text),
);

test.each([
  ["q.rows[0].values()[:4]", "(1, 'x', Decimal('1.50'), Decimal('1.0'))"],
  ["q.rows[1][0]", "1180591620717411303424"],
  ["q.rows[0]['day'].year ~ ' ' ~ q.rows[0].at", "2024 2024-01-31 10:00:00+00:00"],
  ["q.rows[0].list ~ q.rows[0].struct", '[1, null]{"a": "2024-01-01"}'],
  ["q.columns['t'].values()", "('x', None)"],
  ["q.columns[-1].name ~ (q | length) ~ (q.columns | length)", "struct28"],
  ["q.column_names[:2]", "('i', 't')"],
  ["q.select(['t', 'f']).column_names", "('t', 'f')"],
  ["q.exclude(q.column_names[1:]).rows | map(attribute=0) | list | length", "2"],
  ["q.columns.f.values_without_nulls() | sum", "3.5"],
])("result: %s", (expression, expected) => {
  expect(printed(expression, { q: table })).toBe(expected);
});

test("print_table draws the rows", () => {
  printed("q.select('t').print_table(max_rows=1)", { q: table });
  expect(printedLines.splice(0)).toEqual(["| t |\n| - |\n| x |\n| ... |"]);
});

const decimal = (digits: string) => Decimal.parse(digits);
const mixed = new TableValue(
  ["id", "a_very_long_column_name_here", "s", "b", "d"],
  [
    [
      1,
      decimal("1234.5"),
      "abcdefghijklmnopqrstuvwxyz",
      true,
      new PyDate({ year: 2020, month: 1, day: 2 }),
    ],
    [-20000, decimal("-0.00055"), null, null, null],
    [3, decimal("1E+3"), 'q"x', false, null],
  ],
  (text) => printedLines.push(text),
);

const grouped = new TableValue(
  ["i", "s", "d"],
  [
    [2, "b", decimal("1.50")],
    [1, "a", decimal("2.25")],
    [null, "bé", decimal("0")],
    [2, "a", null],
  ],
  (text) => printedLines.push(text),
);

// What agate says of the same rows.
test.each([
  ["t.order_by('i').columns['i'].values()", "(1, 2, 2, None)"],
  ["t.order_by(['s', 'd'], reverse=true).columns['i'].values()", "(None, 2, 2, 1)"],
  ["t.group_by('s').keys()", "('b', 'a', 'bé')"],
  ["t.group_by('i').keys()", "(2, 1, None)"],
  ["t.group_by('s')['a'].columns['i'].values()", "(1, 2)"],
  ["t.group_by('s', key_name='q').key_name", "q"],
  ["t.columns['i'].values_without_nulls_sorted()", "(1, 2, 2)"],
  [
    "t",
    "| column | data_type |\n| ------ | --------- |\n| i      | Integer   |\n| s      | Text      |\n| d      | Number    |\n",
  ],
  [
    "t.group_by('i')",
    "| table | rows |\n| ----- | ---- |\n| 2     | 2    |\n| 1     | 1    |\n| None  | 1    |\n",
  ],
])("%s", (call, expected) => {
  expect(printed(call, { t: grouped })).toBe(expected);
});

test.each([
  ["t.limit(2).print_json()", '[{"i": 2, "s": "b", "d": 1.5}, {"i": 1, "s": "a", "d": 2.25}]'],
  [
    "t.select('s').limit(3).print_json(key='s')",
    '{"b": {"s": "b"}, "a": {"s": "a"}, "bé": {"s": "bé"}}',
  ],
])("%s", (call, expected) => {
  printed(call, { t: grouped });
  expect(printedLines.splice(0)).toEqual([expected]);
});

// What agate prints of the same rows.
test.each([
  [
    "t.print_table(max_columns=4)",
    `|     id | a_very_long_colum... | s                    |     b | ... |
| ------ | -------------------- | -------------------- | ----- | --- |
|      1 |           1,234.500… | abcdefghijklmnopq... |  True | ... |
| -20000 |              -0.001… |                      |       | ... |
|      3 |           1,000.000… | q"x                  | False | ... |`,
  ],
  [
    "t.print_table(max_rows=1, max_columns=2, max_column_width=none)",
    `| id | a_very_long_column_name_here | ... |
| -- | ---------------------------- | --- |
|  1 |                      1,234.5 | ... |
| ... |                          ... | ... |`,
  ],
  [
    "t.select(['id', 'a_very_long_column_name_here']).print_table(max_column_width=12, max_precision=none)",
    `|     id | a_very_lo... |
| ------ | ------------ |
|      1 |  1,234.50000 |
| -20000 |     -0.00055 |
|      3 |  1,000.00000 |`,
  ],
  [
    "t.exclude('a_very_long_column_name_here').print_csv()",
    `id,s,b,d
1,abcdefghijklmnopqrstuvwxyz,True,2020-01-02
-20000,,,
3,"q""x",False,`,
  ],
])("%s", (call, expected) => {
  printed(call, { t: mixed });
  expect(printedLines.splice(0)).toEqual([expected]);
});

const Relation = new RelationClass(
  warehouseOf(dialectOf("duckdb")),
  warehouseOf(dialectOf("duckdb")).quoting,
);

test.each([
  [
    "Relation.create_from(none, {'database': 'd', 'schema': 's', 'alias': 'a', 'name': 'n', 'config': {'quoting': {'identifier': false}}})",
    '"d"."s".a',
  ],
  ["Relation.create_from_source(none, {'schema': 's', 'identifier': 'i', 'name': 'n'})", '"s"."i"'],
  ["Relation.get_default_quote_policy().identifier", "True"],
  ["Relation.scd_args('id', 'at')", "['id', 'at']"],
])("%s", (call, expected) => {
  expect(printed(call, { Relation })).toBe(expected);
});
