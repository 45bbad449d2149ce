import { expect, test } from "vitest";
import { asNodeId } from "../core/node.ts";
import { folded, smallProject } from "./testing/small-project.ts";

const sample = { start: "2026-01-02 00:00:00+00:00", end: "2026-01-03 18:00:00+00:00" };
const id = (name: string) => asNodeId(`model.shop.${name}`);

const files = {
  "models/_schema.yml": `
models:
  - {name: events, config: {event_time: at}}
  - {name: quoted, config: {event_time: At}, columns: [{name: At, quote: true}]}
sources:
  - {name: raw, tables: [{name: t, config: {event_time: at}}]}
  - {name: loud, quoting: {column: true}, tables: [{name: t, config: {event_time: at}}]}
`,
  "models/events.sql": "select 1 as at",
  "models/quoted.sql": "select 1 as at",
  "models/plain.sql": "select 1 as at",
  "models/cte.sql": "{{ config(materialized='ephemeral', event_time='at') }}select 1",
};

const filtered = (table: string, field = "at", { start, end } = sample) =>
  `(select * from ${table} where ${field} >= '${start}' and ${field} < '${end}')`;

async function compiled(select: string, config = "") {
  const { compiler } = smallProject(
    { ...files, "models/m.sql": `${config}${select}` },
    { invocation: { sample } },
  );
  return folded((await compiler.compile(id("m"))).sql);
}

test.each([
  ["{{ ref('events') }}", filtered('"db"."main"."events"')],
  ["{{ source('raw', 't') }}", filtered('"db"."raw"."t"')],
  ["{{ ref('plain') }}", '"db"."main"."plain"'],
  ["{{ ref('quoted') }}", filtered('"db"."main"."quoted"', '"At"')],
  ["{{ source('loud', 't') }}", filtered('"db"."loud"."t"', '"at"')],
])("--sample reads the part of %s that its event_time tells", async (written, expected) => {
  expect(await compiled(written)).toBe(expected);
});

test("--sample holds for ephemeral models, too", async () => {
  expect(await compiled("select * from {{ ref('cte') }}")).toContain(
    `select * from ${filtered("__dbt__cte__cte")}`,
  );
});

test("--sample leaves what data tests read whole", async () => {
  const { compiler } = smallProject(
    { ...files, "tests/t.sql": "select * from {{ ref('events') }}" },
    { invocation: { sample } },
  );
  const { sql } = await compiler.compile(asNodeId("test.shop.t"));
  expect(sql).toBe('select * from "db"."main"."events"');
});

test("a batch reads what it shares with the sample", async () => {
  const config =
    "{{ config(materialized='incremental', incremental_strategy='microbatch', event_time='at', batch_size='day', begin='2024-01-01') }}";
  const { compiler } = smallProject(
    { ...files, "models/m.sql": `${config}select * from {{ ref('events') }}` },
    { invocation: { sample } },
  );
  const batch = { start: "2026-01-03 00:00:00+00:00", end: "2026-01-04 00:00:00+00:00" };
  const { sql } = await compiler.compile(id("m"), { batch });
  expect(folded(sql)).toContain(
    filtered('"db"."main"."events"', "at", { start: batch.start, end: sample.end }),
  );
});
