/**
 * Proves the algorithms of personalization on data with known answers: runs every bench/domain/<name>/prove.mjs and
 * prints one table with ptx's figure, the reference's measured in the same run, the goal, and whether it is reached.
 *
 * Usage: npm run bench:domain [-- NAME…] [--write] [--json FILE]
 *   NAME     only folders whose name contains it
 *   --write  puts the tables into docs/guide/proof.md; those of proofs that did not run stay as they are
 *
 * A prove.mjs exports `title`, `about` (a sentence or two: what is compared with what, for the page) and
 * `prove({ work })`, which returns rows as the functions of proof.mjs make them. `work` is an empty folder of its own.
 */
import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { tableOf, writePage } from "./page.mjs";

const { values: options, positionals: wanted } = parseArgs({
  allowPositionals: true,
  options: { json: { type: "string" }, write: { type: "boolean" } },
});
const here = fileURLToPath(new URL(".", import.meta.url));
const names = readdirSync(here, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && readdirSync(here + entry.name).includes("prove.mjs"))
  .map(({ name }) => name)
  .filter((name) => wanted.length === 0 || wanted.some((part) => name.includes(part)))
  .sort();

const proofs = [];
const failed = [];
for (const name of names) {
  const work = fileURLToPath(new URL(`../.work/domain/${name}`, import.meta.url));
  rmSync(work, { recursive: true, force: true });
  mkdirSync(work, { recursive: true });
  console.error(`proving ${name} …`);
  try {
    const { title, about, prove } = await import(pathToFileURL(`${here}${name}/prove.mjs`).href);
    const rows = await prove({ work });
    const odd = rows.find((row) => typeof row.figure !== "string" || typeof row.goal !== "string");
    if (odd) throw new Error(`not a row of proof.mjs: ${JSON.stringify(odd)}`);
    proofs.push({ name, title, about, rows });
  } catch (error) {
    console.error(`${name}: ${error.message}`);
    failed.push({ set: name, figure: "the proof itself failed", goal: "", holds: false });
  }
}

const rows = [
  ...proofs.flatMap(({ name, rows }) => rows.map((row) => ({ set: name, ...row }))),
  ...failed,
];
console.log(tableOf(rows, "set"));
if (options.write) writePage(proofs);
if (options.json) writeFileSync(options.json, `${JSON.stringify(rows, null, 2)}\n`);
process.exitCode = rows.every(({ holds }) => holds !== false) ? 0 : 1;
