/** The proofs' rows as Markdown, and docs/guide/proof.md, which keeps the tables of proofs that did not run. */
import { readFileSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { fileURLToPath } from "node:url";
import { shown } from "./proof.mjs";

const page = fileURLToPath(new URL("../../docs/guide/proof.md", import.meta.url));
const verdict = ({ holds }) => (holds === undefined ? "" : holds ? "ok" : "**short**");

/** @param first Title of a first column, with the rows' property of that name, or none. */
export function tableOf(rows, first) {
  const heads = ["figure", "goal", "ptx", "reference", ""];
  const cells = rows.map((row) => [
    row.figure,
    row.goal,
    shown(row.ptx),
    shown(row.reference),
    verdict(row),
  ]);
  if (first !== undefined) {
    heads.unshift(first);
    cells.forEach((cell, index) => {
      cell.unshift(rows[index][first]);
    });
  }
  const widths = heads.map((head, column) =>
    Math.max(head.length, ...cells.map((cell) => cell[column].length)),
  );
  const line = (cell) => `| ${cell.map((text, at) => text.padEnd(widths[at])).join(" | ")} |`;
  const rule = `| ${widths.map((width) => "-".repeat(width)).join(" | ")} |`;
  return [line(heads), rule, ...cells.map(line)].join("\n");
}

/** Puts each proof's table into its section of the page; sections of other proofs stay, in the order of names. */
export function writePage(proofs) {
  const text = readFileSync(page, "utf8");
  const parts = text.split(/(?=<!-- proof: )/);
  const sections = new Map(
    parts.slice(1).map((part) => [/<!-- proof: (\S+) -->/.exec(part)?.[1], part.trimEnd()]),
  );
  for (const { name, title, about, rows } of proofs)
    sections.set(name, section(name, title, about, rows));
  const sorted = [...sections].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, part]) => part);
  writeFileSync(page, `${[parts[0].trimEnd(), ...sorted].join("\n\n")}\n`);
}

function section(name, title, about, rows) {
  const date = new Date().toISOString().slice(0, 10);
  const where = `Run on ${date}; ${cpus().length} cores, ${process.platform} ${process.arch}, Node ${process.version}.`;
  return `<!-- proof: ${name} -->\n## ${title}\n\n${about}\n\n${tableOf(rows)}\n\n${where}`;
}
