/** How good the scores are: on rows that a model was not trained on, and on those that it was. */
import { significant } from "../../fit/digits.ts";
import { type Quality, quality, type Tenth } from "../../fit/metrics.ts";
import { askValues, numberOf } from "../steps.ts";
import type { Asking, ModelRow } from "./model.ts";

export interface Scored {
  readonly quality: Quality;
  /** Where each tenth ends. */
  readonly bounds: readonly { readonly bound: number; readonly share: number }[];
}

/** @param scored A select of `y` and `p`, in parentheses and with an alias. */
export function* evaluate(scored: string): Asking<Scored> {
  const rows = yield* askValues(`with scores as (
  select p, count(*) as n, sum(y) as hits from ${scored} group by p
),
ranked as (
  select p, n, hits, sum(n) over (order by p rows unbounded preceding) - n as below, sum(n) over () as total
  from scores
),
placed as (
  select ranked.*, floor(10.0 * (below + n / 2.0) / total) as tenth from ranked
)
select tenth, sum(n), sum(hits), sum(p * n), sum(hits * (1.0 - p) * (1.0 - p) + (n - hits) * p * p),
  -sum(hits * ln(p) + (n - hits) * ln(1.0 - p)), sum(hits * (below + (n + 1) / 2.0)), min(p), max(p)
from placed group by tenth order by tenth`);
  const numbers = rows.map((row) => row.map(numberOf));
  const tenths = numbers.map(
    ([
      decile = 0,
      n = 0,
      positives = 0,
      score = 0,
      squaredError = 0,
      logLoss = 0,
      positiveRanks = 0,
    ]): Tenth => ({
      decile: decile + 1,
      rows: n,
      positives,
      score,
      squaredError,
      logLoss,
      positiveRanks,
    }),
  );
  const found = quality(tenths);
  // Between two tenths: a score that is rounded later stays in its own.
  const bounds = numbers.map(([, n = 0, , , , , , , highest = 0], index) => {
    const [, , , , , , , lowest = highest] = numbers[index + 1] ?? [];
    return { bound: significant((highest + lowest) / 2, 9), share: n / found.rows };
  });
  return { quality: found, bounds };
}

const kept = (value: number): number => significant(value, 6);

/** @param of What was scored: `train`, `holdout`, `fold 1`. */
export function metricRows(of: string, found: Quality): ModelRow[] {
  const { lift, ...numbers } = found;
  return [
    ...Object.entries(numbers).map(([name, value]) => ({
      part: "metric",
      name,
      level: of,
      value: kept(value),
    })),
    ...lift.map(({ decile, value }) => ({
      part: "metric",
      name: "lift",
      level: of,
      bound: decile,
      value: kept(value),
    })),
  ];
}

/** The mean of the folds' metrics, as cross-validation reports it. */
export function meanRows(folds: readonly Quality[]): ModelRow[] {
  const names = ["auc", "log_loss", "brier", "calibration_error"] as const;
  return names.map((name) => {
    const sum = folds.reduce((total, fold) => total + fold[name], 0);
    return { part: "metric", name, level: "cross_validation", value: kept(sum / folds.length) };
  });
}
