/** 1,000,000 rows and 20 features: the time of training, beside scikit-learn with its data in memory. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { DuckDBInstance } from "@duckdb/node-api";
import { ptx, rowsOf } from "../ptx.mjs";
import { pythonJson, statistics } from "../venv.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));
const database = `${here}proof.duckdb`;

/** What the run says that the model took: without ptx' own start. */
const secondsOf = (output, model) => {
  const [, minutes, seconds] =
    new RegExp(`created fit main.${model} .*?in (?:(\\d+)m )?([\\d.]+)s`).exec(output) ?? [];
  return Number(minutes ?? 0) * 60 + Number(seconds);
};

export async function prove() {
  rmSync(database, { force: true });
  await ptx(here, "deps");
  await ptx(here, "run", "--select", "rows");
  const folder = mkdtempSync(join(tmpdir(), "ptx-training-"));
  const instance = await DuckDBInstance.create(database);
  const connection = await instance.connect();
  await connection.run(`copy rows to '${folder}/rows.parquet'`);
  connection.closeSync();
  instance.closeSync();
  const theirs = pythonJson(statistics(), `${here}reference.py`, [`${folder}/rows.parquet`]);
  rmSync(folder, { recursive: true });

  const times = {};
  for (const model of ["fitted_logistic", "fitted_trees"]) {
    times[model] = secondsOf((await ptx(here, "run", "--select", model)).output, model);
  }
  const coefficients = await rowsOf(
    database,
    "select value from fitted_logistic where part = 'coefficient' order by position",
  );
  const apart = coefficients.reduce(
    (most, { value }, index) => Math.max(most, Math.abs(value - theirs.coefficients[index])),
    0,
  );
  const ratio = (mine, other) => `${mine.toFixed(1)} s (${(mine / other).toFixed(1)}x)`;
  const row = (name, model, other) => ({
    name,
    ptx: ratio(times[model], other),
    reference: `${other.toFixed(1)} s`,
    goal: "<= 5x",
    ok: times[model] <= 5 * other,
  });
  return [
    row("logistic regression", "fitted_logistic", theirs.logistic_seconds),
    {
      name: "its coefficients, largest difference",
      ptx: apart.toExponential(1),
      reference: "scikit-learn",
      goal: "<= 1e-5",
      ok: apart <= 1e-5,
    },
    row("boosted trees, 100 of 31 leaves", "fitted_trees", theirs.trees_seconds),
  ];
}
