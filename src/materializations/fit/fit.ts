/**
 * `fit`: a table of what a method learned from the select: coefficients, trees or parameters, by
 * version, with how well they do. The sums are made in the warehouse; only they travel.
 */
import type { Staging } from "../../core/dialect.ts";
import { createIndexes } from "../indexes.ts";
import type { Materialization, MaterializationInput, Plan } from "../materialization.ts";
import { replaceRelation } from "../replace.ts";
import { sql, tableAs } from "../steps.ts";
import type { Asking, ModelRow } from "./model.ts";
import { learnOutcome } from "./outcome.ts";
import { bgNbd, gammaGamma } from "./purchases.ts";
import { staged, versionOf } from "./result.ts";
import { type FitSettings, fitSettings } from "./settings.ts";

function learn(settings: FitSettings, input: MaterializationInput): Asking<ModelRow[]> {
  if (settings.method === "bg_nbd") return bgNbd(settings, input);
  if (settings.method === "gamma_gamma") return gammaGamma(settings, input);
  return learnOutcome(settings, input);
}

interface Fitted {
  readonly rows: readonly ModelRow[];
  readonly version: string;
  readonly table: Staging;
}

export const fit: Materialization = {
  summary:
    "Coefficients that a method learns from the rows of the select, by version, with metrics.",
  *plan(input) {
    const settings = fitSettings(input.config);
    let fitted: Fitted | undefined;
    function* train(): Plan {
      const rows = yield* learn(settings, input);
      const version = versionOf(settings, rows);
      fitted = { rows, version, table: yield* staged(rows, version, settings, input) };
    }
    // Learning needs no transaction, unless a hook inside of it has to come first.
    const inside = input.preHooks.some(({ transaction }) => transaction);
    yield* replaceRelation(input, {
      kind: "table",
      single: true,
      ...(inside ? {} : { before: train }),
      *make(name) {
        if (inside) yield* train();
        if (fitted === undefined) throw new Error("nothing was learned");
        yield* tableAs(name, `select * from ${fitted.table.name}`, input);
        yield* createIndexes(input, name);
        if (fitted.table.drop !== undefined) yield sql(fitted.table.drop);
      },
    });
    if (fitted) yield { kind: "result", result: told(settings, fitted) };
  },
};

/** The metrics that count most: those of rows that were not trained on, where there are any. */
function told({ method }: FitSettings, { rows, version }: Fitted) {
  const levels = ["holdout", "cross_validation", "train"];
  const metrics = rows.filter(({ part }) => part === "metric");
  const level = levels.find((one) => metrics.some((row) => row.level === one));
  const shown = metrics.filter((row) => row.level === level && row.bound === undefined);
  const values = Object.fromEntries(shown.map(({ name, value }) => [name, value ?? null]));
  return {
    rowsAffected: rows.length,
    message: `FIT ${method} ${version}`,
    code: "FIT",
    facts: { method, model_version: version, metrics_of: level ?? null, metrics: values },
  };
}
