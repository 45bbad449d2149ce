/**
 * Every error code has a page, every page a code, and the index lists them all.
 * With `--write`, writes the index `docs/errors/README.md`.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const folder = `${root}docs/errors`;
const index = `${folder}/README.md`;

/** Code → title, as `src/core/codes.ts` lists them. */
const codes = new Map(
  [...readFileSync(`${root}src/core/codes.ts`, "utf8").matchAll(/^ {2}(PTX\d{4}): "(.*)",$/gm)].map(
    ([, code, title]) => [code, title],
  ),
);
const pages = readdirSync(folder)
  .filter((file) => /^PTX\d+\.md$/.test(file))
  .map((file) => file.slice(0, -3));

const areas = {
  10: "Project and profile files",
  11: "YAML files",
  12: "Names and references",
  20: "The graph",
  21: "Selectors",
  30: "Template syntax",
  31: "Rendering",
  32: "Template context",
  40: "Warehouse",
  41: "Materializations",
  42: "Data tests",
  43: "Unit tests",
  50: "State and artifacts",
  60: "Running",
  90: "Usage",
};

function indexText() {
  const lines = [
    "# Error codes",
    "",
    "Every message of ptx about a mistake carries a code; here is what each means.",
  ];
  let area;
  for (const [code, title] of [...codes].sort(([a], [b]) => a.localeCompare(b))) {
    const name = areas[code.slice(3, 5)] ?? "Other";
    if (name !== area) lines.push("", `## ${name}`, "");
    area = name;
    lines.push(`- [${code}](${code}.md) ${title}`);
  }
  return `${lines.join("\n")}\n`;
}

function complaintsOf([code, title]) {
  if (!pages.includes(code)) return [`${code}: docs/errors/${code}.md is missing`];
  const [first] = readFileSync(`${folder}/${code}.md`, "utf8").split("\n", 1);
  return first.toLowerCase() === `# ${code}: ${title}`.toLowerCase()
    ? []
    : [`${code}: its page is titled "${first}", not "# ${code}: ${title}"`];
}

if (process.argv.includes("--write")) writeFileSync(index, indexText());
const current = existsSync(index) ? readFileSync(index, "utf8") : "";
const complaints = [
  ...[...codes].flatMap(complaintsOf),
  ...pages
    .filter((page) => !codes.has(page))
    .map((page) => `${page}: a page without a code in src/core/codes.ts`),
  ...(current === indexText()
    ? []
    : ["docs/errors/README.md is not current: node scripts/check-error-pages.mjs --write"]),
];
for (const complaint of complaints) console.error(complaint);
console.log(`${codes.size} error codes, ${pages.length} pages, ${complaints.length} complaints`);
process.exitCode = complaints.length > 0 ? 1 : 0;
