/** CDNOW: BG/NBD and Gamma-Gamma beside Lifetimes, and the 39 weeks after. */
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ptx, rowsOf } from "../ptx.mjs";
import { pythonJson, statistics } from "../venv.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));
const database = `${here}proof.duckdb`;

/** Fader, Hardie and Lee (2005), and "The Gamma-Gamma Model" (2013), as Lifetimes prints them. */
const published = { r: 0.2426, alpha: 4.4135, a: 0.7929, b: 2.4258 };
const publishedSpend = { p: 6.2488, q: 3.7446, v: 15.4477 };

const largest = (numbers) => numbers.reduce((most, value) => Math.max(most, value), 0);
const away = (found, wanted) =>
  largest(Object.keys(wanted).map((name) => Math.abs(found[name] / wanted[name] - 1)));
const shown = (parameters) =>
  Object.values(parameters)
    .map((value) => Number(value).toFixed(4))
    .join(" ");

async function parametersOf(model) {
  const rows = await rowsOf(
    database,
    `select name, value from ${model} where part = 'parameter' or name = 'log_likelihood' order by position`,
  );
  return Object.fromEntries(rows.map(({ name, value }) => [name, value]));
}

/** Lifetimes on the same customers: its own fit, and its scores by our parameters. */
function reference(scores, parameters) {
  const folder = mkdtempSync(join(tmpdir(), "ptx-purchases-"));
  const header = ["frequency", "recency", "age", "monetary"];
  const lines = scores.map((row) => header.map((name) => row[name] ?? "").join(","));
  writeFileSync(`${folder}/customers.csv`, [header.join(","), ...lines].join("\n"));
  writeFileSync(`${folder}/parameters.json`, JSON.stringify(parameters));
  return pythonJson(statistics(), `${here}reference.py`, [
    `${folder}/customers.csv`,
    `${folder}/parameters.json`,
  ]);
}

function verdicts({
  purchases,
  likelihood,
  spend,
  alive,
  expected,
  value,
  total,
  real,
  error,
  scores,
  mean,
  seconds,
  theirs,
}) {
  return [
    {
      name: "BG/NBD r alpha a b",
      ptx: shown(purchases),
      reference: shown(theirs.parameters),
      goal: `${shown(published)} ± 0.1 %`,
      ok: away(purchases, published) <= 0.001,
    },
    {
      name: "log-likelihood",
      ptx: likelihood.toFixed(4),
      reference: theirs.log_likelihood.toFixed(4),
      goal: ">= -9582.44",
      ok: likelihood >= -9582.44,
    },
    {
      name: "Gamma-Gamma p q v",
      ptx: shown(spend),
      reference: shown(theirs.spend),
      goal: `${shown(publishedSpend)} ± 0.1 %`,
      ok: away(spend, publishedSpend) <= 0.001,
    },
    {
      name: "p_alive, largest difference of 2,357",
      ptx: alive.toExponential(1),
      reference: "same parameters",
      goal: "<= 1e-6",
      ok: alive <= 1e-6,
    },
    {
      name: "purchases in 39 weeks, largest difference",
      ptx: expected.toExponential(1),
      reference: "same parameters",
      goal: "<= 1e-6",
      ok: expected <= 1e-6,
    },
    {
      name: "value of a purchase, largest difference",
      ptx: value.toExponential(1),
      reference: "same parameters",
      goal: "<= 1e-6",
      ok: value <= 1e-6,
    },
    {
      name: "hold-out total",
      ptx: total.toFixed(1),
      reference: theirs.total.toFixed(1),
      goal: `1653 ± 1 % (real ${real})`,
      ok: Math.abs(total / 1653 - 1) <= 0.01,
    },
    {
      name: "hold-out mean absolute error",
      ptx: (error / scores.length).toFixed(4),
      reference: "",
      goal: "0.786 known",
    },
    {
      name: "mean expected spend",
      ptx: mean.toFixed(2),
      reference: theirs.mean_spend.toFixed(2),
      goal: "35.25 known",
    },
    {
      name: "seconds: whole build / fit alone",
      ptx: seconds.toFixed(1),
      reference: theirs.seconds.toFixed(1),
      goal: "",
    },
  ];
}

export async function prove() {
  await ptx(here, "deps");
  const { seconds } = await ptx(here, "build", "--full-refresh");
  const { log_likelihood: likelihood, ...purchases } = await parametersOf("purchase_model");
  const { log_likelihood: _, ...spend } = await parametersOf("spend_model");
  const scores = await rowsOf(database, "select * from cdnow_scores order by customer_id");

  const theirs = reference(scores, { purchases, spend });
  const apart = (name, list) =>
    largest(scores.map((row, index) => Math.abs(row[name] - list[index])));
  const alive = apart("p_alive", theirs.p_alive);
  const expected = apart("expected_purchases", theirs.expected);
  const value = apart("expected_spend", theirs.expected_spend);
  const total = scores.reduce((sum, row) => sum + row.expected_purchases, 0);
  const real = scores.reduce((sum, row) => sum + Number(row.later_purchases), 0);
  const error = scores.reduce(
    (sum, row) => sum + Math.abs(row.expected_purchases - Number(row.later_purchases)),
    0,
  );
  const mean = scores.reduce((sum, row) => sum + row.expected_spend, 0) / scores.length;

  return verdicts({
    purchases,
    likelihood,
    spend,
    alive,
    expected,
    value,
    total,
    real,
    error,
    scores,
    mean,
    seconds,
    theirs,
  });
}
