/**
 * `npx tsx scripts/generate-shop/main.ts --customers 1000 --seed 42 --out seeds`
 *
 * Writes the raw data of the reference project and the truth beside it. Same arguments, same bytes.
 */
import { parseArgs } from "node:util";
import { generate } from "./generate.ts";

const { values } = parseArgs({
  options: {
    customers: { type: "string", default: "1000" },
    events: { type: "string" },
    seed: { type: "string", default: "42" },
    out: { type: "string", default: "seeds" },
  },
});

const customers = whole("customers", values.customers);
const rows = await generate(values.out, {
  customers,
  events: whole("events", values.events ?? String(customers * 3)),
  seed: whole("seed", values.seed),
});
for (const [table, count] of rows) process.stdout.write(`${table} ${count}\n`);

function whole(option: string, text: string): number {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value >= 0) return value;
  process.stderr.write(`--${option} must be a whole number, not "${text}"\n`);
  process.exit(2);
}
