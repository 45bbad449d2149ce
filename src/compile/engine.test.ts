import { describe, expect, test } from "vitest";
import type { Captured } from "../project/engine.ts";
import { smallProject } from "./testing/small-project.ts";

const ids = (manifest: ReturnType<typeof smallProject>["manifest"], name: string) =>
  [...manifest.nodes.values()].find((node) => node.name === name);

function captured(name: string, files: Record<string, string>): Captured {
  const node = ids(smallProject(files).manifest, name);
  if (node === undefined || !("refs" in node)) throw new Error(`no ${name}`);
  const { refs, sources, metrics, depends_on, config_call_dict: config } = node;
  return { refs, sources, metrics, macros: depends_on.macros, config };
}

describe("what a template refers to", () => {
  test("references in order, duplicates kept, both branches that render", () => {
    const found = captured("orders", {
      "models/a.sql": "select 1",
      "models/b.sql": "select 1",
      "models/s.yml": "sources: [{name: raw, tables: [{name: t}]}]",
      "models/orders.sql": `
        select * from {{ ref('b') }} join {{ ref('a') }} join {{ ref('b') }}
        {% if execute %} join {{ ref('never_seen') }} {% endif %}
        join {{ source('raw', 't') }}`,
    });
    expect(found.refs.map(({ name }) => name)).toEqual(["b", "a", "b"]);
    expect(found.sources).toEqual([["raw", "t"]]);
  });

  test("calls of config add up as dbt merges them: tags and hooks append, the rest is replaced", () => {
    const { config } = captured("m", {
      "models/m.sql": `{{ config(materialized='table', tags='a', pre_hook='select 1', meta={'x': 1}) }}
        {{ config({'materialized': 'view', 'tags': ['b'], 'meta': {'y': 2}}) }} select 1`,
    });
    expect(config).toMatchObject({
      materialized: "view",
      tags: ["a", "b"],
      meta: { x: 1, y: 2 },
    });
    expect(config["pre-hook"]).toBe("select 1");
  });

  test("a template sees itself while it is read: nothing referred to yet, its own text", () => {
    const { config } = captured("m", {
      "models/m.sql": `{{ config(
          alias=model.name ~ '_' ~ model.depends_on.nodes | length ~ '_' ~ model.refs | length,
          meta={'starts': model.raw_code[:4], 'access': model.access, 'described': model.description}
        ) }} select * from {{ ref('other') }}`,
      "models/other.sql": "select 1",
    });
    expect(config).toMatchObject({
      alias: "m_0_0",
      meta: { starts: "{{ c", access: "protected", described: "" },
    });
  });

  test("only macros called from the template itself are its own", () => {
    const found = captured("m", {
      "models/m.sql": "select {{ outer() }}, {{ dbt.type_int() }}, {{ outer() }}",
      "macros/m.sql":
        "{% macro outer() %}{{ inner() }}{% endmacro %}{% macro inner() %}1{% endmacro %}",
    });
    expect(found.macros).toEqual(["macro.shop.outer", "macro.dbt.type_int"]);
  });

  test("a missing var is none while reading, an error when it runs", async () => {
    const { manifest, compiler } = smallProject({ "models/m.sql": "select {{ var('tax_rate') }}" });
    const id = ids(manifest, "m")?.unique_id;
    expect(id).toBeDefined();
    if (id) {
      await expect(compiler.compile(id)).rejects.toMatchObject({
        diagnostic: { code: "PTX1012", at: { file: "models/m.sql", line: 1, column: 11 } },
      });
    }
  });
});

describe("generic data tests", () => {
  const tests = `
models:
  - name: orders
    columns:
      - name: id
        data_tests:
          - accepted_values: {arguments: {values: [1, 2]}}
          - relationships: {arguments: {to: "ref('customers')", field: id}}
          - positive: {arguments: {than: "{{ 1 + 1 }}", other: ref('customers')}}
`;
  const files = {
    "models/orders.sql": "select 1 as id",
    "models/customers.sql": "select 1 as id",
    "models/p.yml": tests,
    "macros/t.sql":
      "{% test positive(model, column_name, than, other) %}select * from {{ model }}, {{ other }}, {{ ref('orders') }} where {{ column_name }} < {{ than }}{% endtest %}",
  };

  test("the built-in ones are known without rendering them", () => {
    const found = captured("relationships_orders_id__id__ref_customers_", files);
    expect(found.refs.map(({ name }) => name)).toEqual(["customers", "orders"]);
    expect(found.macros).toEqual(["macro.dbt.test_relationships", "macro.dbt.get_where_subquery"]);
  });

  test("others are called: arguments that look like references are references", () => {
    const { manifest } = smallProject(files);
    const node = [...manifest.nodes.values()].find(({ name }) => name.startsWith("positive"));
    expect(node && "refs" in node && node.refs.map(({ name }) => name)).toEqual([
      "customers",
      "orders",
      "orders",
    ]);
  });

  test("a project that replaces a built-in test is asked", () => {
    const found = captured("accepted_values_orders_id__1__2", {
      ...files,
      "macros/av.sql":
        "{% macro default__test_accepted_values(model, column_name, values, quote=True) %}{{ ref('customers') }}{% endmacro %}",
    });
    expect(found.refs.map(({ name }) => name)).toEqual(["orders", "customers"]);
  });
});

describe("naming", () => {
  const schemaOf = (name: string, macros: string) =>
    ids(
      smallProject({
        "models/m.sql": "{{ config(schema='mart') }} select 1",
        "models/plain.sql": "select 1",
        "macros/naming.sql": macros,
      }).manifest,
      name,
    );

  test("a custom schema is added to the target's", () => {
    expect(schemaOf("m", "")).toMatchObject({ schema: "main_mart", alias: "m" });
    expect(schemaOf("plain", "")).toMatchObject({ schema: "main" });
  });

  test("the project's own macro decides, also one that looks at the node", () => {
    const own = `{% macro generate_schema_name(custom_schema_name, node) %}
      {{ custom_schema_name or 'base' }}_{{ node.name }} {% endmacro %}`;
    expect(schemaOf("m", own)).toMatchObject({ schema: "mart_m" });
    expect(schemaOf("plain", own)).toMatchObject({ schema: "base_plain" });
  });

  test("the project may replace the implementation behind the built-in macro", () => {
    const own =
      "{% macro duckdb__generate_alias_name(custom, node) %}a_{{ node.name }}{% endmacro %}";
    expect(schemaOf("m", own)).toMatchObject({ alias: "a_m" });
  });
});
