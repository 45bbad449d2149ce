/** A million generated records, 20 % of them second ones of somebody; then 1 % more on top. */
import { execFileSync } from "node:child_process";
import { copyFileSync, createReadStream, createWriteStream } from "node:fs";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { accuracy, build, compared, splink } from "../identity.mjs";
import { atLeast, atMost, equal, faster, told } from "../proof.mjs";
import { inTurns, projectIn, rowsOf } from "../ptx.mjs";

export const title = "Identity: a million records";
export const about = `1,000,000 generated records of people in households, 20 % of them second ones of somebody; then 10,000 records more. ${compared}`;

const generator = fileURLToPath(new URL("generate.mjs", import.meta.url));
const million = 1_000_000;

/** The first lines of a file as a file of its own. */
async function firstLines(from, to, count) {
  const out = createWriteStream(to);
  let lines = [];
  let left = count;
  for await (const line of createInterface({ input: createReadStream(from) })) {
    if (left-- <= 0) break;
    lines.push(line);
    if (lines.length === 10_000) {
      out.write(`${lines.join("\n")}\n`);
      lines = [];
    }
  }
  await new Promise((resolve) => out.end(`${lines.join("\n")}\n`, resolve));
}

export async function prove({ work }) {
  const all = `${work}/all.csv`;
  const first = `${work}/first.csv`;
  execFileSync(process.execPath, [generator, all, "--records", String(million * 1.01)]);
  await firstLines(all, first, million + 1);
  const folder = projectIn(work, import.meta.url);

  const [ours, theirs] = await inTurns(
    1,
    () => build(folder, first),
    () => splink("million", first),
  );
  const truth = `select record_id, person_id as truth from read_csv('${all}', all_varchar = true)`;
  const { clusters, pairs } = await accuracy(folder, truth);

  copyFileSync(`${folder}/identity.duckdb`, `${work}/before.duckdb`);
  const more = await build(folder, all);
  const ids = "select record_id, customer_id from people_identities order by record_no";
  const before = await rowsOf(`${work}/before.duckdb`, ids);
  const after = await rowsOf(`${folder}/identity.duckdb`, ids);
  const changed = before.filter(
    ({ record_id, customer_id }, place) =>
      after[place].record_id !== record_id || after[place].customer_id !== customer_id,
  ).length;
  const later = await accuracy(folder, truth);

  return [
    told("pairs F1", pairs, theirs.pairs.f1),
    atLeast("clusters F1", clusters, 0.98, theirs.clusters.f1),
    faster("CSV to clusters", ours.seconds, theirs.seconds, 2),
    atMost("memory, GB", ours.peak / 1000, 8, theirs.peak / 1000),
    atMost("1 % more: share of the full time", more.seconds / ours.seconds, 0.05),
    atMost("1 % more: share of ids that change", changed / million, 0.001),
    equal("1 % more: records with an id", after.length, million * 1.01),
    atLeast("1 % more: clusters F1", later.clusters, 0.98),
  ];
}
