/** Metrics, semantic models and saved queries: selected, listed and shown to templates; none is run. */
import { resolve } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { TemporaryProject } from "./in-process.ts";

const fixture = resolve(import.meta.dirname, "../fixtures/projects/semantic-layer");
let project: TemporaryProject;

beforeAll(() => {
  project = new TemporaryProject(fixture);
  project.write({
    "models/marts/reads_metric.sql":
      "select 1 as id -- {{ ref('orders') }} {{ metric('revenue') }}",
    "models/shown.sql": `{% set keys = [] %}
{% if execute %}{% for kind in ["metrics", "semantic_models", "saved_queries", "exposures"] %}
  {% for node in graph[kind].values() %}{% do keys.extend(node.keys()) %}{% endfor %}
{% endfor %}{% endif %}
select '{{ keys | join(" ") }}' as keys`,
  });
});
afterAll(() => project.remove());

async function listed(...args: readonly string[]): Promise<string[]> {
  const { code, out } = await project.ptx("ls", ...args);
  expect(code).toBe(0);
  return out.trim().split("\n");
}

test("they are listed under the words that select them", async () => {
  expect(await listed("--resource-type", "semantic_model", "saved_query")).toEqual([
    "saved_query:metered.bare",
    "saved_query:metered.weekly",
    "semantic_model:metered.orders",
    "semantic_model:metered.visits",
  ]);
  expect(await listed("--select", "+metric:average_order")).toEqual([
    "metric:metered.average_order",
    "metric:metered.order_count",
    "metric:metered.revenue",
    "metered.marts.orders",
    "semantic_model:metered.orders",
  ]);
  expect(await listed("--select", "visits+", "--resource-type", "metric")).toEqual([
    "metric:metered.conversion",
    "metric:metered.visitors",
  ]);
});

test("what a model names as a metric comes before it, and the parse cache keeps that", async () => {
  const asked = ["--select", "+reads_metric"] as const;
  const once = await listed(...asked, "--no-partial-parse");
  expect(once).toEqual([
    "metric:metered.revenue",
    "metered.marts.orders",
    "metered.marts.reads_metric",
    "semantic_model:metered.orders",
  ]);
  expect(await listed(...asked)).toEqual(once);
});

test("a build does nothing for saved queries, and says so", async () => {
  const { code, out } = await project.ptx("build", "--select", "orders+");
  expect(code, out).toBe(0);
  expect(project.statuses()).toEqual({
    "exposure.metered.board": "no-op",
    "model.metered.orders": "success",
    "model.metered.reads_metric": "success",
    "saved_query.metered.bare": "no-op",
    "saved_query.metered.weekly": "no-op",
  });
});

test("templates see them as the manifest has them, without what only ptx knows", async () => {
  const { out } = await project.ptx("show", "--select", "shown", "--output", "json");
  expect(out).toContain("node_relation");
  expect(out).not.toContain("ptx_");
});

/** What `dbt ls -s state:modified` answered to each change. */
test.each([
  ["label: Revenue\n", "label: Income\n", ["metric:metered.revenue"]],
  ["expr: now - before + mean", "expr: now + before + mean", []],
  ["owner: ben }, group: finance", "owner: ben }", []],
  ["expr: amount > 100", "expr: amount > 90", ["semantic_model:metered.orders"]],
  [
    "owner: ana } }\n    entities",
    "owner: eva } }\n    entities",
    ["metric:metered.order_count", "semantic_model:metered.orders"],
  ],
  ["limit: 10", "limit: 20", []],
  ["alias: weekly_view", "alias: weekly_table", ["saved_query:metered.weekly"]],
])("%j → %j modifies what it does in dbt", async (before, after, modified) => {
  const path = "models/marts/_semantics.yml";
  const text = project.read(path);
  expect(text.split(before)).toHaveLength(2);
  expect((await project.ptx("parse", "--target-path", "before")).code).toBe(0);
  project.write({ [path]: text.replace(before, after) });
  const { out } = await project.ptx("ls", "-s", "state:modified", "--state", "before");
  project.write({ [path]: text });
  expect(out.split("\n").filter(Boolean)).toEqual(modified);
});
