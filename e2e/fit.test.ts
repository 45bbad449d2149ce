/** Models that learn: what comes of it, that it comes again, and what is told when it cannot. */
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { afterEach, expect, test } from "vitest";
import { TemporaryProject } from "./in-process.ts";

let project: TemporaryProject;
afterEach(() => project.remove());

async function rows(sql: string): Promise<Record<string, unknown>[]> {
  const instance = await DuckDBInstance.create(join(project.folder, "ptx.duckdb"));
  const connection = await instance.connect();
  const found = await connection.runAndReadAll(sql);
  const values = found.getRowObjectsJson();
  connection.closeSync();
  instance.closeSync();
  return values;
}

const learning = (settings: string, select: string): string =>
  `{{ config(materialized='fit', fit={${settings}}) }}\n${select}`;

/** 2,000 rows; the log-odds are 1.5 a − 1 (kind = 'new') − 0.5, and `a` is missing in one of eight. */
const set = `select i as id,
  case when i % 8 = 3 then null else (hash(i) % 1000) / 500.0 - 1 end as a,
  case when hash(i + 70000) % 3 = 0 then 'new' else 'old' end as kind,
  case when (hash(i + 90000) % 1000) / 1000.0 < 1 / (1 + exp(-(1.5 * coalesce((hash(i) % 1000) / 500.0 - 1, 0)
    - case when hash(i + 70000) % 3 = 0 then 1 else 0 end - 0.5))) then 1 else 0 end as bought
from range(2000) t(i)`;
const learner = "'target': 'bought', 'key': 'id'";

function start(models: Readonly<Record<string, string>>): void {
  project = new TemporaryProject();
  const files = Object.entries(models).map(([name, sql]) => [`models/${name}.sql`, sql]);
  project.write({ "project.yml": "name: shop\n", ...Object.fromEntries(files) });
}

async function failure(settings: string, select = set): Promise<string> {
  start({ m: learning(settings, select) });
  const { code, out } = await project.ptx("build");
  expect(code).toBe(1);
  return out;
}

test("logistic regression: coefficients by column and level, missing numbers, metrics of rows set aside", async () => {
  start({ m: learning(`'method': 'logistic', ${learner}, 'calibration': 'platt'`, set) });
  const { code, out } = await project.ptx("build");
  expect(code, out).toBe(0);
  const found = await rows(
    "select part, name, level, value from m where part in ('coefficient', 'missing') order by position",
  );
  expect(found.map(({ part, name, level }) => [part, name, level])).toEqual([
    ["coefficient", "intercept", null],
    ["coefficient", "a", null],
    ["missing", "a", null],
    ["coefficient", "kind", "old"],
  ]);
  expect(Number(found[1]?.["value"])).toBeGreaterThan(1.2);
  expect(Number(found[1]?.["value"])).toBeLessThan(1.8);
  const [auc] = await rows("select value from m where name = 'auc' and level = 'holdout'");
  expect(Number(auc?.["value"])).toBeGreaterThan(0.7);
  const parts = await rows("select distinct part from m order by part");
  expect(parts.map(({ part }) => part)).toEqual(
    expect.arrayContaining([
      "calibration",
      "metric",
      "reference",
      "reference_level",
      "reference_score",
    ]),
  );
});

test("the same rows give the same version; others are kept beside it", async () => {
  const model = (l2: number) => learning(`'method': 'logistic', ${learner}, 'l2': ${l2}`, set);
  start({ m: model(0) });
  await project.ptx("build");
  const versions =
    "select model_version, is_current, count(*) as n from m group by all order by is_current desc";
  const [first, ...none] = await rows(versions);
  expect(none).toEqual([]);
  await project.ptx("build");
  expect(await rows(versions)).toEqual([first]);
  project.write({ "models/m.sql": model(10) });
  await project.ptx("build");
  const [second, before] = await rows(versions);
  expect(second?.["model_version"]).not.toBe(first?.["model_version"]);
  expect(before).toEqual({ ...first, is_current: false });
  await project.ptx("build", "--full-refresh");
  expect(await rows(versions)).toEqual([second]);
});

test("boosted trees: splits on numbers, levels and what is missing; folds and isotonic steps", async () => {
  const settings = `'method': 'gradient_boosting', ${learner}, 'max_iter': 8, 'max_leaf_nodes': 5, 'folds': 3, 'calibration': 'isotonic'`;
  start({ m: learning(settings, set) });
  const { code, out } = await project.ptx("build");
  expect(code, out).toBe(0);
  const [count] = await rows(
    `select count(distinct tree) as trees, count(*) filter (part = 'leaf') as leaves,
       count(*) filter (part = 'split') as splits, count(distinct name) filter (part = 'split') as features from m`,
  );
  expect(count).toEqual({ trees: "8", leaves: "40", splits: "32", features: "2" });
  const [auc] = await rows("select value from m where name = 'auc' and level = 'cross_validation'");
  expect(Number(auc?.["value"])).toBeGreaterThan(0.65);
});

