/** The reference project's macros of drift: how far today's rows are from those that a model was trained on. */
import { join, resolve } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { afterEach, expect, test } from "vitest";
import { TemporaryProject } from "./in-process.ts";

let project: TemporaryProject;
afterEach(() => project.remove());

async function rows(sql: string): Promise<Record<string, unknown>[]> {
  const instance = await DuckDBInstance.create(join(project.folder, "ptx.duckdb"));
  const connection = await instance.connect();
  const values = (await connection.runAndReadAll(sql)).getRowObjectsJS();
  connection.closeSync();
  instance.closeSync();
  return values;
}

/** `a` is spread evenly and missing in one of eight rows; a third are 'new'. */
const training = `select i as id, case when i % 8 = 3 then null else (hash(i) % 1000) / 500.0 - 1 end as a,
  case when hash(i + 70000) % 3 = 0 then 'new' else 'old' end as kind,
  case when hash(i + 90000) % 1000 < 300 + (hash(i) % 1000) / 3 then 1 else 0 end as bought
from range(4000) t(i)`;

/** Another day's rows, and what the macros say of them. */
async function driftOf(today: string) {
  project = new TemporaryProject();
  project.copy(resolve("macros"), "macros");
  const fitted =
    "{'method': 'logistic', 'target': 'bought', 'key': 'id', 'holdout': 0, 'trained_at': '2026-01-01 00:00:00'}";
  const table = "{{ config(materialized='table') }}";
  project.write({
    "project.yml": "name: personalization\n",
    "models/training.sql": `${table} ${training}`,
    "models/m.sql": `{{ config(materialized='fit', fit=${fitted}) }} select * from {{ ref('training') }}`,
    "models/today.sql": `${table} ${today}`,
    "models/scored.sql": `${table} select today.*, {{ predict_logistic(ref('m')) }} as score from {{ ref('today') }} as today`,
    "models/features.sql": `${table} {{ feature_drift(ref('m'), ref('today')) }}`,
    "models/scores.sql": `${table} {{ score_drift(ref('m'), ref('scored'), 'score') }}`,
    "models/verdicts.sql": `${table} select
      {{ needs_retraining(ref('features'), ref('m'), "timestamp '2026-02-01'") }} as soon,
      {{ needs_retraining(ref('features'), ref('m'), "timestamp '2026-02-01'", psi=100) }} as lenient,
      {{ needs_retraining(ref('features'), ref('m'), "timestamp '2026-06-01'", psi=100) }} as late`,
  });
  const { code, out } = await project.ptx("build");
  expect(code, out).toBe(0);
  const drift = await rows(
    "select feature, psi, verdict from features union all select * from scores order by feature",
  );
  const [verdict] = await rows("select * from verdicts");
  return { drift, verdict };
}

const verdicts = (drift: readonly Record<string, unknown>[]) =>
  Object.fromEntries(drift.map(({ feature, verdict }) => [feature, verdict]));

test("the rows of the training set have not drifted; a model ages all the same", async () => {
  const { drift, verdict } = await driftOf("select * from {{ ref('training') }}");
  expect(verdicts(drift)).toEqual({ a: "stable", kind: "stable", score: "stable" });
  for (const { psi } of drift) expect(Number(psi)).toBeLessThan(0.001);
  expect(verdict).toEqual({ soon: false, lenient: false, late: true });
});

test("numbers that grew, and levels that are all one", async () => {
  const { drift, verdict } = await driftOf(
    "select * replace (a + 0.8 as a, 'new' as kind) from {{ ref('training') }}",
  );
  expect(verdicts(drift)).toEqual({ a: "shifted", kind: "shifted", score: "shifted" });
  expect(verdict).toEqual({ soon: true, lenient: false, late: true });
  const [shares] = await rows(
    "select avg(case when kind = 'new' then 1.0 else 0.0 end) as fresh from training",
  );
  const fresh = Number(shares?.["fresh"]);
  const part = (now: number, then: number) => (now - then) * Math.log(now / then);
  const kind = drift.find(({ feature }) => feature === "kind");
  expect(Number(kind?.["psi"])).toBeCloseTo(part(1, fresh) + part(0.0001, 1 - fresh), 3);
});

test("what is missing more often than before is a drift of its own", async () => {
  const { drift } = await driftOf(
    "select * replace (case when id % 2 = 0 then a end as a) from {{ ref('training') }}",
  );
  expect(verdicts(drift)).toMatchObject({ a: "shifted", kind: "stable" });
});
