/** Telco churn: logistic regression and boosted trees beside scikit-learn and statsmodels. */
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { atLeast, atMost, equal, near, told } from "../proof.mjs";
import { projectIn, ptx, rowsOf } from "../ptx.mjs";
import { pythonJson, statistics } from "../venv.mjs";

export const title = "Churn: logistic regression and boosted trees";
export const about =
  "7,043 customers of a telephone company, 26.54 % of whom left. The same rows and folds for scikit-learn (`penalty=None`; `HistGradientBoostingClassifier` with its defaults, which are ptx's) and statsmodels.";

/** `contract_One year`, and `has_phone` for truth values: as pandas names its dummies. */
const named = ({ name, level }) => (level === null || level === "true" ? name : `${name}_${level}`);

const metricIn = (database) => async (model, name, level) => {
  const [row] = await rowsOf(
    database,
    `select value from ${model} where name = '${name}' and level = '${level}' and is_current`,
  );
  return row.value;
};

/** The same rows and folds for scikit-learn and statsmodels. */
async function reference(work, database) {
  const table = await rowsOf(database, "select * from churn_folds order by customer_id");
  const header = Object.keys(table[0]);
  writeFileSync(
    `${work}/telco.csv`,
    [header.join(","), ...table.map((row) => header.map((name) => row[name]).join(","))].join("\n"),
  );
  return pythonJson(statistics(), fileURLToPath(new URL("reference.py", import.meta.url)), [
    `${work}/telco.csv`,
  ]);
}

/** How far coefficients and standard errors are from the reference's. */
async function distances(database, theirs) {
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

const versionOf = async (database) => {
  const [row] = await rowsOf(
    database,
    "select max(model_version) as version from churn_trees where is_current",
  );
  return row.version;
};

export async function prove({ work }) {
  const folder = projectIn(work, import.meta.url);
  const database = `${folder}/proof.duckdb`;
  await ptx(folder, "build");
  const theirs = await reference(work, database);
  const { apart, errors, count } = await distances(database, theirs);
  const metric = metricIn(database);
  const logistic = await metric("churn_logistic", "auc", "cross_validation");
  const trees = await metric("churn_trees", "auc", "cross_validation");
  const version = await versionOf(database);
  const both = ["--select", "churn_logistic", "churn_trees", "--full-refresh"];
  const { seconds } = await ptx(folder, "run", ...both);
  const [scored] = await rowsOf(
    database,
    `select corr(has_churned, trees_score) > 0.5 and count(*) = 7043 and abs(avg(trees_calibrated) - avg(has_churned)) < 0.03
       and abs(avg(logistic_score) - avg(has_churned)) < 1e-6 as fine from churn_scores`,
  );
  const brier = (level) => metric("churn_trees", "brier", level);
  return [
    equal("coefficients", count, Object.keys(theirs.coefficients).length),
    atMost("coefficients, largest difference", apart, 1e-5, "scikit-learn"),
    atMost("standard errors, largest relative difference", errors, 1e-3, "statsmodels"),
    atLeast("logistic regression, 5-fold AUC", logistic, 0.843, theirs.logistic_auc),
    near("boosted trees, 5-fold AUC", trees, theirs.trees_auc, 0.005, theirs.trees_auc),
    told("trees, Brier score", await brier("cross_validation")),
    told("trees, Brier score, isotonic calibration", await brier("calibrated")),
    equal("trained again, the same model", (await versionOf(database)) === version, true),
    equal("scored by macros, rates kept", scored.fine, true),
    told("seconds: both methods, 6 trainings each", seconds),
  ];
}
