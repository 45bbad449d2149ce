/**
 * `ptx ls` prints what `dbt ls` prints: fixtures/selection/market/expected.json holds dbt's answers
 * for the project of scripts/selection-market/main.ts (see scripts/selection-oracle.py).
 */
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { marketFiles } from "../scripts/selection-market/main.ts";
import { TemporaryProject, type Told } from "./in-process.ts";

const modes = ["eager", "cautious", "buildable", "empty"] as const;

/** Numbers of ids, as ranges; a mode that answers as `eager` does is left out. */
interface Case extends Partial<Record<(typeof modes)[number], string>> {
  readonly args: string;
  readonly eager: string;
  readonly unmatched: readonly string[];
}

const { ids, cases, forms } = JSON.parse(
  readFileSync(new URL("../fixtures/selection/market/expected.json", import.meta.url), "utf8"),
) as { ids: string[]; cases: Case[]; forms: { args: string; lines: string[] }[] };

const project = new TemporaryProject();
afterAll(() => project.remove());
beforeAll(async () => {
  project.write(marketFiles);
  expect((await project.ptx("deps")).code).toBe(0);
});

const listing = (args: string, ...more: string[]): Promise<Told> =>
  project.ptx("ls", ...more, ...args.split(" "));

const linesOf = (text: string): string[] => (text === "" ? [] : text.trimEnd().split("\n"));

function named(ranges: string): string[] {
  return ranges
    .split(" ")
    .filter(Boolean)
    .flatMap((range) => {
      const [first, last = first] = range.split("-").map(Number);
      return ids.slice(first, (last ?? 0) + 1);
    });
}

test("the project has the size of a real one", () => {
  expect(ids.filter((id) => !id.startsWith("test.")).length).toBeGreaterThan(150);
  expect(ids.length).toBeGreaterThan(350);
  expect(cases.length).toBeGreaterThan(500);
});

describe.each(cases)("dbt ls $args", (expected) => {
  const asked = modes.filter((mode) => mode === "eager" || expected[mode] !== undefined);
  test.each(asked)("%s", async (mode) => {
    const id = ["--output", "json", "--output-keys", "unique_id"];
    const told = await listing(expected.args, ...id, "--indirect-selection", mode);
    if (expected.eager === "error") {
      expect([told.code, told.out]).toEqual([2, ""]);
      return;
    }
    const found = linesOf(told.out).map((line) => JSON.parse(line).unique_id);
    expect(found, told.err).toEqual(named(expected[mode] ?? ""));
    const warned = told.err.matchAll(/PTX2109 selection criterion "(.*)" does not match/g);
    if (mode === "eager") expect([...warned].map(([, text]) => text)).toEqual(expected.unmatched);
  });
});

/** What a line says. dbt keeps tags in sets, whose order differs from run to run. */
const said = (line: string): unknown =>
  line.startsWith("{")
    ? JSON.parse(line, (key, value) => (key === "tags" ? value.toSorted() : value))
    : line;

test.each(forms)("dbt ls $args, line by line", async ({ args, lines }) => {
  const found = linesOf((await listing(args)).out);
  expect(found.map(said)).toEqual(lines.map(said));
});
