import { expect, test } from "vitest";
import { readFixture } from "../cli/testing/package-world.ts";
import {
  highestIn,
  intersection,
  parseSpecifier,
  rangeText,
  type Specifier,
  sortedVersions,
} from "./versions.ts";

const nothing = { start: undefined, end: undefined };

const specifiers = (texts: readonly string[]): Specifier[] =>
  texts.map(parseSpecifier).filter((one) => one !== undefined);

function pick(specs: readonly string[], available: readonly string[], prereleases = false) {
  const range = intersection(specifiers(specs));
  if (range === undefined) return "conflict";
  return highestIn(sortedVersions(available, prereleases), range)?.version ?? null;
}

test.each([
  [[">=1.0.0", "<2.0.0"], ["0.9.0", "1.0.0", "1.9.9", "2.0.0"], "1.9.9"],
  [["1.1.0"], ["1.0.0", "1.1.0"], "1.1.0"],
  [[">1.0.0"], ["1.0.0"], null],
  [[">=2.0.0", "<1.0.0"], ["1.5.0"], "conflict"],
  [["1.0.0", ">=1.0.1"], ["1.0.0"], "conflict"],
] as const)("%j of %j is %s", (specs, available, expected) => {
  expect(pick(specs, available)).toBe(expected);
});

test("an upper bound without prerelease keeps the prereleases of that version out", () => {
  expect(pick(["<1.0.0"], ["0.9.0", "1.0.0-rc1"], true)).toBe("0.9.0");
  expect(pick(["<1.0.0-rc2"], ["0.9.0", "1.0.0-rc1"], true)).toBe("1.0.0-rc1");
});

test("what is no version", () => {
  const texts = ["1.0", "v1.0.0", ">= 1.0.0", "1.0.0,2.0.0", "==1.0.0", "latest", ""];
  expect(texts.map(parseSpecifier)).toEqual(texts.map(() => undefined));
  expect(parseSpecifier("1.0.0rc1")?.prerelease).toBe("rc1");
  expect(parseSpecifier(">=1.2.3-rc.1+build.5")).toMatchObject({
    matcher: ">=",
    prerelease: "rc.1",
  });
});

test("ranges as people read them", () => {
  expect(rangeText({ start: undefined, end: undefined })).toBe("any version");
  expect(rangeText(intersection(specifiers([">=1.0.0", ">=1.1.0", "<2.0.0"])) ?? nothing)).toBe(
    ">=1.1.0, <2.0.0",
  );
  expect(rangeText(intersection(specifiers(["1.0.0"])) ?? nothing)).toBe("1.0.0");
});

interface Row {
  readonly specs: readonly string[];
  readonly available: readonly string[];
  readonly prereleases: boolean;
  readonly picked: string | null;
  readonly order: readonly string[];
}

test("600 random lists: the versions that dbt takes, in dbt's order", () => {
  const rows = readFixture("versions.json") as Row[];
  expect(rows).toHaveLength(600);
  const different = rows.filter(({ specs, available, prereleases, picked, order }) => {
    const sorted = sortedVersions(available, prereleases).map(({ version }) => version);
    return pick(specs, available, prereleases) !== picked || sorted.join() !== order.join();
  });
  expect(different).toEqual([]);
});
