/** `expected_purchases` of the reference project, against the series summed up term by term. */
import { resolve } from "node:path";
import { expect } from "vitest";
import { stringify } from "yaml";
import { connectTo } from "../src/adapters/registry.ts";
import type { JsonObject } from "../src/core/node.ts";
import { TemporaryProject } from "./in-process.ts";

const root = resolve(import.meta.dirname, "..");

/** Learned from CDNOW's customers, rounded: Fader, Hardie and Lee 2005. */
const parameters = { r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 };
const horizon = 39;

interface Customer {
  readonly frequency: number;
  readonly recency: number;
  readonly age: number;
}

const customers: readonly Customer[] = [
  { frequency: 0, recency: 0, age: 38.86 },
  { frequency: 2, recency: 30.43, age: 38.86 },
  { frequency: 7, recency: 29.43, age: 38.86 },
  { frequency: 29, recency: 60, age: 90 },
  // So young that the terms which are written reach nine digits only.
  { frequency: 1, recency: 0.5, age: 1 },
];

/** Equation (10) of Fader, Hardie and Lee 2005, with as many terms of the series as count. */
function expected({ frequency, recency, age }: Customer): number {
  const { r, alpha, a, b } = parameters;
  const z = horizon / (alpha + age + horizon);
  const c = a + b + frequency - 1;
  let [sum, term] = [1, 1];
  for (let n = 0; n < 5000; n++) {
    term *= (z * (r + frequency + n) * (b + frequency + n)) / ((c + n) * (n + 1));
    sum += term;
  }
  const shrunk = ((alpha + age) / (alpha + age + horizon)) ** (r + frequency);
  const ratio = ((alpha + age) / (alpha + recency)) ** (r + frequency);
  const odds = frequency > 0 ? (a / (b + frequency - 1)) * ratio : 0;
  return ((c / (a - 1)) * (1 - shrunk * sum)) / (1 + odds);
}

/** @param profile Keys of a target, with its schema. Rejects when a number is another one. */
export async function expectedPurchasesAreRight(profile: JsonObject, type: string): Promise<void> {
  const project = new TemporaryProject();
  project.copy(resolve(root, "macros"), "macros");
  const double = (value: number) => `cast('${value}' as ${type})`;
  const rows = customers.map(
    ({ frequency, recency, age }, i) =>
      `select ${i} as id, ${double(frequency)} as frequency, ${double(recency)} as recency, ${double(age)} as age`,
  );
  const model = Object.fromEntries(
    Object.entries(parameters).map(([name, value]) => [name, double(value)]),
  );
  project.write({
    "project.yml": "name: personalization\nprofile: p\n",
    "profiles.yml": stringify({ p: { target: "t", outputs: { t: profile } } }),
    "models/expected.sql": `{{ config(materialized='table') }}
select id, {{ expected_purchases(${JSON.stringify(model)}, 'frequency', 'recency', 'age', ${horizon}) }} as purchases
from (${rows.join(" union all ")}) as customers
`,
  });
  const adapter = await connectTo(
    {
      profileName: "p",
      name: "t",
      type: String(profile["type"]),
      schema: String(profile["schema"] ?? "main"),
      database: undefined,
      threads: 1,
      settings: profile,
      file: undefined,
    },
    { root: project.folder },
  );
  try {
    const { code, out, err } = await project.ptx("run", "--no-partial-parse");
    expect(`${err}${code === 0 ? "" : out}`).toBe("");
    const session = await adapter.session();
    const place = `${String(profile["schema"] ?? "main")}.expected`;
    const { rows: found } = await session.query(`select purchases from ${place} order by id`);
    session.release();
    const ratios = found.map(([value], i) => Number(value) / expected(customers[i] as Customer));
    const errors = ratios.map((ratio) => Math.abs(ratio - 1));
    expect(errors.length).toBe(customers.length);
    expect(Math.max(...errors.slice(0, -1))).toBeLessThan(1e-12);
    expect(errors.at(-1)).toBeLessThan(1e-9);
  } finally {
    await adapter.close();
    project.remove();
  }
}
