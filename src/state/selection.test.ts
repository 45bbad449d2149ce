/**
 * Selection against dbt: `fixtures/selection/expected.json` holds what `dbt ls` answered for each
 * line of `expressions.txt` (see `scripts/selection-oracle.py`).
 */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parse as parseYaml } from "yaml";
import { diagnosticsOf } from "../core/error.ts";
import type { Manifest } from "../core/manifest.ts";
import type { IndirectSelection } from "../graph/criterion.ts";
import { scopes } from "../graph/resource-types.ts";
import { type SelectionSpec, select } from "../graph/select.ts";
import { selectorsArtifact } from "../graph/selectors-artifact.ts";
import { manifestFromJson } from "./manifest-json.ts";

interface Case extends Record<IndirectSelection, "error" | number[]> {
  readonly args: string;
  readonly unmatched: string[];
}

const read = (name: string): string =>
  readFileSync(new URL(`../../fixtures/selection/${name}`, import.meta.url), "utf8");
const json = JSON.parse(read("manifest.json"));
const manifest = manifestFromJson(json);
const { ids, cases }: { ids: string[]; cases: Case[] } = JSON.parse(read("expected.json"));

/** The manifest with the selectors as `selectors.yml` has them, not as dbt wrote them out. */
const asWritten: Manifest = {
  ...manifest,
  selectors: new Map(
    parseYaml(read("project/selectors.yml")).selectors.map((one: { name: string }) => [
      one.name,
      { description: "", default: false, ...one },
    ]),
  ),
};

/** ptx says what is wrong where dbt selects nothing and warns at most. */
const stricter: Readonly<Record<string, string>> = {
  "--select tag:": "PTX2102",
  "--select orders,": "PTX2102",
  "--select ,orders": "PTX2102",
  "--select +": "PTX2102",
  "--select ++orders": "PTX2103",
  "--select orders++": "PTX2103",
  "--select n+orders": "PTX2103",
  "--select orders+n": "PTX2103",
};

const flags: Readonly<
  Record<string, "select" | "exclude" | "resourceTypes" | "excludeResourceTypes">
> = {
  "--select": "select",
  "--exclude": "exclude",
  "--resource-type": "resourceTypes",
  "--exclude-resource-type": "excludeResourceTypes",
};

/** A command line as the shell and the option parser read it. */
function specOf(line: string): SelectionSpec {
  const spec: Record<string, string[]> = {};
  let selector: string | undefined;
  let flag = "";
  for (const [word, quoted] of line.matchAll(/"([^"]*)"|\S+/g)) {
    if (quoted === undefined && word.startsWith("--")) flag = word;
    else if (flag === "--selector") selector = word;
    else {
      const key = flags[flag] ?? "";
      spec[key] = [...(spec[key] ?? []), quoted ?? word];
    }
  }
  return { ...spec, selector };
}

function pick(from: Manifest, line: string, indirectSelection: IndirectSelection) {
  return select(from, { ...specOf(line), indirectSelection }, { scope: scopes.ls });
}

const codesOf = (work: () => unknown): string[] => {
  try {
    work();
  } catch (error) {
    return (diagnosticsOf(error) ?? []).map(({ code }) => code);
  }
  return [];
};

test.each(cases)("dbt ls $args", (expected) => {
  const { args, unmatched } = expected;
  const code = stricter[args];
  if (code !== undefined || expected.eager === "error") {
    expect(codesOf(() => pick(asWritten, args, "eager"))).toEqual([
      code ?? expect.stringMatching(/^PTX21/),
    ]);
    return;
  }
  for (const mode of ["eager", "cautious", "buildable", "empty"] as const) {
    const wanted = expected[mode];
    const names = wanted === "error" ? wanted : wanted.map((i) => ids[i]);
    for (const from of [asWritten, manifest])
      expect(pick(from, args, mode).selected).toEqual(names);
  }
  const warned = pick(asWritten, args, "eager").warnings.map(
    ({ message }) => /"(.*)"/.exec(message)?.[1],
  );
  expect(warned).toEqual(unmatched.filter((text) => args === '--select ""' || text !== ""));
});

test("the selectors are written out as dbt does", () => {
  expect(selectorsArtifact(asWritten.selectors)).toEqual(json.selectors);
});
