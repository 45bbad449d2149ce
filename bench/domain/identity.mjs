/** What the proofs of identity share: building a project with ptx, running Splink, counting pairs. */
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { measure } from "../measure.mjs";
import { atLeast, equal, faster } from "./proof.mjs";
import { inTurns, projectIn, ptx, rowsOf } from "./ptx.mjs";
import { linkage } from "./venv.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));
const database = (folder) => `${folder}/identity.duckdb`;

/** Unpacks a committed data set into the work folder and returns its path. */
function unpacked(work, name) {
  const path = `${work}/${name}.csv`;
  writeFileSync(path, gunzipSync(readFileSync(`${here}data/${name}.csv.gz`)));
  return path;
}

/** Builds the project over a file of records: one process from the CSV to ids. */
export function build(folder, records, ...options) {
  process.env.PROOF_RECORDS = records;
  return ptx(folder, "build", ...options);
}

/** Splink's figures on the same records, as splink_reference.py measures them: one process from the CSV to clusters. */
export async function splink(set, records) {
  const { seconds, peak, output } = await measure(linkage(), [
    `${here}splink_reference.py`,
    set,
    records,
  ]);
  return { ...JSON.parse(output.trim().split("\n").at(-1)), seconds, peak };
}

/** The first row of a query on a project's database, as numbers. */
export async function numbers(folder, sql) {
  const [row] = await rowsOf(database(folder), sql);
  return Object.values(row).map(Number);
}

/** What the times of both sides hold. */
export const compared =
  "Times are of whole processes, in turns, with two threads each, from the start of Python or Node and the CSV to clusters: Splink 5 reads, estimates (`max_pairs` 1e6, the value of its own examples; EM), predicts and clusters in memory; ptx also loads its seeds and writes every table to a file.";

const f1 = (found, right, all) => (2 * right) / (found + all);

/**
 * F1 of pairs and clusters against the truth, over all pairs of records.
 *
 * @param truth SQL with the columns record_id and truth.
 */
export async function accuracy(folder, truth) {
  const labelled = `(select r.record_no, t.truth from people_records r join (${truth}) t using (record_id))`;
  const [all] = await numbers(
    folder,
    `select sum(n * (n - 1) / 2) from (select count(*) as n from ${labelled} group by truth)`,
  );
  const [found, right] = await numbers(
    folder,
    `select count(*), count(*) filter (l.truth = r.truth) from people_matches m
     join ${labelled} l on m.left_no = l.record_no join ${labelled} r on m.right_no = r.record_no
     where m.decision = 'auto'`,
  );
  const [clustered] = await numbers(
    folder,
    "select sum(n * (n - 1) / 2) from (select count(*) as n from people_identities group by customer_id)",
  );
  const [together] = await numbers(
    folder,
    `select sum(n * (n - 1) / 2) from (select count(*) as n from people_identities i
     join ${labelled} t on i.record_no = t.record_no group by i.customer_id, t.truth)`,
  );
  return { pairs: f1(found, right, all), clusters: f1(clustered, together, all) };
}

/** One number that any change of any record's customer would change. */
async function fingerprint(folder) {
  const [sum] = await numbers(
    folder,
    "select bit_xor(hash(record_id || customer_id)) % 1000000007 from people_identities",
  );
  return sum;
}

/** The rows for a public data set: accuracy, speed, and the same ids on the same data. */
export async function proveSet({ work }, { prove, set, truth, pairsGoal, clustersGoal }) {
  const records = unpacked(work, set);
  const folder = projectIn(work, prove);
  await build(folder, records);
  const before = await fingerprint(folder);
  const [ours, theirs] = await inTurns(
    5,
    () => build(folder, records, "--full-refresh"),
    () => splink(set, records),
  );
  const { pairs, clusters } = await accuracy(folder, truth(records));
  return [
    atLeast("pairs F1", pairs, pairsGoal, theirs.pairs.f1),
    atLeast("clusters F1", clusters, clustersGoal, theirs.clusters.f1),
    faster("CSV to clusters", ours.seconds, theirs.seconds, 4),
    equal("same input, same ids", (await fingerprint(folder)) === before, true),
  ];
}
