/** Each planted failure ends as it does with dbt: exit code, and status of every node. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { cases, differences, expected } from "./cases.ts";
import { outcomesOf } from "./play.ts";

test.concurrent.for(cases)("$topic, $name", { timeout: 60_000 }, async (each, { expect }) => {
  const { outcomes, outputs } = await outcomesOf(each);
  const text = `${outputs.join("\n\n")}\n`;
  // A trace of calls is for bugs, not for a user's mistake.
  expect(text).not.toMatch(/\n\s+at .*\.(js|ts):\d+/);
  expect(text).not.toContain("failed in a way that it should not");
  expect(outcomes).toEqual(differences[each.name]?.outcomes ?? expected[each.name]);
  if (each.golden) await expect(text).toMatchFileSnapshot(`goldens/${each.name}.txt`);
});

test("every case was asked of dbt, and every difference is one and is explained", () => {
  const names = cases.map(({ name }) => name);
  expect(Object.keys(expected).sort()).toEqual([...names].sort());
  const docs = readFileSync(
    join(import.meta.dirname, "../../docs/reference/differences-from-dbt.md"),
    "utf8",
  );
  for (const [name, { outcomes }] of Object.entries(differences)) {
    expect(names).toContain(name);
    expect(outcomes, name).not.toEqual(expected[name]);
    expect(docs).toContain(`\`${name}\``);
  }
});
