/**
 * The reference project at 10,000 customers and at 100,000 with 10,000,000 events of all kinds: time and peak memory
 * of `ptx build`, beside the same statements sent by a bare loop; and whether ten times the data cost ten times as much.
 *
 * The generated tables are loaded as seeds (CSV). SCALE_CUSTOMERS=1000,10000 measures other sizes.
 */
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { measure } from "../../measure.mjs";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const binary = `${root}bin/ptx.cjs`;
const tsx = `${root}node_modules/tsx/dist/cli.mjs`;
/** Web events; the other kinds bring about 15 more for each customer. */
const webEventsOfCustomer = 85;

/** A copy of the reference project with generated data in place of its own. */
async function projectOf(folder, customers) {
  for (const part of ["project.yml", "models", "macros", "snapshots", "tests", "seeds"]) {
    cpSync(`${root}${part}`, `${folder}/${part}`, { recursive: true });
  }
  await measure(process.execPath, [
    tsx,
    `${root}scripts/generate-shop/main.ts`,
    ...["--customers", String(customers)],
    ...["--events", String(customers * webEventsOfCustomer)],
    ...["--out", `${folder}/seeds`],
  ]);
  const output = { type: "duckdb", path: "shop.duckdb", threads: 1, settings: { threads: 2 } };
  const profiles = { personalization: { target: "dev", outputs: { dev: output } } };
  writeFileSync(`${folder}/profiles.yml`, JSON.stringify(profiles));
}

/** Rows of the generated tables. */
function rowsOf(folder) {
  const raw = `${folder}/seeds/raw`;
  return readdirSync(raw)
    .filter((name) => name.endsWith(".csv"))
    .reduce((sum, name) => {
      const bytes = readFileSync(`${raw}/${name}`);
      let lines = -1;
      for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) lines += 1;
      return sum + lines;
    }, 0);
}

async function measured(folder, customers) {
  mkdirSync(folder, { recursive: true });
  await projectOf(folder, customers);
  const rows = rowsOf(folder);
  // With 1 a test has failed: what was built is measured all the same, and the tests are counted.
  const built = await measure(process.execPath, [binary, "build"], { cwd: folder, codes: [0, 1] });
  const [, failed] = /ERROR=(\d+)/.exec(built.output) ?? [];
  const [, skipped] = /SKIP=(\d+)/.exec(built.output) ?? [];
  mkdirSync(`${folder}/bare`);
  const bare = await measure(process.execPath, [
    fileURLToPath(new URL("bare-loop.mjs", import.meta.url)),
    `${folder}/logs/dbt.log`,
    `${folder}/bare/shop.duckdb`,
  ]);
  rmSync(`${folder}/shop.duckdb`, { force: true });
  rmSync(`${folder}/bare`, { recursive: true });
  rmSync(`${folder}/seeds`, { recursive: true });
  return { customers, rows, built, bare, failed: Number(failed), skipped: Number(skipped) };
}

export async function prove({ work }) {
  const sizes = (process.env.SCALE_CUSTOMERS ?? "10000,100000").split(",").map(Number);
  const runs = [];
  for (const customers of sizes) {
    const run = await measured(`${work}/${customers}`, customers);
    console.error(
      `${customers} customers, ${run.rows} rows: ptx ${run.built.seconds.toFixed(1)} s, bare ${run.bare.seconds.toFixed(1)} s`,
    );
    runs.push(run);
  }
  const seconds = (value) => `${value.toFixed(1)} s`;
  const rows = runs.flatMap(({ customers, rows: read, built, bare, failed, skipped }) => [
    {
      name: `${customers} customers, ${read} rows: build`,
      ptx: seconds(built.seconds),
      reference: `${seconds(bare.seconds)}, bare loop`,
      goal: "<= 1.1x",
      ok: built.seconds <= 1.1 * bare.seconds,
    },
    {
      name: `${customers} customers: models and tests that fail or are skipped`,
      ptx: failed + skipped,
      reference: "planted truth",
      goal: "0",
      ok: failed + skipped === 0,
    },
    {
      name: `${customers} customers: peak memory`,
      ptx: `${Math.round(built.peak)} MB`,
      reference: `${Math.round(bare.peak)} MB, bare loop`,
      goal: "< 8192 MB",
      ok: built.peak < 8192,
    },
  ]);
  const [small, large] = [runs[0], runs.at(-1)];
  if (small === large) return rows;
  const growth = large.built.seconds / small.built.seconds / (large.customers / small.customers);
  rows.push({
    name: `cost of a customer, ${large.customers} against ${small.customers}`,
    ptx: growth,
    reference: "linear is 1",
    goal: "<= 1.3",
    ok: growth <= 1.3,
  });
  return rows;
}
