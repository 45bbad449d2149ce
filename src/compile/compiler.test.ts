import { describe, expect, test } from "vitest";
import { asNodeId } from "../core/node.ts";
import { folded, scriptedSession, smallProject } from "./testing/small-project.ts";

const model = (name: string) => asNodeId(`model.shop.${name}`);
const integer = { name: "n", type: "INTEGER" };

async function compiled(name: string, files: Record<string, string>): Promise<string> {
  return folded((await smallProject(files).compiler.compile(model(name))).sql);
}

describe("ephemeral models", () => {
  const files = {
    "models/raw.sql": "select 1 as id",
    "models/e1.sql": "{{ config(materialized='ephemeral') }}select * from {{ ref('raw') }}",
    "models/e2.sql":
      "{{ config(materialized='ephemeral') }}with q as (select * from {{ ref('e1') }}) select * from q",
  };
  const e1 = '__dbt__cte__e1 as ( select * from "db"."main"."raw" )';
  const e2 = "__dbt__cte__e2 as ( with q as (select * from __dbt__cte__e1) select * from q )";

  test("stand in front of the query, each after those that it reads", async () => {
    const sql = await compiled("m", {
      ...files,
      "models/m.sql": "-- note\nselect * from {{ ref('e2') }} join {{ ref('e1') }} using (id)",
    });
    expect(sql).toBe(
      `with ${e1}, ${e2} -- note select * from __dbt__cte__e2 join __dbt__cte__e1 using (id)`,
    );
  });

  test("come first in a with that is there, after recursive", async () => {
    const own = (word: string) => `${word} t as (select 1) select * from t, {{ ref('e1') }}`;
    expect(await compiled("m", { ...files, "models/m.sql": own("with") })).toBe(
      `with ${e1}, t as (select 1) select * from t, __dbt__cte__e1`,
    );
    expect(await compiled("m", { ...files, "models/m.sql": own("with recursive") })).toBe(
      `with recursive ${e1}, t as (select 1) select * from t, __dbt__cte__e1`,
    );
  });

  test("keep the way back to the file of each piece", async () => {
    const { compiler } = smallProject({
      ...files,
      "models/m.sql": "\n\nselect\n  wrong_one\nfrom {{ ref('e1') }}",
    });
    const { sql, spans } = await compiler.compile(model("m"));
    expect(spans.locate(sql.indexOf("wrong_one"))?.at).toMatchObject({
      file: "models/m.sql",
      line: 4,
      column: 3,
    });
    expect(spans.locate(sql.indexOf('"raw"'))?.at).toMatchObject({
      file: "models/e1.sql",
      line: 1,
    });
  });
});

describe("questions to the warehouse", () => {
  test("are asked once each, whatever the template makes of the answers; log lines come once", async () => {
    const { compiler, events } = smallProject({
      "models/m.sql": `
        {%- do log('before', info=true) -%}
        {%- if execute -%}
        {%- set names = run_query('select n from names').columns[0].values() -%}
        {%- set more = run_query('select n from more').columns['n'].values() -%}
        {%- for n in names + more %}{{ n }},{% endfor %}{{ modules.datetime.datetime.now() == modules.datetime.datetime.now() }}
        {%- endif -%}`,
    });
    const { session, asked } = scriptedSession((sql) => ({
      columns: [integer],
      rows: sql.includes("more") ? [[3]] : [[1], [2]],
    }));
    expect((await compiler.compile(model("m"), session)).sql).toBe("1,2,3,True");
    expect(asked).toEqual(["select n from names", "select n from more"]);
    expect(events.filter(({ type }) => type === "log")).toHaveLength(1);
  });

  test("without a warehouse the template is told, at its own line", async () => {
    const { compiler } = smallProject({ "models/m.sql": "select 1\n{{ run_query('select 2') }}" });
    await expect(compiler.compile(model("m"))).rejects.toMatchObject({
      diagnostic: { code: "PTX3207", at: { file: "models/m.sql", line: 2 } },
    });
    const offline = await compiler.compile(model("m"), { offline: "empty" });
    expect(folded(offline.sql)).toContain("select 1");
  });

  test("an ephemeral model has no columns to ask for", async () => {
    const files = {
      "models/e.sql": "{{ config(materialized='ephemeral') }}select 1 as id",
      "models/m.sql":
        "select {{ adapter.get_columns_in_relation(ref('e')) | length }} from {{ ref('e') }}",
    };
    expect(await compiled("m", files)).toContain("select 0 from __dbt__cte__e");
  });

  test("a session is opened when the first question comes, and only then", async () => {
    const { compiler } = smallProject({
      "models/quiet.sql": "select 1",
      "models/asks.sql": "{{ adapter.get_columns_in_relation(ref('quiet')) | length }}",
    });
    let opened = 0;
    const open = async () => {
      opened += 1;
      return scriptedSession(() => ({ columns: [integer, integer], rows: [] })).session;
    };
    await compiler.compile(model("quiet"), { session: open });
    expect(opened).toBe(0);
    expect((await compiler.compile(model("asks"), { session: open })).sql).toBe("2");
    expect(opened).toBe(1);
  });

  test("is_incremental looks at what exists, and asks nothing for other materializations", async () => {
    const body = "select 1 {% if is_incremental() %}where new{% endif %}";
    const { compiler } = smallProject({
      "models/inc.sql": `{{ config(materialized='incremental') }}${body}`,
      "models/tab.sql": `{{ config(materialized='table') }}${body}`,
    });
    const exists = scriptedSession(() => ({
      columns: [],
      rows: [["db", "main", "inc", "BASE TABLE"]],
    }));
    expect(folded((await compiler.compile(model("inc"), exists.session)).sql)).toBe(
      "select 1 where new",
    );
    const nothing = scriptedSession(() => ({ columns: [], rows: [] }));
    expect(folded((await compiler.compile(model("inc"), nothing.session)).sql)).toBe("select 1");
    await compiler.compile(model("tab"), nothing.session);
    expect(nothing.asked).toHaveLength(1);
  });
});

