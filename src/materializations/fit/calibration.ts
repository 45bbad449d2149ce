/** Scores as probabilities: what the scores of unseen rows turned out to be worth. */
import { significant } from "../../fit/digits.ts";
import { isotonic } from "../../fit/isotonic.ts";
import type { MaterializationInput } from "../materialization.ts";
import { askValues, numberOf } from "../steps.ts";
import type { Design } from "./design.ts";
import { logistic } from "./logistic.ts";
import type { Asking, ModelRow } from "./model.ts";
import type { FitSettings } from "./settings.ts";
import { float, sigmoid } from "./sql.ts";

export interface Calibrated {
  readonly rows: readonly ModelRow[];
  /** Over `log_odds`. */
  readonly probability: string;
}

/** Scores are put together in this many groups before steps are looked for. */
const groups = 1_000;
/** No step says never or always. */
const surest = 1e-6;

export function calibrated(
  table: string,
  settings: FitSettings,
  input: MaterializationInput,
): Asking<Calibrated> {
  return settings.calibration === "platt" ? platt(table, settings, input) : steps(table);
}

/** Platt (1999): a logistic regression of the outcome on the score's log-odds. */
function* platt(
  table: string,
  settings: FitSettings,
  input: MaterializationInput,
): Asking<Calibrated> {
  const [row = []] = yield* askValues(`select count(*), sum(y) from ${table}`);
  const [rows = 0, positives = 0] = row.map(numberOf);
  const design: Design = {
    from: `(select y, log_odds as x0 from ${table}) as unseen`,
    terms: [{ column: "log_odds", kind: "number" }],
    rows,
    positives,
    folds: [],
    bucket: undefined,
    tables: [],
  };
  const own = { l2: 0, standardize: true, max_iterations: 50 };
  const learner = yield* logistic(design, { ...settings, own }, input);
  const { rows: found } = yield* learner.learn(undefined);
  const [intercept = 0, slope = 1] = found.map(({ value }) => value);
  return {
    rows: [
      { part: "calibration", name: "platt_intercept", value: intercept },
      { part: "calibration", name: "platt_slope", value: slope },
    ],
    probability: sigmoid(`${float(intercept)} + ${float(slope)} * log_odds`),
  };
}

function* steps(table: string): Asking<Calibrated> {
  const found = yield* askValues(`select max(log_odds), sum(n), sum(hits)
from (
  select log_odds, n, hits,
    floor(${groups}.0 * (sum(n) over (order by log_odds rows unbounded preceding) - n / 2.0) / sum(n) over ()) as place
  from (select log_odds, count(*) as n, sum(y) as hits from ${table} group by log_odds) as scores
) as placed
group by place order by place`);
  const bins = found
    .map((row) => row.map(numberOf))
    .map(([bound = 0, rows = 0, positives = 0]) => ({ bound, rows, positives }));
  const made = isotonic(bins).map(({ bound, value }) => ({
    bound: significant(bound, 10),
    value: significant(Math.min(Math.max(value, surest), 1 - surest), 8),
  }));
  const last = made.at(-1)?.value ?? 0.5;
  const cases = made
    .slice(0, -1)
    .map(({ bound, value }) => `when log_odds <= ${float(bound)} then ${float(value)}`);
  return {
    rows: made.map((step, index) => ({
      part: "calibration",
      name: "isotonic",
      ...step,
      bound: index === made.length - 1 ? undefined : step.bound,
    })),
    probability:
      cases.length === 0 ? float(last) : `case ${cases.join(" ")} else ${float(last)} end`,
  };
}
