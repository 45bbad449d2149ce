/** CDNOW: BG/NBD and Gamma-Gamma beside Lifetimes, and the 39 weeks after. */
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { atLeast, atMost, largestDifference, nearly, told } from "../proof.mjs";
import { projectIn, ptx, rowsOf } from "../ptx.mjs";
import { pythonJson, statistics } from "../venv.mjs";

export const title = "Purchases: BG/NBD and Gamma-Gamma on CDNOW";
export const about =
  "2,357 customers and 6,919 purchases, 39 weeks to learn from and 39 to foresee. Lifetimes fits the same customers; its scores are taken at ptx's parameters, so that they differ by arithmetic alone.";

/** Fader, Hardie and Lee (2005), and "The Gamma-Gamma Model" (2013), as Lifetimes prints them. */
const published = { r: 0.2426, alpha: 4.4135, a: 0.7929, b: 2.4258 };
const publishedSpend = { p: 6.2488, q: 3.7446, v: 15.4477 };

async function parametersOf(database, model) {
  const rows = await rowsOf(
    database,
    `select name, value from ${model} where part = 'parameter' or name = 'log_likelihood' order by position`,
  );
  return Object.fromEntries(rows.map(({ name, value }) => [name, value]));
}

/** Lifetimes on the same customers: its own fit, and its scores by our parameters. */
function reference(work, scores, parameters) {
  const header = ["frequency", "recency", "age", "monetary"];
  const lines = scores.map((row) => header.map((name) => row[name] ?? "").join(","));
  writeFileSync(`${work}/customers.csv`, [header.join(","), ...lines].join("\n"));
  writeFileSync(`${work}/parameters.json`, JSON.stringify(parameters));
  return pythonJson(statistics(), fileURLToPath(new URL("reference.py", import.meta.url)), [
    `${work}/customers.csv`,
    `${work}/parameters.json`,
  ]);
}

export async function prove({ work }) {
  const folder = projectIn(work, import.meta.url);
  const database = `${folder}/proof.duckdb`;
  const { seconds } = await ptx(folder, "build");
  const { log_likelihood: likelihood, ...purchases } = await parametersOf(
    database,
    "purchase_model",
  );
  const { log_likelihood: _, ...spend } = await parametersOf(database, "spend_model");
  const scores = await rowsOf(database, "select * from cdnow_scores order by customer_id");
  const values = await rowsOf(database, "select * from cdnow_values order by customer_id");
  const theirs = reference(work, scores, { purchases, spend });

  const column = (name) => scores.map((row) => Number(row[name]));
  const sum = (values) => values.reduce((total, value) => total + value, 0);
  const apart = (figure, name, list) =>
    atMost(
      `${figure}, largest difference`,
      largestDifference(column(name), list),
      1e-6,
      "Lifetimes",
    );
  const expected = column("expected_purchases");
  const real = column("later_purchases");
  const errors = expected.map((value, place) => Math.abs(value - real[place]));
  return [
    nearly("BG/NBD r, alpha, a, b", purchases, published, 0.001, theirs.parameters),
    atLeast("log-likelihood", likelihood, -9582.44, theirs.log_likelihood),
    nearly("Gamma-Gamma p, q, v", spend, publishedSpend, 0.001, theirs.spend),
    apart("p_alive of 2,357", "p_alive", theirs.p_alive),
    apart("purchases in 39 weeks", "expected_purchases", theirs.expected),
    apart("value of a purchase", "expected_spend", theirs.expected_spend),
    atMost(
      "value of 12 months discounted at 10 % a year, largest relative difference",
      largestDifference(
        values.map((row, place) => Number(row.discounted_value) / theirs.discounted[place]),
        values.map(() => 1),
      ),
      1e-6,
      "Lifetimes",
    ),
    nearly("hold-out total", sum(expected), 1653, 0.01, theirs.total),
    told("hold-out total, real", sum(real)),
    told("hold-out, mean absolute error (0.786 known)", sum(errors) / scores.length),
    told(
      "mean expected spend (35.25 known)",
      sum(column("expected_spend")) / scores.length,
      theirs.mean_spend,
    ),
    told("seconds: whole build against the fit alone", seconds, theirs.seconds),
  ];
}
