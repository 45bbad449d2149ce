/** Fields inside of columns, by `on_schema_change`, on BigQuery's emulator. */
import { afterAll, expect, test } from "vitest";
import { stringify } from "yaml";
import { TemporaryProject } from "../in-process.ts";

const project = new TemporaryProject();
afterAll(() => project.remove());

const model = (reaction: string, select: string) => ({
  [`models/${reaction}.sql`]: `{{ config(materialized='incremental', unique_key='id', on_schema_change='${reaction}') }}\n${select}\n`,
});

test.each(["append_new_columns", "sync_all_columns"])(
  "%s adds a field, and keeps rows",
  async (reaction) => {
    const profiles = JSON.parse(process.env["PTX_TEST_PROFILES"] ?? "{}") as Record<string, object>;
    const dev = { ...profiles["bigquery"], schema: `structs_${Date.now()}`, threads: 1 };
    project.write({
      "project.yml": "name: shop\nprofile: shop\n",
      "profiles.yml": stringify({ shop: { target: "dev", outputs: { dev } } }),
      ...model(reaction, "select 1 as id, struct(10 as a) as s, [struct('x' as b)] as l"),
    });
    const first = await project.ptx("run", "-s", reaction);
    expect(first.code, first.out).toBe(0);
    project.write(
      model(
        reaction,
        "select 2 as id, struct(20 as a, struct(true as d) as more) as s, [struct('y' as b, 5 as n)] as l",
      ),
    );
    const second = await project.ptx("run", "-s", reaction);
    expect(second.code, second.out).toBe(0);
    const sql = `select id, s.a, s.more.d, l[offset(0)].b, l[offset(0)].n from {{ ref('${reaction}') }} order by id`;
    const { out } = await project.ptx("show", "--inline", sql, "--output", "csv");
    expect(out.trim().split("\n").slice(1)).toEqual(["1,10,,x,", "2,20,true,y,5"]);
  },
);
