import { describe, expect, test } from "vitest";
import { PtxError } from "../core/error.ts";
import { scanBlocks } from "./scan.ts";

describe("finds the definitions of a file", () => {
  test("with their headers, places and texts", () => {
    const text = `{# {% macro no() %} #}
{%- macro money(column, scale="%}") -%}
  {{ column }}
{%- endmacro %}
{% test positive(model, column_name) %}select 1{% endtest %}
{% materialization view, adapter='duckdb' %}{% if x %}{% endif %}{% endmaterialization %}
{% raw %}{% macro raw() %}{% endraw %}
{{ "{% macro quoted() %}" }} {{ {'a': {}}}}
{% snapshot s %}{% set x %}y{% endset %}{% endsnapshot %}
{% docs d %}Write {% macro m() %} so.{% enddocs %}`;
    const blocks = scanBlocks(text, "macros/a.sql");
    expect(blocks.map(({ kind, name, header, line }) => [kind, name, header, line])).toEqual([
      ["macro", "money", '(column, scale="%}")', 2],
      ["test", "positive", "(model, column_name)", 5],
      ["materialization", "view", ", adapter='duckdb'", 6],
      ["snapshot", "s", "", 9],
      ["docs", "d", "", 10],
    ]);
    const [money] = blocks;
    expect(money?.contents).toBe("{{ column }}");
    expect(money).toMatchObject({ contentsLine: 3, contentsColumn: 3 });
    expect(money?.text.startsWith("\n{%- macro")).toBe(true);
    expect(text.slice(money?.start, money?.end)).toBe(money?.text);
  });

  test.each([
    ["{% macro a() %}", "PTX3004", 1, 1],
    ["\n {% macro a( %", "PTX3002", 2, 2],
    ["{% macro a('x) %}{% endmacro %}", "PTX3002", 1, 12],
    ["{# open", "PTX3002", 1, 1],
    ["{% raw %}", "PTX3004", 1, 1],
    ["{% macro a() %}\n{% macro b() %}{% endmacro %}{% endmacro %}", "PTX3006", 2, 1],
    ["{% if x %}{% macro b() %}{% endmacro %}{% endif %}", "PTX3006", 1, 11],
    ["{% macro %}{% endmacro %}", "PTX3001", 1, 1],
  ])("or says what is wrong: %j", (text, code, line, column) => {
    expect(() => scanBlocks(text, "a.sql")).toThrow(PtxError);
    try {
      scanBlocks(text, "a.sql");
    } catch (error) {
      expect((error as PtxError).diagnostic).toMatchObject({
        code,
        at: { file: "a.sql", line, column },
      });
    }
  });
});
