/**
 * Writes seeds/reference/phone_rules.csv: how telephone numbers of each country are written, derived from
 * the metadata of libphonenumber (as the package libphonenumber-js carries them).
 *
 * Usage: node scripts/phone-rules.mjs [--check]     --check: fail if the committed file is not what comes out
 */
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

const metadata = createRequire(import.meta.url)("libphonenumber-js/metadata.max.json");
const file = fileURLToPath(new URL("../seeds/reference/phone_rules.csv", import.meta.url));

/** What people dial before a country's code; the first that the country's pattern takes is its prefix. */
const prefixes = [
  "00",
  "011",
  "0011",
  "810",
  "000",
  "001",
  "010",
  "009",
  "005",
  "119",
  "00414",
  "0014",
];

/** The places of a country's entry that are read here. */
function facts([dial, international, national, lengths, , trunk, , trunkPattern, , , , types]) {
  return { dial, international, national, lengths, trunk, trunkPattern, types: types ?? [] };
}

/** Fixed lines and mobiles: pattern and lengths. Other kinds (premium, pagers) belong to nobody. */
function lines({ national, lengths, types }) {
  const kinds = types.slice(0, 2).filter(Boolean);
  if (kinds.length === 0) return [{ pattern: national, lengths }];
  return kinds.map(([pattern, own]) => ({ pattern, lengths: own?.length > 0 ? own : lengths }));
}

/** Whether no number begins with its trunk prefix, by trying numbers that do. */
function isCertain(trunk, kinds) {
  const patterns = kinds.map(({ pattern }) => new RegExp(`^(?:${pattern})$`));
  let seed = 1;
  for (const { lengths } of kinds) {
    for (const length of lengths) {
      for (let attempt = 0; attempt < 3000; attempt++) {
        let digits = trunk;
        while (digits.length < length) {
          seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
          digits += (seed >>> 16) % 10;
        }
        if (patterns.some((pattern) => pattern.test(digits))) return false;
      }
    }
  }
  return true;
}

function ruleOf(country, entry) {
  const known = facts(entry);
  const kinds = lines(known);
  const lengths = kinds.flatMap((kind) => kind.lengths);
  const international = new RegExp(`^(?:${known.international || "00"})$`);
  const trunk = known.trunk || "";
  return [
    country,
    known.dial,
    prefixes.find((prefix) => international.test(prefix)) ?? "",
    trunk,
    trunk !== "" && isCertain(trunk, kinds) ? 1 : 0,
    Math.min(...lengths),
    Math.max(...lengths),
  ].join(",");
}

const rows = Object.entries(metadata.countries)
  .map(([country, entry]) => ruleOf(country, entry))
  .sort();
const text = `country_code,dial_code,international_prefix,trunk_prefix,is_trunk_certain,shortest,longest\n${rows.join("\n")}\n`;
if (process.argv.includes("--check")) {
  if (readFileSync(file, "utf8") !== text) {
    console.error(
      "seeds/reference/phone_rules.csv is not up to date: run node scripts/phone-rules.mjs",
    );
    process.exitCode = 1;
  }
} else writeFileSync(file, text);
