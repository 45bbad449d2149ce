/**
 * Parses every template below a folder, and says which of them ptx cannot read.
 *
 * usage: tsx scripts/parse-corpus.ts FOLDER
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { PtxError } from "../src/core/error.ts";
import { parseTemplate } from "../src/jinja/parse.ts";

const [folder = "."] = process.argv.slice(2);
const files = readdirSync(folder, { recursive: true, encoding: "utf8" })
  .filter((path) => path.endsWith(".sql"))
  .sort();
const started = performance.now();
const failures: string[] = [];
for (const file of files) {
  try {
    parseTemplate(readFileSync(join(folder, file), "utf8"), file);
  } catch (error) {
    if (!(error instanceof PtxError)) throw error;
    const { code, message, at } = error.diagnostic;
    failures.push(`${file}:${at?.line}:${at?.column} ${code} ${message}`);
  }
}
const ms = Math.round(performance.now() - started);
console.log(`parsed ${files.length - failures.length} of ${files.length} in ${ms} ms`);
for (const failure of failures) console.log(`  ${failure}`);
process.exitCode = failures.length === 0 ? 0 : 1;