test("a term that tells the outcomes apart is bounded, and named", async () => {
  start({
    m: learning(
      `'method': 'logistic', ${learner}, 'holdout': 0`,
      `select *, bought as leak from (${set}) as rows`,
    ),
  });
  const { code, out } = await project.ptx("build");
  expect(code, out).toBe(0);
  expect(out).toContain("'leak' tells the outcomes apart");
});

test("terms that say the same are left out, and named", async () => {
  start({
    m: learning(
      `'method': 'logistic', ${learner}, 'holdout': 0, 'exclude': ['a']`,
      `select *, kind as again from (${set}) as rows`,
    ),
  });
  const { code, out } = await project.ptx("build");
  expect(code, out).toBe(0);
  expect(out).toContain("left out, since other terms say the same: again = old");
});

test("BG/NBD and Gamma-Gamma from a table of customers", async () => {
  // Many leave after their first purchases; some stay, and buy to the end.
  const customers = `select x, t_x, age, 20 + hash(i + 5) % 40 + 0.5 as mean_value from (
    select i, 30.0 + i % 7 as age, case when i % 5 = 0 then 6 + i % 3 else i % 3 end as x,
      case when i % 5 = 0 then 28.0 when i % 3 = 0 then 0.0 else 1 + i % 11 end as t_x
    from range(500) t(i)) as drawn`;
  start({
    purchases: learning(
      "'method': 'bg_nbd', 'frequency': 'x', 'recency': 't_x', 'age': 'age'",
      customers,
    ),
    spend: learning(
      "'method': 'gamma_gamma', 'frequency': 'x', 'monetary': 'mean_value'",
      customers,
    ),
  });
  const { code, out } = await project.ptx("build");
  expect(code, out).toBe(0);
  const found = await rows(
    "select name from purchases where part = 'parameter' union all select name from spend where part = 'parameter'",
  );
  expect(found.map(({ name }) => name).sort()).toEqual(["a", "alpha", "b", "p", "q", "r", "v"]);
});

test.each([
  ["'method': 'forest'", 'there is no method "forest"'],
  [`'method': 'logistic', ${learner}, 'traget': 1`, "Did you mean target?"],
  ["'method': 'logistic', 'key': 'id'", "`fit` needs `target`"],
  ["'method': 'logistic', 'target': 'bought', 'folds': 5", "folds and holdout need a `key`"],
  [`'method': 'logistic', ${learner}, 'folds': 1`, "Set folds to 2 or more"],
  [`'method': 'logistic', ${learner}, 'l2': -1`, "`l2` of `fit` is -1"],
  [
    `'method': 'logistic', ${learner}, 'features': ['b']`,
    "names 'b', which the select does not return",
  ],
  ["'method': 'logistic', 'target': 'bought', 'calibration': 'platt'", "calibration needs rows"],
])("settings that cannot work: %s", async (settings, message) => {
  const out = await failure(settings);
  expect(out).toContain("PTX4112");
  expect(out).toContain(message);
});

test.each([
  [`select * from (${set}) as rows where false`, "the training set has no rows"],
  [
    `select * replace (case when id < 9 then null else bought end as bought) from (${set}) as rows`,
    "9 of 2000 rows have no 'bought'",
  ],
  [`select * replace (bought + id % 2 as bought) from (${set}) as rows`, "neither 0 nor 1"],
  [`select * from (${set}) as rows where bought = 1`, "'bought' is 1 in all"],
  [`select *, current_date as day from (${set}) as rows`, "the feature 'day' is of type DATE"],
])("rows that nothing can be learned from: %s", async (select, message) => {
  const out = await failure(`'method': 'logistic', ${learner}`, select);
  expect(out).toContain("PTX4113");
  expect(out).toContain(message);
});

test("customers who cannot be, and a likelihood without a maximum", async () => {
  const settings = "'method': 'bg_nbd', 'frequency': 'x', 'recency': 't_x', 'age': 'age'";
  expect(await failure(settings, "select 1 as x, 12.0 as t_x, 10.0 as age")).toContain(
    "1 of 1 customers have counts or times that cannot be",
  );
  project.remove();
  const out = await failure(settings, "select 0 as x, 0.0 as t_x, 10.0 as age from range(50)");
  expect(out).toContain("PTX4114");
});
