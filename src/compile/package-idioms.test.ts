/** What packages do to learn of the run, to wrap built-in macros and to keep notes. */
import { describe, expect, test } from "vitest";
import { asNodeId } from "../core/node.ts";
import { folded, scriptedSession, smallProject } from "./testing/small-project.ts";

const model = asNodeId("model.shop.m");

async function sqlOf(text: string, files: Record<string, string> = {}): Promise<string> {
  const { compiler } = smallProject({ ...files, "models/m.sql": text });
  return folded((await compiler.compile(model, { offline: "empty" })).sql);
}

test("a macro is a value: to be fetched by its name, called, and passed on", async () => {
  const files = {
    "macros/a.sql": `{% macro twice(n) %}{{ return(n * 2) }}{% endmacro %}
      {% macro applied(f, n) %}{{ return(f(n)) }}{% endmacro %}`,
  };
  expect(await sqlOf("select {{ shop.get('twice', shop.nothing)(4) }}", files)).toBe("select 8");
  expect(await sqlOf("select {{ shop.twice.call_macro(4) }}", files)).toBe("select 8");
  expect(await sqlOf("select {{ applied(shop.twice, 5) }}", files)).toBe("select 10");
  expect(await sqlOf("select {{ shop.get('nothing', 'none') }}", files)).toBe("select none");
});

test("the project's configuration stands behind builtins.ref", async () => {
  const text = `{% set config = builtins.ref.config %}
    select '{{ config.project_name }} {{ config.dependencies['shop'].version }}',
      {{ tojson(config.vars.to_dict()) }}, {{ config.threads }}, {{ builtins.ref('other') }}`;
  const files = {
    "dbt_project.yml":
      "name: shop\nversion: '1.4'\nprofile: shop\nvars: {a: 1.0, shop: {b: [x]}}\n",
    "models/other.sql": "select 1",
  };
  expect(await sqlOf(text, files)).toBe(
    `select 'shop 1.4', {"a": 1.0, "shop": {"b": ["x"]}}, 1, "db"."main"."other"`,
  );
});

test("context.update() gives names other values for the rest of the render", async () => {
  const files = { "macros/a.sql": "{% macro shown() %}{{ note }}{% endmacro %}" };
  expect(await sqlOf("{% do context.update({'note': 'new'}) %}select '{{ shown() }}'", files)).toBe(
    "select 'new'",
  );
});

describe("a materialization around the one of tests", () => {
  const files = {
    "models/m.sql": "select 1 as id",
    "models/m.yml": "models: [{name: m, data_tests: [not_null: {column_name: id}]}]",
    "macros/test.sql": `{% materialization test, default %}
      {% set done = dbt.materialization_test_default.call_macro() %}
      {% do graph.setdefault('counts', []).append(load_result('main').table.columns[0].values()[0]) %}
      {% do return(done) %}
    {% endmaterialization %}`,
  };

  test("sees what was counted, and its row is the verdict", async () => {
    const { compiler, manifest } = smallProject(files);
    const { session, asked } = scriptedSession(() => ({
      columns: ["failures", "should_warn", "should_error"].map((name) => ({
        name,
        type: "INTEGER",
      })),
      rows: [[3, true, true]],
    }));
    const id = [...manifest.nodes.keys()].find((each) => each.startsWith("test.")) ?? model;
    expect(compiler.hasTestMacro).toBe(true);
    const compiled = await compiler.compile(id, session);
    expect(await compiler.countTest(compiled, session)).toEqual([3, true, true]);
    expect(asked.map(folded)).toContainEqual(
      expect.stringMatching(/^select count\(\*\) as failures, .* where id is null/),
    );
  });

  test("of a package counts only where the project lets it", () => {
    const inPackage = (flag: string) => ({
      "dbt_project.yml": `name: shop\nversion: '1.0'\nprofile: shop\n${flag}`,
      "packages.yml": "packages: [{local: dbt_packages/audit}]",
      "dbt_packages/audit/dbt_project.yml": "name: audit\nversion: '1.0'\n",
      "dbt_packages/audit/macros/test.sql": files["macros/test.sql"],
      "models/m.sql": files["models/m.sql"],
    });
    const flag =
      "flags: {require_explicit_package_overrides_for_builtin_materializations: false}\n";
    expect(smallProject(inPackage("")).compiler.hasTestMacro).toBe(false);
    expect(smallProject(inPackage(flag)).compiler.hasTestMacro).toBe(true);
  });
});
