import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, expect, test } from "vitest";
import { generate } from "./generate.ts";
import { random, scatter } from "./random.ts";

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), "shop-"));
  folders.push(path);
  return path;
}

function contents(root: string): Record<string, string> {
  const files = ["raw", "truth"].flatMap((part) =>
    readdirSync(join(root, part))
      .filter((name) => name.endsWith(".csv"))
      .map((name) => join(part, name)),
  );
  return Object.fromEntries(files.map((name) => [name, readFileSync(join(root, name), "utf8")]));
}

test("equal arguments give equal bytes, another seed another shop", async () => {
  const [one, same, other] = [folder(), folder(), folder()];
  const rows = await generate(one, { customers: 60, events: 200, seed: 1 });
  await generate(same, { customers: 60, events: 200, seed: 1 });
  await generate(other, { customers: 60, events: 200, seed: 2 });

  expect(contents(one)).toEqual(contents(same));
  expect(contents(one)).not.toEqual(contents(other));
  expect(rows.get("truth_persons")).toBe(60);
});

test("the committed seeds are what the default arguments generate", async () => {
  const out = folder();
  await generate(out, { customers: 1000, events: 3000, seed: 42 });
  const committed = contents(fileURLToPath(new URL("../../seeds", import.meta.url)));
  expect(Object.keys(contents(out))).toEqual(Object.keys(committed));
  for (const [name, text] of Object.entries(contents(out))) {
    expect(text === committed[name], name).toBe(true);
  }
});

test("every person has a record, and every record a person", async () => {
  const out = folder();
  await generate(out, { customers: 80, events: 0, seed: 5 });
  const files = contents(out);
  const column = (name: string, index: number): string[] =>
    (files[name] ?? "")
      .trim()
      .split("\n")
      .slice(1)
      .map((line) => line.split(",")[index] ?? "");
  const persons = new Set(column("truth/truth_persons.csv", 0));
  expect(new Set(column("truth/truth_records.csv", 1))).toEqual(persons);
});

test("streams differ by label, and scattered ids never collide", () => {
  expect(random(1, "a").next()).toBe(random(1, "a").next());
  expect(random(1, "a").next()).not.toBe(random(1, "b").next());
  const ids = Array.from({ length: 10_000 }, (_, counter) => scatter(counter));
  expect(new Set(ids).size).toBe(ids.length);
});
