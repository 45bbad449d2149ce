/**
 * Writes the built-in macros into a module, one entry a macro, so that starting up reads and scans
 * no files. Run after a change of `src/builtins/`, whose folder `ptx` is a package of its own; a test tells when it was forgotten.
 */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";

const folder = new URL("../src/builtins/", import.meta.url);
const block = /\{%-?\s*(macro|test)\s+(\w+)[^]*?\{%-?\s*end\1\s*-?%\}/g;

export function embedded() {
  const entries = [];
  for (const file of readdirSync(folder, { recursive: true })
    .filter((name) => name.endsWith(".sql"))
    .sort()) {
    const text = readFileSync(new URL(file, folder), "utf8");
    for (const found of text.matchAll(block)) {
      const [source, kind, name] = found;
      const before = text.slice(0, found.index);
      const line = before.split("\n").length;
      const column = found.index - before.lastIndexOf("\n");
      const macro = kind === "test" ? `test_${name}` : name;
      entries.push(
        `  [${[macro, file, line, column, source].map((part) => JSON.stringify(part)).join(", ")}],`,
      );
    }
  }
  return [
    "/** The built-in macros: name, file, line, column, text. Written by scripts/embed-builtins.mjs. */",
    "export const sources: readonly (readonly [string, string, number, number, string])[] = [",
    ...entries,
    "];",
    "",
  ].join("\n");
}

if (process.argv[1] === new URL(import.meta.url).pathname) {
  writeFileSync(new URL("sources.ts", folder), embedded());
}
