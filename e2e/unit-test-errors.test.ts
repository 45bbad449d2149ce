/** Mistakes in unit tests are told at their line of the YAML file, with what to do. */
import { afterEach, expect, test } from "vitest";
import { TemporaryProject } from "./in-process.ts";

let project: TemporaryProject | undefined;
afterEach(() => project?.remove());

const models = {
  "project.yml": "name: shop\n",
  "seeds/countries.csv": "code,name\nDE,Germany\nXX,\n",
  "models/orders.sql": "select 1 as id, 'new' as status",
  "models/log.sql":
    "{{ config(materialized='incremental') }}\nselect id from {{ ref('orders') }}\n{% if is_incremental() %}where id > (select max(id) from {{ this }}){% endif %}",
  "models/events.sql": "select * from {{ source('raw', 'events') }}",
  "models/lands.sql": "select code, coalesce(name, 'nowhere') as name from {{ ref('countries') }}",
  "models/_sources.yml": "sources:\n  - {name: raw, tables: [{name: events}]}\n",
  "macros/money.sql": "{% macro twice(x) %}{{ x }} * 2{% endmacro %}",
};

async function told(tests: string, more: Record<string, string> = {}) {
  project = new TemporaryProject();
  project.write({ ...models, ...more, "models/_tests.yml": `unit_tests:\n${tests}` });
  const { out, err, code } = await project.ptx("test", "--select", "test_type:unit");
  return { text: `${out}${err}`, code };
}

const onOrders = (rows: string) => `  - name: t
    model: log
    overrides: {macros: {is_incremental: false}}
    given:
      - input: ref('orders')
${rows}
    expect: {rows: [{id: 1}]}
`;

test.each([
  [
    "a model that does not exist",
    "  - {name: t, model: ordrs, given: [], expect: {rows: []}}\n",
    ["PTX1224", "_tests.yml:2:22", "Did you mean 'orders'?"],
  ],
  [
    "a fixture that does not exist",
    onOrders("        format: csv\n        fixture: some"),
    ["PTX1224", "_tests.yml:8:18", "tests/fixtures/some.csv"],
  ],
  [
    "rows that are a text",
    onOrders("        rows: select 1"),
    ["PTX4303", "_tests.yml:7:15", "format: sql"],
  ],
  [
    "CSV with too many fields",
    onOrders(
      "        format: csv\n        rows: |\n          id,status\n          1,new\n          2,old,3",
    ),
    ["PTX4303", "_tests.yml:11", "3 fields"],
  ],
  [
    "no rows for what is no seed",
    onOrders("        format: dict"),
    ["PTX4303", "gives no rows for ref('orders')", "only a seed"],
  ],
  [
    "no word on is_incremental",
    "  - {name: t, model: log, given: [], expect: {rows: []}}\n",
    ["PTX1224", "_tests.yml:2:12", "is_incremental: false"],
  ],
  [
    "an incremental model without its rows",
    "  - name: t\n    model: log\n    overrides: {macros: {is_incremental: true}}\n    given:\n      - {input: ref('orders'), rows: []}\n    expect: {rows: []}\n",
    ["PTX1224", "- input: this"],
  ],
  [
    "versions of a model that has none",
    "  - {name: t, model: orders, versions: {include: [1]}, given: [], expect: {rows: []}}\n",
    ["PTX1224", "which has none"],
  ],
  [
    "two tests of one name and model",
    "  - {name: t, model: orders, given: [], expect: {rows: []}}\n  - {name: t, model: orders, given: [], expect: {rows: []}}\n",
    ["PTX1204", "_tests.yml:3:12", "first described here (models/_tests.yml:2:12)"],
  ],
])("%s: nothing is run", async (_, tests, parts) => {
  const { text, code } = await told(tests);
  expect(code).toBe(2);
  for (const part of parts) expect(text).toContain(part);
});

test.each([
  [
    "SQL that is none",
    onOrders("        format: sql\n        rows: selec 1 as id"),
    ["PTX4306", "_tests.yml:8:15", "selec"],
  ],
  [
    "a value of the wrong type in the expected rows",
    onOrders("        rows: [{id: 1}]").replace("[{id: 1}]}\n", "[{id: one}]}\n"),
    ["PTX4305", "'one' is no INTEGER", "_tests.yml:8:26"],
  ],
  [
    "an input that nobody knows",
    "  - {name: t, model: events, given: [{input: \"source('raw', 'events')\", rows: []}], expect: {rows: []}}\n",
    ["PTX4304", "_tests.yml:2:38", "data_type"],
  ],
  [
    "a column that the guessed input lacks",
    "  - {name: t, model: seen, given: [{input: \"source('raw', 'events')\", rows: [{id: 1}]}], expect: {rows: []}}\n",
    ["PTX4001", "models/seen.sql:1:12", "source('raw', 'events') is not in the warehouse"],
  ],
])("%s: the test is an error", async (_, tests, parts) => {
  const { text, code } = await told(tests, {
    "models/seen.sql": "select id, place from {{ source('raw', 'events') }}",
  });
  expect(code).toBe(1);
  for (const part of parts) expect(text).toContain(part);
});

test("a seed's empty fields are null, as in its table", async () => {
  const { text, code } = await told(`  - name: t
    model: lands
    given: [{input: ref('countries')}]
    expect: {rows: [{code: DE, name: Germany}, {code: XX, name: nowhere}]}
`);
  expect(text).toContain("PASS lands::t");
  expect(code).toBe(0);
});

test("a macro's test must expect one thing", async () => {
  project = new TemporaryProject();
  project.write({
    ...models,
    "macros/_macros.yml":
      "macros:\n  - name: twice\n    unit_tests:\n      - {name: t, args: [1], expect: {sql: 1 * 2, result: 2}}\n",
  });
  const { code, err } = await project.ptx("test");
  expect(code).toBe(2);
  expect(err).toContain("PTX1224");
  expect(err).toContain("macros/_macros.yml:4:");
});

test("the result of a macro may fail in the warehouse", async () => {
  project = new TemporaryProject();
  project.write({
    ...models,
    "macros/_macros.yml":
      "macros:\n  - name: twice\n    unit_tests:\n      - {name: t, args: [nothing], expect: {result: 2}}\n",
  });
  const { code, out } = await project.ptx("test");
  expect(code).toBe(1);
  expect(out).toContain("ERROR twice::t");
  expect(out).toContain("PTX4001");
});
