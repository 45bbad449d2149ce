/** BG/NBD and Gamma-Gamma: the customers who are alike travel as one row, and are searched here. */

import { PtxError } from "../../core/error.ts";
import { type Estimated, fitBgNbd } from "../../fit/bg-nbd.ts";
import { significant } from "../../fit/digits.ts";
import { fitGammaGamma } from "../../fit/gamma-gamma.ts";
import type { MaterializationInput } from "../materialization.ts";
import { askSelect, askValues, numberOf } from "../steps.ts";
import type { Asking, ModelRow } from "./model.ts";
import type { FitSettings } from "./settings.ts";
import { double, dropped, named, stored } from "./sql.ts";
import { columnNamed } from "./terms.ts";

function assertRows(bad: number, rows: number, what: string, hint: string): void {
  if (rows === 0) {
    throw new PtxError("PTX4113", "the training set has no rows", {
      hint: "Look at what the select filters.",
    });
  }
  if (bad > 0) throw new PtxError("PTX4113", `${bad} of ${rows} customers have ${what}`, { hint });
}

function told(
  { parameters, logLikelihood, converged }: Estimated,
  customers: number,
  groups: number,
): ModelRow[] {
  if (!converged) {
    const found = Object.entries(parameters).map(
      ([name, value]) => `${name} ${value.toPrecision(4)}`,
    );
    throw new PtxError(
      "PTX4114",
      `the likelihood has no maximum that the search could find; last: ${found.join(", ")}`,
      {
        hint: "Check units and counts: repeat purchases only, times from the first purchase.",
      },
    );
  }
  const metric = (name: string, value: number) => ({ part: "metric", name, level: "train", value });
  return [
    ...Object.entries(parameters).map(([name, value]) => ({
      part: "parameter",
      name,
      value: significant(value, 8),
    })),
    metric("log_likelihood", significant(logLikelihood, 10)),
    metric("rows", customers),
    metric("groups", groups),
  ];
}

/** The select, and its columns by the names that the settings give them, as numbers. */
function* readings(
  wanted: readonly string[],
  settings: FitSettings,
  input: MaterializationInput,
): Asking<{ from: string; drop: ReturnType<typeof dropped> }> {
  const raw = yield* stored("rows", input.select, input, true);
  const columns = yield* askSelect(`select * from ${raw.name}`);
  const list = wanted.map((name) => {
    const column = columnNamed(String(settings.own[name]), columns);
    return `cast(${named(column, input.dialect)} as ${double(input.dialect)}) as ${name}`;
  });
  return { from: `(select ${list.join(", ")} from ${raw.name}) as customers`, drop: dropped(raw) };
}

export function* bgNbd(settings: FitSettings, input: MaterializationInput): Asking<ModelRow[]> {
  const { from, drop } = yield* readings(["frequency", "recency", "age"], settings, input);
  const [row = []] = yield* askValues(
    `select count(*), sum(case when frequency >= 0 and recency >= 0 and age >= recency and (frequency > 0 or recency = 0) then 0 else 1 end) from ${from}`,
  );
  const [customers = 0, bad = 0] = row.map(numberOf);
  assertRows(
    bad,
    customers,
    "counts or times that cannot be",
    "Recency lies between 0 and age, and is 0 without a repeat purchase.",
  );
  const rows = yield* askValues(
    `select frequency, recency, age, count(*) from ${from} group by frequency, recency, age order by frequency, recency, age`,
  );
  yield* drop;
  const groups = rows
    .map((values) => values.map(numberOf))
    .map(([x = 0, recency = 0, age = 0, n = 0]) => ({ x, recency, age, customers: n }));
  return told(fitBgNbd(groups, Number(settings.own["penalizer"])), customers, groups.length);
}

/** Customers without a repeat purchase tell nothing about its value, and are left out. */
export function* gammaGamma(
  settings: FitSettings,
  input: MaterializationInput,
): Asking<ModelRow[]> {
  const { from, drop } = yield* readings(["frequency", "monetary"], settings, input);
  const repeaters = `${from} where frequency > 0`;
  const [row = []] = yield* askValues(
    `select count(*), sum(case when monetary > 0 then 0 else 1 end), corr(frequency, monetary) from ${repeaters}`,
  );
  const [customers = 0, bad = 0, correlation = 0] = row.map(numberOf);
  assertRows(
    bad,
    customers,
    "a mean value of 0 or less",
    "Leave them out, or cap refunds at the value of the order.",
  );
  if (Math.abs(correlation) > 0.3) {
    yield {
      kind: "warn",
      message: `${input.target.name}: number and value of purchases go together (r = ${correlation.toFixed(2)}); the model takes them for independent`,
    };
  }
  const rows = yield* askValues(
    `select frequency, monetary, count(*) from ${repeaters} group by frequency, monetary order by frequency, monetary`,
  );
  yield* drop;
  const groups = rows
    .map((values) => values.map(numberOf))
    .map(([x = 0, mean = 0, n = 0]) => ({ x, mean, customers: n }));
  const found = told(
    fitGammaGamma(groups, Number(settings.own["penalizer"])),
    customers,
    groups.length,
  );
  return [
    ...found,
    { part: "metric", name: "correlation", level: "train", value: significant(correlation, 4) },
  ];
}