describe("macros", () => {
  test("a package's node sees its own macros, others see the root's; dispatch follows the project's order", async () => {
    const pkg = "dbt_packages/tools";
    const { compiler } = smallProject({
      "dbt_project.yml":
        "name: shop\nversion: '1.0'\nprofile: shop\ndispatch: [{macro_namespace: tools, search_order: [shop, tools]}]",
      "macros/m.sql":
        "{% macro who() %}shop{% endmacro %}{% macro default__greet() %}hello from shop{% endmacro %}",
      "models/m.sql": "{{ who() }} {{ tools.who() }} {{ tools.greet() }}",
      [`${pkg}/dbt_project.yml`]: "name: tools\nversion: '1.0'",
      [`${pkg}/macros/m.sql`]:
        "{% macro who() %}tools{% endmacro %}{% macro greet() %}{{ adapter.dispatch('greet', 'tools')() }}{% endmacro %}{% macro default__greet() %}hello{% endmacro %}",
      [`${pkg}/models/p.sql`]: "{{ who() }}",
    });
    expect((await compiler.compile(model("m"))).sql).toBe("shop tools hello from shop");
    expect((await compiler.compile(asNodeId("model.tools.p"))).sql).toBe("tools");
  });

  test("redshift falls back to what is written for postgres", async () => {
    const { compiler } = smallProject(
      {
        "macros/m.sql":
          "{% macro kind() %}{{ adapter.dispatch('kind')() }}{% endmacro %}{% macro postgres__kind() %}pg{% endmacro %}{% macro default__kind() %}any{% endmacro %}",
        "models/m.sql": "{{ kind() }}",
      },
      { type: "redshift" },
    );
    expect((await compiler.compile(model("m"))).sql).toBe("pg");
  });

  test("a project's own ref wraps the built-in one", async () => {
    const sql = await compiled("m", {
      "macros/ref.sql":
        "{% macro ref(name) %}{% do return(builtins.ref(name).include(database=false)) %}{% endmacro %}",
      "models/a.sql": "select 1",
      "models/m.sql": "select * from {{ ref('a') }}",
    });
    expect(sql).toBe('select * from "main"."a"');
  });

  test("a dispatch that finds nothing says where it looked", async () => {
    const { compiler } = smallProject({
      "models/m.sql": "{% if execute %}{{ adapter.dispatch('nope', 'dbt')() }}{% endif %}",
    });
    await expect(compiler.compile(model("m"))).rejects.toMatchObject({
      diagnostic: {
        code: "PTX3203",
        message: expect.stringContaining("shop.duckdb__nope, shop.default__nope, dbt.duckdb__nope"),
        at: { file: "models/m.sql" },
      },
    });
  });

  test("an error shows the calls that led to it, and skips those of built-in macros", async () => {
    const { compiler } = smallProject({
      "macros/m.sql":
        "\n{% macro check(x) %}\n  {% if execute %}{{ dbt.get_powers_of_two(x) }}{% endif %}{% endmacro %}",
      "models/m.sql": "{{ check(0) }}",
    });
    await expect(compiler.compile(model("m"))).rejects.toMatchObject({
      diagnostic: {
        code: "PTX3201",
        at: { file: "macros/m.sql", line: 3 },
        related: [
          { message: "in macro check, called here", at: { file: "models/m.sql", line: 1 } },
        ],
      },
    });
  });
});

