/**
 * Measures ptx beside dbt, beside an empty Node and beside the floor, in one run on one machine, and
 * prints and keeps a table of what ptx must reach.
 *
 * Usage: npm run bench [-- --models 1000 --runs 3 --dbt /path/to/dbt --no-with-dbt --no-large]
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { dbtIn } from "./dbt.mjs";
import { generate } from "./generate.mjs";
import { measure, median } from "./measure.mjs";
import { judge, tableOf } from "./table.mjs";

const { values: options } = parseArgs({
  allowNegative: true,
  options: {
    models: { type: "string", default: "1000" },
    runs: { type: "string", default: "3" },
    dbt: { type: "string" },
    "with-dbt": { type: "boolean", default: true },
    large: { type: "boolean", default: true },
  },
});
const models = Number(options.models);
const runs = Number(options.runs);
const here = fileURLToPath(new URL(".", import.meta.url));
const work = `${here}.work`;
const node = process.execPath;
const ptx = fileURLToPath(new URL("../bin/ptx.cjs", import.meta.url));
const oneModel = `m_${String(Math.floor(models / 2)).padStart(5, "0")}`;

const measurements = {};
const failures = [];

/** Measures a step several times; a step that fails is left out, and told at the end. */
async function step(name, times, action) {
  const results = [];
  try {
    for (let k = 0; k < times; k += 1) results.push(await action());
    measurements[name] = median(results);
    const { seconds, peak } = measurements[name];
    console.log(
      `${name.padEnd(18)} ${seconds.toFixed(3)} s ${peak === undefined ? "" : `${peak.toFixed(0)} MB`}`,
    );
  } catch (error) {
    failures.push(error.message);
    console.log(`${name.padEnd(18)} failed`);
  }
}

/** The steps that ptx and dbt share; `run` starts one of them in its copy of the project. */
async function steps(prefix, folder, run) {
  const fresh = (...names) => {
    for (const name of names) rmSync(`${folder}/${name}`, { recursive: true, force: true });
  };
  await step(`${prefix}parse cold`, runs, () => {
    fresh("target");
    return run("parse");
  });
  await step(`${prefix}parse warm`, runs, () => run("parse"));
  await step(`${prefix}ls warm`, runs, () => run("ls"));
  await step(`${prefix}compile`, runs, () => run("compile"));
  await step(`${prefix}build`, runs, () => {
    fresh("bench.duckdb", "bench.duckdb.wal");
    return run("build");
  });
  await step(`${prefix}build one`, runs, () => run("build", "--select", oneModel));
}

async function floor(folder) {
  const { output, peak } = await measure(node, [`${here}floor.mjs`, folder]);
  return { seconds: Number(output), peak };
}

function copyOf(name, count) {
  const folder = `${work}/${name}`;
  rmSync(folder, { recursive: true, force: true });
  generate(count, folder);
  return folder;
}

mkdirSync(work, { recursive: true });
writeFileSync(`${work}/empty.mjs`, "");
const own = copyOf("ptx", models);
const run =
  (folder) =>
  (...args) =>
    measure(node, [ptx, ...args], { cwd: folder });

await step("empty node", 4 * runs + 1, () => measure(node, [`${work}/empty.mjs`]));
await step("version", 4 * runs + 1, () => measure(node, [ptx, "--version"]));
await steps("", own, run(own));
await step("floor", runs, () => floor(own));
if (options["with-dbt"]) {
  const dbt = options.dbt ?? dbtIn(work);
  const folder = copyOf("dbt", models);
  const env = { DBT_SEND_ANONYMOUS_USAGE_STATS: "false", DBT_PROFILES_DIR: folder };
  await steps("dbt ", folder, (...args) => measure(dbt, args, { cwd: folder, env }));
}
if (options.large) {
  const folder = copyOf("large", 10 * models);
  await step("parse cold ×10", Math.min(runs, 3), () => {
    rmSync(`${folder}/target`, { recursive: true, force: true });
    return run(folder)("parse");
  });
}
report(judge(measurements));

function report(rows) {
  const table = tableOf(rows);
  console.log(`\n${table}`);
  for (const failure of failures) console.error(`\n${failure}`);
  const short = rows.filter(({ ok }) => !ok).length;
  console.log(`\n${rows.length - short} of ${rows.length} goals reached`);
  process.exitCode = short > 0 || failures.length > 0 ? 1 : 0;
  // A partial run must not replace the table of a whole one.
  if (failures.length === 0 && options["with-dbt"] && options.large) keep(table);
}

/** Writes the table between the marks of `bench/README.md`. */
function keep(table) {
  const file = `${here}README.md`;
  const [before, rest] = readFileSync(file, "utf8").split("<!-- results -->\n");
  const after = rest.split("<!-- end of results -->")[1];
  const machine = `${availableParallelism()} cores, ${process.platform} ${process.arch}, Node ${process.version}`;
  const date = new Date().toISOString().slice(0, 10);
  const head = `${date}, ${models} models, medians of ${runs} runs; ${machine}.`;
  const results = `<!-- results -->\n${head}\n\n${table}\n<!-- end of results -->`;
  writeFileSync(file, `${before}${results}${after}`);
}
