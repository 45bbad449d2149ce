/** Holds the sources and the bundle to the sizes of `budgets.json`; prints each with its limit. */
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const budgets = JSON.parse(readFileSync(`${root}scripts/budgets.json`, "utf8"));
const { dependencies, optionalDependencies } = JSON.parse(
  readFileSync(`${root}package.json`, "utf8"),
);

/** Written by machines: their size says nothing about how they read. */
const generated = /generated\/|builtins\/sources\.ts$/;
const vague = /(?:^|\/)(?:utils?|helpers?|common|misc)(?:\.ts$|\/)/;

const sources = readdirSync(`${root}src`, { recursive: true })
  .map((file) => file.replaceAll("\\", "/"))
  .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts") && !generated.test(file));
const lengths = sources
  .map((file) => ({
    file,
    lines: readFileSync(`${root}src/${file}`, "utf8").split("\n").length - 1,
  }))
  .sort((a, b) => a.lines - b.lines);
const linesAt = (share) => lengths[Math.floor((lengths.length - 1) * share)]?.lines ?? 0;

const measured = {
  "file lines, median": linesAt(0.5),
  "file lines, 90th percentile": linesAt(0.9),
  "file lines, longest": linesAt(1),
  "production dependencies": Object.keys({ ...dependencies, ...optionalDependencies }).length,
  "bundle, all files, KB": existsSync(`${root}dist`) ? bundleSize() : 0,
};

const complaints = sources
  .filter((file) => vague.test(file))
  .map((file) => `src/${file}: a name that says nothing`);
for (const [name, limit] of Object.entries(budgets)) {
  const value = measured[name];
  console.log(`${name.padEnd(28)} ${String(value).padStart(6)} of ${limit}`);
  if (value > limit) complaints.push(`${name} is ${value}, more than ${limit}`);
}
for (const { file, lines } of lengths) {
  if (lines > budgets["file lines, longest"]) complaints.push(`src/${file} has ${lines} lines`);
}
for (const complaint of complaints) console.error(complaint);
process.exitCode = complaints.length > 0 ? 1 : 0;

function bundleSize() {
  const files = readdirSync(`${root}dist`).filter((file) => file.endsWith(".js"));
  const bytes = files.reduce((sum, file) => sum + statSync(`${root}dist/${file}`).size, 0);
  return Math.round(bytes / 1024);
}
