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

/**
 * Measures what is to be compared in turns, so that other load on the machine meets all alike.
 * Something that fails is left out, and told at the end.
 */
async function compare(rounds, actions) {
  const results = Object.fromEntries(Object.keys(actions).map((name) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, action] of Object.entries(actions)) {
      if (results[name] === undefined) continue;
      try {
        results[name].push(await action());
      } catch (error) {
        failures.push(error.message);
        results[name] = undefined;
      }
    }
  }
  for (const [name, measured] of Object.entries(results)) show(name, measured);
}

function show(name, measured) {
  if (measured === undefined) {
    console.log(`${name.padEnd(18)} failed`);
    return;
  }
  measurements[name] = median(measured);
  const { seconds, peak } = measurements[name];
  const memory = peak === undefined ? "" : `${peak.toFixed(0)} MB`;
  console.log(`${name.padEnd(18)} ${seconds.toFixed(3)} s ${memory}`);
}

/** ptx, and dbt if it takes part: each with a copy of the project of its own. */
function contestants() {
  const folder = copyOf("ptx", models);
  const own = {
    prefix: "",
    folder,
    run: (...args) => measure(node, [ptx, ...args], { cwd: folder }),
  };
  if (!options["with-dbt"]) return [own];
  const dbt = options.dbt ?? dbtIn(work);
  const place = copyOf("dbt", models);
  const env = { DBT_SEND_ANONYMOUS_USAGE_STATS: "false", DBT_PROFILES_DIR: place };
  const run = (...args) => measure(dbt, args, { cwd: place, env });
  return [own, { prefix: "dbt ", folder: place, run }];
}

/** One step of each contestant, `remove`d files first. */
function each(step, args, remove = []) {
  const actions = sides.map(({ prefix, folder, run }) => [
    prefix + step,
    () => {
      for (const name of remove) rmSync(`${folder}/${name}`, { recursive: true, force: true });
      return run(...args);
    },
  ]);
  return Object.fromEntries(actions);
}

async function floor(folder) {
  const { output, peak } = await measure(node, [`${here}floor.mjs`, folder]);
  return { seconds: Number(output), peak };
}

function cold(folder) {
  rmSync(`${folder}/target`, { recursive: true, force: true });
  return measure(node, [ptx, "parse"], { cwd: folder });
}

function copyOf(name, count) {
  const folder = `${work}/${name}`;
  rmSync(folder, { recursive: true, force: true });
  generate(count, folder);
  return folder;
}

mkdirSync(work, { recursive: true });
writeFileSync(`${work}/empty.mjs`, "");
const sides = contestants();
const [{ folder: own }] = sides;

await compare(runs, each("parse cold", ["parse"], ["target"]));
await compare(runs, each("parse warm", ["parse"]));
await compare(4 * runs + 1, {
  "empty node": () => measure(node, [`${work}/empty.mjs`]),
  version: () => measure(node, [ptx, "--version"]),
  "ls warm": () => sides[0].run("ls"),
});
await compare(runs, each("compile", ["compile"]));
await compare(runs, {
  ...each("build", ["build"], ["bench.duckdb", "bench.duckdb.wal"]),
  floor: () => floor(own),
});
await compare(runs, each("build one", ["build", "--select", oneModel]));
if (options.large) {
  const folder = copyOf("large", 10 * models);
  await compare(runs, {
    "parse cold ×1": () => cold(own),
    "parse cold ×10": () => cold(folder),
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
