/** Telco churn: logistic regression and boosted trees beside scikit-learn and statsmodels. */
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ptx, rowsOf } from "../ptx.mjs";
import { pythonJson, statistics } from "../venv.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));
const database = `${here}proof.duckdb`;

/** `contract_One year`, and `has_phone` for truth values: as pandas names its dummies. */
const named = ({ name, level }) => (level === null || level === "true" ? name : `${name}_${level}`);

const metric = async (model, name, level) => {
  const [row] = await rowsOf(
    database,
    `select value from ${model} where name = '${name}' and level = '${level}' and is_current`,
  );
  return row.value;
};

/** The same rows and folds for scikit-learn and statsmodels. */
async function reference() {
  const table = await rowsOf(database, "select * from churn_folds order by customer_id");
  const folder = mkdtempSync(join(tmpdir(), "ptx-churn-"));
  const header = Object.keys(table[0]);
  writeFileSync(
    `${folder}/telco.csv`,
    [header.join(","), ...table.map((row) => header.map((name) => row[name]).join(","))].join("\n"),
  );
  return pythonJson(statistics(), `${here}reference.py`, [`${folder}/telco.csv`]);
}

/** How far coefficients and standard errors are from the reference's. */
async function distances(theirs) {
  const coefficients = await rowsOf(
    database,
    "select name, level, value, std_error from churn_logistic where part = 'coefficient'",
  );
  let apart = 0;
  let errors = 0;
  for (const row of coefficients) {
    const reference = theirs.coefficients[named(row)];
    if (reference === undefined) throw new Error(`the reference has no ${named(row)}`);
    apart = Math.max(apart, Math.abs(row.value - reference));
    if (row.std_error !== null)
      errors = Math.max(errors, Math.abs(row.std_error / theirs.std_errors[named(row)] - 1));
  }
  return { apart, errors, count: coefficients.length };
}

function verdicts({
  apart,
  errors,
  count,
  logistic,
  trees,
  again,
  repeated,
  scored,
  seconds,
  theirs,
  briers,
}) {
  return [
    {
      name: `coefficients (${count}), largest difference`,
      ptx: apart.toExponential(1),
      reference: "scikit-learn, no penalty",
      goal: "<= 1e-5",
      ok: apart <= 1e-5 && count === Object.keys(theirs.coefficients).length,
    },
    {
      name: "standard errors, largest relative difference",
      ptx: errors.toExponential(1),
      reference: "statsmodels",
      goal: "<= 1e-3",
      ok: errors <= 1e-3,
    },
    {
      name: "logistic regression, 5-fold AUC",
      ptx: logistic.toFixed(4),
      reference: theirs.logistic_auc.toFixed(4),
      goal: ">= 0.843",
      ok: logistic >= 0.843,
    },
    {
      name: "boosted trees, 5-fold AUC",
      ptx: trees.toFixed(4),
      reference: theirs.trees_auc.toFixed(4),
      goal: "± 0.005",
      ok: Math.abs(trees - theirs.trees_auc) <= 0.005,
    },
    {
      name: "trees, Brier: plain, isotonic",
      ptx: briers,
      reference: "",
      goal: "",
    },
    {
      name: "trained again, the same model",
      ptx: repeated.version,
      reference: again.version,
      goal: "equal",
      ok: repeated.version === again.version,
    },
    {
      name: "scored by macros, rates kept",
      ptx: String(scored.fine),
      reference: "",
      goal: "true",
      ok: scored.fine === true,
    },
    {
      name: "seconds: both methods, 6 trainings each",
      ptx: seconds.toFixed(1),
      reference: "",
      goal: "",
    },
  ];
}

export async function prove() {
  await ptx(here, "deps");
  await ptx(here, "build", "--full-refresh");
  const theirs = await reference();
  const { apart, errors, count } = await distances(theirs);
  const logistic = await metric("churn_logistic", "auc", "cross_validation");
  const trees = await metric("churn_trees", "auc", "cross_validation");
  const [again] = await rowsOf(
    database,
    "select max(model_version) as version from churn_trees where is_current",
  );
  const { seconds } = await ptx(
    here,
    "run",
    "--select",
    "churn_logistic",
    "churn_trees",
    "--full-refresh",
  );
  const [repeated] = await rowsOf(
    database,
    "select max(model_version) as version from churn_trees where is_current",
  );
  const [scored] = await rowsOf(
    database,
    `select corr(has_churned, trees_score) > 0.5 and count(*) = 7043 and abs(avg(trees_calibrated) - avg(has_churned)) < 0.03
       and abs(avg(logistic_score) - avg(has_churned)) < 1e-6 as fine from churn_scores`,
  );
  const brier = async (level) => (await metric("churn_trees", "brier", level)).toFixed(4);
  const briers = `${await brier("cross_validation")}, ${await brier("calibrated")}`;
  return verdicts({
    apart,
    errors,
    count,
    logistic,
    trees,
    again,
    repeated,
    scored,
    seconds,
    theirs,
    briers,
  });
}
