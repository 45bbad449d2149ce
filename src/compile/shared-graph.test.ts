import { expect, test } from "vitest";
import { asNodeId } from "../core/node.ts";
import { folded, scriptedSession, smallProject } from "./testing/small-project.ts";

const answer = () => ({ columns: [{ name: "n", type: "INTEGER" }], rows: [[7]] });

test("what a template puts into graph is there for the next one, once however often it is rendered", async () => {
  const files = {
    "models/first.sql": `
      {%- if execute -%}
      {%- do graph.setdefault('kept', {'rows': []}) -%}
      {%- do graph['kept']['rows'].append('before') -%}
      {%- set n = run_query('select 7').columns[0].values()[0] -%}
      {%- do graph.get('kept').get('rows').append(n) -%}
      {%- set m = run_query('select 8') -%}
      {%- endif -%}
      select 1`,
    "models/second.sql":
      "{% if execute %}select '{{ graph.kept.rows }}', {{ graph.nodes | length }}{% endif %}",
  };
  const { compiler } = smallProject(files);
  const { session } = scriptedSession(answer);
  await compiler.compile(asNodeId("model.shop.first"), session);
  const { sql } = await compiler.compile(asNodeId("model.shop.second"), session);
  expect(folded(sql)).toBe("select '['before', 7]', 2");
});

test("a template that fails leaves nothing behind", async () => {
  const { compiler } = smallProject({
    "models/bad.sql":
      "{% if execute %}{% do graph.update({'kept': 1}) %}{% do exceptions.raise_compiler_error('no') %}{% endif %}",
    "models/later.sql": "{% if execute %}select {{ 'kept' in graph }}{% endif %}",
  });
  const { session } = scriptedSession(answer);
  await expect(compiler.compile(asNodeId("model.shop.bad"), session)).rejects.toThrow("no");
  expect((await compiler.compile(asNodeId("model.shop.later"), session)).sql).toBe("select False");
});
