/** Learning an outcome: the model of all rows, and how well its kind does on rows set aside. */
import type { Staging } from "../../core/dialect.ts";
import type { Quality } from "../../fit/metrics.ts";
import type { MaterializationInput } from "../materialization.ts";
import { boosting } from "./boosting.ts";
import { calibrated } from "./calibration.ts";
import { type Design, designOf, inFold } from "./design.ts";
import { evaluate, meanRows, metricRows } from "./evaluation.ts";
import { logistic } from "./logistic.ts";
import type { Asking, Learner, ModelRow } from "./model.ts";
import { referenceRows, scoreReference } from "./reference.ts";
import type { FitSettings } from "./settings.ts";
import { dropped, sigmoid, stored } from "./sql.ts";

export function* learnOutcome(
  settings: FitSettings,
  input: MaterializationInput,
): Asking<ModelRow[]> {
  const linear = settings.method === "logistic";
  const design = yield* designOf(linear, settings, input);
  const learner = yield* linear
    ? logistic(design, settings, input)
    : boosting(design, settings, input);
  const whole = yield* learner.learn(undefined);
  const steps = linear ? "steps" : "trees";
  yield {
    kind: "progress",
    message: `${design.rows} rows, ${design.terms.length} terms, ${whole.steps} ${steps}`,
  };
  const rows = [...whole.rows];
  if (settings.metrics) {
    const { quality, bounds } = yield* evaluate(scored(design.from, whole.logOdds));
    rows.push(...metricRows("train", quality));
    if (settings.reference) rows.push(...scoreReference(bounds));
  }
  if (design.folds.length > 0 && (settings.metrics || settings.calibration !== "none")) {
    rows.push(...(yield* aside(design, learner, settings, input)));
  }
  if (settings.reference) rows.push(...(yield* referenceRows(design, input)));
  yield* dropped(...design.tables);
  return rows;
}

const scored = (from: string, logOdds: string): string =>
  `(select y, ${sigmoid(logOdds)} as p from ${from}) as scored`;

/** Scores of all rows that are set aside, each by the model that has not seen it. */
function* unseen(
  { from, folds }: Design,
  learner: Learner,
  settings: FitSettings,
  input: MaterializationInput,
): Asking<Staging> {
  const selects: string[] = [];
  for (const fold of folds) {
    const rows = inFold(fold, settings);
    const { logOdds } = yield* learner.learn(`not (${rows})`);
    selects.push(`select y, ${fold} as fold, ${logOdds} as log_odds from ${from} where ${rows}`);
  }
  return yield* stored("unseen", selects.join("\nunion all\n"), input);
}

function* aside(
  design: Design,
  learner: Learner,
  settings: FitSettings,
  input: MaterializationInput,
): Asking<ModelRow[]> {
  const { folds } = design;
  const table = yield* unseen(design, learner, settings, input);
  const rows: ModelRow[] = [];
  const found: Quality[] = [];
  for (const fold of settings.metrics ? folds : []) {
    const { quality } = yield* evaluate(scored(`${table.name} where fold = ${fold}`, "log_odds"));
    found.push(quality);
    rows.push(...metricRows(settings.holdout > 0 ? "holdout" : `fold ${fold + 1}`, quality));
  }
  if (found.length > 1) rows.push(...meanRows(found));
  if (settings.calibration !== "none") {
    const { rows: steps, probability } = yield* calibrated(table.name, settings, input);
    rows.push(...steps);
    const select = `(select y, ${probability} as p from ${table.name}) as scored`;
    rows.push(...metricRows("calibrated", (yield* evaluate(select)).quality));
  }
  yield* dropped(table);
  return rows;
}
