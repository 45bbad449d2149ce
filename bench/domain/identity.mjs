/** What the proofs of identity share: building a project with ptx, running Splink, counting pairs. */
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { linkage } from "./venv.mjs";

const { DuckDBInstance } = createRequire(import.meta.url)("@duckdb/node-api");
const here = fileURLToPath(new URL(".", import.meta.url));
const repository = fileURLToPath(new URL("../..", import.meta.url));
const ptx = `${repository}bin/ptx.cjs`;

/** Unpacks a committed data set into the work folder and returns its path. */
export function unpacked(work, name) {
  const path = `${work}/${name}.csv`;
  writeFileSync(path, gunzipSync(readFileSync(`${here}data/${name}.csv.gz`)));
  return path;
}

/** A copy of the project in the work folder, with the reference project linked as its package. */
export function projectIn(work, name) {
  const folder = `${work}/project`;
  cpSync(`${here}${name}`, folder, { recursive: true });
  mkdirSync(`${folder}/dbt_packages`, { recursive: true });
  symlinkSync(repository, `${folder}/dbt_packages/personalization`);
  writeFileSync(`${folder}/packages.yml`, `packages:\n  - local: ${repository}\n`);
  return folder;
}

/** Runs a program and returns its output, wall time and the most memory it held (from GNU time, where there is one). */
function timed(command, args, options) {
  const measured = spawnSync("/usr/bin/time", ["-f", "%M", command, ...args], {
    encoding: "utf8",
    maxBuffer: 1 << 28,
    ...options,
  });
  if (measured.error) throw measured.error;
  if (measured.status !== 0) {
    throw new Error(
      `${command} ended with ${measured.status}:\n${measured.stdout}\n${measured.stderr}`,
    );
  }
  const peak = Number(measured.stderr.trim().split("\n").at(-1)) / 1e6;
  return { stdout: measured.stdout, peak };
}

/** Builds the project over a file of records; returns seconds from start to end of the process, and its memory. */
export function build(folder, records, { full = true } = {}) {
  const started = performance.now();
  const { peak } = timed(process.execPath, [ptx, "build", ...(full ? ["--full-refresh"] : [])], {
    cwd: folder,
    env: {
      ...process.env,
      PROOF_RECORDS: records,
      PROOF_DATABASE: `${folder}/identity.duckdb`,
      NO_COLOR: "1",
    },
  });
  return { seconds: (performance.now() - started) / 1000, peak };
}

/** Splink's figures on the same records, as bench/domain/splink_reference.py measures them. */
export function splink(set, records) {
  const python = linkage();
  const started = performance.now();
  const { stdout, peak } = timed(python, [`${here}splink_reference.py`, set, records]);
  return { ...JSON.parse(stdout), seconds: (performance.now() - started) / 1000, peak };
}

/** Opens the database of a project and returns a function that gives the first row of a query as numbers. */
export async function reader(folder) {
  const instance = await DuckDBInstance.create(`${folder}/identity.duckdb`, {
    access_mode: "READ_ONLY",
  });
  const connection = await instance.connect();
  return {
    async numbers(sql) {
      const [row] = (await connection.runAndReadAll(sql)).getRows();
      return row.map(Number);
    },
    close() {
      connection.closeSync();
      instance.closeSync();
    },
  };
}

const f1 = (found, right, all) => (2 * right) / (found + all);

/**
 * F1 of pairs and clusters against the truth, over all pairs of records.
 *
 * @param truth SQL with the columns record_id and truth.
 */
export async function accuracy(folder, truth) {
  const db = await reader(folder);
  const labelled = `(select r.record_no, t.truth from people_records r join (${truth}) t using (record_id))`;
  const [all] = await db.numbers(
    `select sum(n * (n - 1) / 2) from (select count(*) as n from ${labelled} group by truth)`,
  );
  const [found, right] = await db.numbers(
    `select count(*), count(*) filter (l.truth = r.truth) from people_matches m
     join ${labelled} l on m.left_no = l.record_no join ${labelled} r on m.right_no = r.record_no
     where m.decision = 'auto'`,
  );
  const [clustered] = await db.numbers(
    "select sum(n * (n - 1) / 2) from (select count(*) as n from people_identities group by customer_id)",
  );
  const [together] = await db.numbers(
    `select sum(n * (n - 1) / 2) from (select count(*) as n from people_identities i
     join ${labelled} t on i.record_no = t.record_no group by i.customer_id, t.truth)`,
  );
  db.close();
  return { pairs: f1(found, right, all), clusters: f1(clustered, together, all) };
}

/** One number that any change of any record's customer would change. */
export async function fingerprint(folder) {
  const db = await reader(folder);
  const [sum] = await db.numbers(
    "select bit_xor(hash(record_id || customer_id)) % 1000000007 from people_identities",
  );
  db.close();
  return sum;
}

/** Median of three runs of each side, in turns, so that other load meets both. */
export function inTurns(rounds, ours, theirs) {
  const seconds = { ours: [], theirs: [] };
  let last;
  for (let round = 0; round < rounds; round++) {
    seconds.ours.push(ours().seconds);
    last = theirs();
    seconds.theirs.push(last.seconds);
  }
  const median = (numbers) => numbers.sort((a, b) => a - b)[Math.floor(numbers.length / 2)];
  return { ours: median(seconds.ours), theirs: median(seconds.theirs), reference: last };
}

/** The rows for a public data set: accuracy, speed, and the same ids on the same data. */
export async function proveSet({ work }, { project, data, set, truth, pairsGoal, clustersGoal }) {
  const records = unpacked(work, data);
  const folder = projectIn(work, project);
  build(folder, records);
  const before = await fingerprint(folder);
  const turns = inTurns(
    3,
    () => build(folder, records),
    () => splink(set, records),
  );
  const after = await fingerprint(folder);
  const { pairs, clusters } = await accuracy(folder, truth(records));
  const { reference } = turns;
  const times = turns.theirs / turns.ours;
  return [
    {
      name: "pairs F1",
      ptx: pairs,
      reference: reference.pairs.f1,
      goal: `>= ${pairsGoal}`,
      ok: pairs >= pairsGoal,
    },
    {
      name: "clusters F1",
      ptx: clusters,
      reference: reference.clusters.f1,
      goal: `>= ${clustersGoal}`,
      ok: clusters >= clustersGoal,
    },
    {
      name: "seconds, end to end",
      ptx: turns.ours,
      reference: turns.theirs,
      goal: "4 times faster",
      ok: times >= 4,
    },
    {
      name: "same input, same ids",
      ptx: before === after ? "same" : "other",
      goal: "same",
      ok: before === after,
    },
  ];
}