test("SQL that a built-in macro wrote leads to where it was called", async () => {
  const { compiler } = smallProject({
    "models/m.sql": "select\n  {{ dbt.dateadd('day', 1, 'd') }}",
  });
  const { sql, spans } = await compiler.compile(model("m"));
  expect(spans.locate(sql.indexOf("interval"))).toMatchObject({
    at: { file: "models/m.sql", line: 2 },
    stack: [],
  });
});

describe("references at run time", () => {
  test("one that was hidden behind execute is refused, with the line that helps", async () => {
    const { compiler } = smallProject({
      "models/a.sql": "select 1",
      "models/m.sql": "{% if execute %}{{ ref('a') }}{% endif %}",
    });
    await expect(compiler.compile(model("m"))).rejects.toMatchObject({
      diagnostic: {
        code: "PTX3204",
        hint: expect.stringContaining("-- depends_on: {{ ref('a') }}"),
      },
    });
  });

  test("--empty reads no rows; microbatch reads those of its batch", async () => {
    const files = {
      "models/a.sql": "{{ config(event_time='at') }}select 1",
      "models/m.sql":
        "{{ config(materialized='incremental', incremental_strategy='microbatch', event_time='at', batch_size='day', begin='2024-01-01', unique_key='id') }}select * from {{ ref('a') }}",
    };
    const empty = smallProject(files, { invocation: { empty: true } });
    expect(folded((await empty.compiler.compile(model("m"))).sql)).toBe(
      'select * from (select * from "db"."main"."a" where false limit 0)',
    );
    const batch = { start: "2024-01-01 00:00:00+00:00", end: "2024-01-02 00:00:00+00:00" };
    const one = await smallProject(files).compiler.compile(model("m"), { batch });
    const named = smallProject({
      ...files,
      "models/b.sql":
        "{{ config(batch_size='hour') }}{% if model.batch %}{{ model.batch.id }} {{ model.batch.event_time_end.strftime('%d') }} {{ model.batch.event_time_start }}{% endif %}",
    });
    expect((await named.compiler.compile(model("b"), { batch })).sql).toBe(
      "20240101T00 02 2024-01-01 00:00:00+00:00",
    );
    expect(folded(one.sql)).toBe(
      `select * from (select * from "db"."main"."a" where at >= '${batch.start}' and at < '${batch.end}')`,
    );
  });

  test("without a version the latest one is read", async () => {
    const { compiler } = smallProject({
      "models/v.yml":
        "models: [{name: dim, latest_version: 2, versions: [{v: 1}, {v: 2}, {v: 3}]}]",
      "models/dim_v1.sql": "select 1",
      "models/dim_v2.sql": "select 2",
      "models/dim_v3.sql": "select 3",
      "models/m.sql": "{{ ref('dim') }} {{ ref('dim', v=1) }} {{ ref('shop', 'dim', version=3) }}",
    });
    expect((await compiler.compile(model("m"))).sql).toBe(
      '"db"."main"."dim_v2" "db"."main"."dim_v1" "db"."main"."dim_v3"',
    );
  });

  test("inline SQL may read ephemeral models; operations may not", async () => {
    const { compiler } = smallProject({
      "models/e.sql": "{{ config(materialized='ephemeral') }}select 1",
      "macros/op.sql": "{% macro op() %}{{ ref('e') }}{% endmacro %}",
    });
    const { text } = await compiler.renderInline("select * from {{ ref('e') }}");
    expect(folded(text)).toBe("with __dbt__cte__e as ( select 1 ) select * from __dbt__cte__e");
    await expect(compiler.runOperation("op", {})).rejects.toMatchObject({
      diagnostic: { code: "PTX3210" },
    });
  });
});

