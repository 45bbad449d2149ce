/**
 * Proves the algorithms of personalization on data with known answers: runs every bench/domain/<name>/prove.mjs and
 * prints one table with ptx's figure, the reference's measured in the same run, the goal, and whether it is reached.
 *
 * Usage: npm run bench:domain [-- NAME…] [--json FILE]     NAME: only folders whose name contains it
 *
 * A prove.mjs exports `prove({ work })` and returns rows of {name, ptx, reference, goal, ok}: figures are numbers or
 * text, a row without `ok` only informs. `work` is an empty folder of its own.
 */
import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseArgs } from "node:util";

const { values: options, positionals: wanted } = parseArgs({
  allowPositionals: true,
  options: { json: { type: "string" } },
});
const here = fileURLToPath(new URL(".", import.meta.url));
const names = readdirSync(here, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && readdirSync(here + entry.name).includes("prove.mjs"))
  .map(({ name }) => name)
  .filter((name) => wanted.length === 0 || wanted.some((part) => name.includes(part)))
  .sort();

const rows = [];
for (const name of names) {
  const work = fileURLToPath(new URL(`../.work/domain/${name}`, import.meta.url));
  rmSync(work, { recursive: true, force: true });
  mkdirSync(work, { recursive: true });
  console.error(`proving ${name} …`);
  try {
    const { prove } = await import(pathToFileURL(`${here}${name}/prove.mjs`).href);
    for (const row of await prove({ work })) rows.push({ set: name, ...row });
  } catch (error) {
    rows.push({ set: name, name: `failed: ${error.message}`, goal: "", ok: false });
  }
}

const shown = (figure) => {
  if (typeof figure !== "number") return figure ?? "";
  return Number.isInteger(figure) ? String(figure) : String(Number(figure.toPrecision(6)));
};
const heads = ["set", "name", "ptx", "reference", "goal", ""];
const cells = rows.map((row) => [
  row.set,
  row.name,
  shown(row.ptx),
  shown(row.reference),
  row.goal,
  row.ok === undefined ? "" : row.ok ? "ok" : "short",
]);
const widths = heads.map((head, column) =>
  Math.max(head.length, ...cells.map((cell) => String(cell[column]).length)),
);
const line = (cell) =>
  `| ${cell.map((text, column) => String(text).padEnd(widths[column])).join(" | ")} |`;
console.log(line(heads));
console.log(`| ${widths.map((width) => "-".repeat(width)).join(" | ")} |`);
for (const cell of cells) console.log(line(cell));
if (options.json) writeFileSync(options.json, `${JSON.stringify(rows, null, 2)}\n`);
process.exitCode = rows.every(({ ok }) => ok !== false) ? 0 : 1;
