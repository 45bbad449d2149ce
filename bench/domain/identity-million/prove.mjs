/** A million generated records, 20 % of them second ones of somebody; then 1 % more on top. */
import { execFileSync } from "node:child_process";
import { createReadStream, createWriteStream } from "node:fs";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { accuracy, build, inTurns, projectIn, reader, splink } from "../identity.mjs";

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
  const folder = projectIn(work, "identity-million");

  const memory = [];
  const turns = inTurns(
    1,
    () => {
      const run = build(folder, first);
      memory.push(run.peak);
      return run;
    },
    () => splink("million", first),
  );
  const truth = `select record_id, person_id as truth from read_csv('${all}', all_varchar = true)`;
  const { clusters, pairs } = await accuracy(folder, truth);

  const before = `${work}/before.parquet`;
  let db = await reader(folder);
  await db.numbers(`copy people_identities to '${before}' (format parquet)`);
  db.close();
  const more = build(folder, all, { full: false });
  db = await reader(folder);
  const [changed] = await db.numbers(
    `select count(*) from people_identities i join '${before}' b using (record_id) where i.customer_id <> b.customer_id`,
  );
  const [known] = await db.numbers("select count(*) from people_identities");
  db.close();
  const later = await accuracy(folder, truth);

  const { reference } = turns;
  const share = more.seconds / turns.ours;
  return [
    { name: "pairs F1", ptx: pairs, reference: reference.pairs.f1, goal: "" },
    {
      name: "clusters F1",
      ptx: clusters,
      reference: reference.clusters.f1,
      goal: ">= 0.98",
      ok: clusters >= 0.98,
    },
    {
      name: "seconds, end to end",
      ptx: turns.ours,
      reference: turns.theirs,
      goal: "2 times faster",
      ok: turns.theirs / turns.ours >= 2,
    },
    {
      name: "memory, GB",
      ptx: Math.max(...memory),
      reference: reference.peak,
      goal: "< 8",
      ok: Math.max(...memory) < 8,
    },
    { name: "1 % more: share of the full time", ptx: share, goal: "< 0.05", ok: share < 0.05 },
    {
      name: "1 % more: share of ids that change",
      ptx: changed / million,
      goal: "< 0.001",
      ok: changed / million < 0.001,
    },
    {
      name: "1 % more: records with an id",
      ptx: known,
      goal: String(million * 1.01),
      ok: known === million * 1.01,
    },
    {
      name: "1 % more: clusters F1",
      ptx: later.clusters,
      goal: ">= 0.98",
      ok: later.clusters >= 0.98,
    },
  ];
}