test("operations return what their macro returns; unknown ones suggest a name", async () => {
  const { compiler, events } = smallProject({
    "macros/op.sql":
      "{% macro count_to(n, step=1) %}{% do log('counting', info=true) %}{{ return(range(0, n, step) | list) }}{% endmacro %}",
  });
  expect(await compiler.runOperation("count_to", { n: 6, step: 2 })).toEqual([0, 2, 4]);
  expect(events).toMatchObject([{ type: "log", level: "info", message: "counting" }]);
  await expect(compiler.runOperation("cuont_to", {})).rejects.toMatchObject({
    diagnostic: { code: "PTX3211", hint: "Did you mean 'count_to'?" },
  });
});

test("hooks see their node, and on-run-end hooks the results", async () => {
  const { compiler, manifest } = smallProject({ "models/m.sql": "select 1" });
  const hook = await compiler.renderHook(
    "grant select on {{ this }} to {{ target.name }}",
    model("m"),
  );
  expect(hook.text).toBe('grant select on "db"."main"."m" to dev');
  const node = manifest.nodes.get(model("m"));
  const label = {
    id: model("m"),
    type: "model" as const,
    name: "m",
    relation: "main.m",
    materialized: "view",
    file: "",
    index: 1,
    total: 1,
  };
  const result = {
    label,
    status: "success" as const,
    timing: [],
    threadId: "t",
    executionTime: 0.5,
    adapterResponse: {},
    message: "OK",
    failures: null,
    compiled: true,
    compiledCode: "select 1",
    compiledPath: null,
    relationName: node?.relation_name ?? null,
  };
  const end = await compiler.renderHook(
    "{% for r in results %}{{ r.node.name }}={{ r.status }}@{{ r.execution_time }}{% endfor %} {{ schemas }} {{ database_schemas }}",
    undefined,
    undefined,
    { results: [result], schemas: ["main"], databaseSchemas: [["db", "main"]] },
  );
  expect(end.text).toBe("m=success@0.5 ['main'] [('db', 'main')]");
});

test("config given from what a query answered replaces what was known before", async () => {
  const { compiler } = smallProject({
    "models/m.sql":
      "{% set header = run_query('select n').columns[0].values()[0] if execute else none %}{{ config(sql_header='set n = ' ~ header, tags='t') }}select 1",
  });
  const { session } = scriptedSession(() => ({ columns: [integer], rows: [[7]] }));
  const { config } = await compiler.compile(model("m"), session);
  expect(config).toMatchObject({ sql_header: "set n = 7", tags: ["t"] });
});

describe("the comment of statements", () => {
  const model = asNodeId("model.shop.m");
  const commentOf = (setting: string) =>
    smallProject({
      "dbt_project.yml": `name: shop\nversion: "1.0"\nprofile: shop\n${setting}`,
      "macros/c.sql": "{% macro who(node) %}{{ node.name }} in {{ target.schema }}{% endmacro %}",
      "models/m.sql": "select 1",
    }).compiler.queryComment(model);

  test("is dbt's where the project says nothing", async () => {
    const found = await commentOf("");
    expect(found?.append).toBe(false);
    expect(JSON.parse(found?.text ?? "")).toMatchObject({ app: "dbt", node_id: model });
  });

  test.each([
    ["query-comment: null", undefined],
    ["query-comment: ''", undefined],
    ["query-comment: by us", { text: "by us", append: false }],
    ["query-comment: '{{ who(node) }}'", { text: "m in main", append: false }],
    [
      "query-comment: {comment: 'run as {{ connection_name }}', append: true}",
      { text: `run as ${model}`, append: true },
    ],
  ])("%s", async (setting, expected) => {
    expect(await commentOf(setting)).toEqual(expected);
  });

  test("must not end itself", async () => {
    await expect(commentOf("query-comment: 'a */ drop table t'")).rejects.toMatchObject({
      diagnostic: { code: "PTX3201", at: { file: "dbt_project.yml" } },
    });
  });
});

test("templates see nodes with the keys that dbt gives them", async () => {
  const sql = await compiled("m", {
    "models/raw.sql": "select 1 as id",
    "models/raw.yml": "models: [{name: raw, description: rows}]",
    "models/m.sql": `-- {{ ref('raw') }}
      {% set raw = graph.nodes.get('model.shop.raw', {}) %}
      {{ model.refs }} {{ raw.functions }} {{ raw.description }} {{ context is mapping }}
      {{ raw.keys() | map('truncate', 4, true, '') | select('equalto', 'ptx_') | list }}`,
  });
  expect(sql).toBe(`-- "db"."main"."raw" [{'name': 'raw'}] [] rows True []`);
});
