/** 1,000,000 rows and 20 features: the time of training, beside scikit-learn with its data in memory. */
import { fileURLToPath } from "node:url";
import { DuckDBInstance } from "@duckdb/node-api";
import { atMost, largestDifference, noSlower } from "../proof.mjs";
import { projectIn, ptx, rowsOf } from "../ptx.mjs";
import { pythonJson, statistics } from "../venv.mjs";

export const title = "Training on a million rows";
export const about =
  "1,000,000 generated rows of 20 features. The time of the model alone, reading the table included, against that of scikit-learn's `fit` on an array that is in memory.";

/** What the run says that the model took: without ptx' own start. */
const secondsOf = (output, model) => {
  const [, minutes, seconds] =
    new RegExp(`created fit main.${model} .*?in (?:(\\d+)m )?([\\d.]+)s`).exec(output) ?? [];
  return Number(minutes ?? 0) * 60 + Number(seconds);
};

export async function prove({ work }) {
  const folder = projectIn(work, import.meta.url);
  const database = `${folder}/proof.duckdb`;
  await ptx(folder, "run", "--select", "rows");
  const instance = await DuckDBInstance.create(database);
  const connection = await instance.connect();
  await connection.run(`copy rows to '${work}/rows.parquet'`);
  connection.closeSync();
  instance.closeSync();
  const script = fileURLToPath(new URL("reference.py", import.meta.url));
  const theirs = pythonJson(statistics(), script, [`${work}/rows.parquet`]);

  const times = {};
  for (const model of ["fitted_logistic", "fitted_trees"]) {
    times[model] = secondsOf((await ptx(folder, "run", "--select", model)).output, model);
  }
  const rows = await rowsOf(
    database,
    "select value from fitted_logistic where part = 'coefficient' order by position",
  );
  const apart = largestDifference(
    rows.map(({ value }) => value),
    theirs.coefficients,
  );
  return [
    noSlower("logistic regression", times.fitted_logistic, theirs.logistic_seconds, 5),
    atMost("its coefficients, largest difference", apart, 1e-5, "scikit-learn"),
    noSlower("boosted trees, 100 of 31 leaves", times.fitted_trees, theirs.trees_seconds, 5),
  ];
}
