/** The unit tests of fixtures/unit-tests come out as with dbt, with tables and without. */
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { TemporaryProject } from "./in-process.ts";

const fixtures = resolve(import.meta.dirname, "../fixtures/unit-tests");

type Statuses = Record<string, string>;
const expected = JSON.parse(readFileSync(`${fixtures}/expected.json`, "utf8")) as {
  test: Statuses;
  build: Statuses;
  build_past_staging: Statuses;
  unit_tests: Record<string, unknown>;
};

/** dbt has no unit tests of macros. */
const ofMacros = /^unit_test\.tested\.(to_cents|region|regions|zone_name)\./;

/** Expected rows that name different columns: dbt's statement fails, ptx takes what is left out as null. */
const deliberate = { "unit_test.tested.stg_customers.keys_of_the_first_row": "pass" };

const withoutMacros = (statuses: Statuses): Statuses =>
  Object.fromEntries(Object.entries(statuses).filter(([id]) => !ofMacros.test(id)));

/**
 * After one failed unit test of a model dbt skips its others, in the order of a Python set: what it
 * skips is left to chance. ptx runs all of them.
 */
const comparable = (statuses: Statuses, ofDbt: Statuses): Statuses =>
  Object.fromEntries(
    Object.entries(withoutMacros(statuses)).filter(
      ([id]) => !id.startsWith("unit_test.") || ofDbt[id] !== "skipped",
    ),
  );

const pastStaging = [
  "upper_case_wrong",
  "unknown_input_column",
  "unknown_expected_column",
  "value_of_wrong_type",
  "duplicates_count",
  "input_that_is_not_there",
  "input_that_is_no_reference",
  "keys_of_the_first_row",
].map((name) => `unit_test:${name}`);

const projects: TemporaryProject[] = [];
function fixtureProject(): TemporaryProject {
  const project = new TemporaryProject(`${fixtures}/project`);
  projects.push(project);
  return project;
}
afterAll(() => {
  for (const project of projects) project.remove();
});

describe("as with dbt", () => {
  test("unit tests alone, where no table exists", async () => {
    const project = fixtureProject();
    const { code, out } = await project.ptx("test", "--select", "test_type:unit");
    expect(code).toBe(1);
    const statuses = project.statuses();
    expect(withoutMacros(statuses)).toEqual({ ...expected.test, ...deliberate });
    const macros = Object.entries(statuses).filter(([id]) => ofMacros.test(id));
    expect(macros.sort()).toEqual([
      ["unit_test.tested.region.is_not_ours", "fail"],
      ["unit_test.tested.region.is_ours", "pass"],
      ["unit_test.tested.regions.returns_all", "pass"],
      ["unit_test.tested.to_cents.counts_cents", "pass"],
      ["unit_test.tested.to_cents.counts_wrongly", "fail"],
      ["unit_test.tested.to_cents.is_whole", "pass"],
      ["unit_test.tested.zone_name.names_the_zone", "pass"],
    ]);
    expect(out).toContain("Did you mean 'status'?");
    const tables = await project.ptx(
      "show",
      "--inline",
      "select count(*) as n from duckdb_tables()",
    );
    expect(tables.out).toMatch(/\|\s+0 \|/);
  });

  test("unit tests alone, over tables that are built; the second time from the parse cache", async () => {
    const project = fixtureProject();
    await project.ptx("seed");
    await project.ptx("run");
    for (let time = 0; time < 2; time += 1) {
      await project.ptx("test", "--select", "test_type:unit");
      const statuses = withoutMacros(project.statuses());
      expect(statuses).toEqual({ ...expected.test, ...deliberate });
    }
  });

  test("a build skips the models whose unit tests fail, and what reads them", async () => {
    const project = fixtureProject();
    await project.ptx("seed");
    const { code } = await project.ptx("build", "--exclude", "resource_type:seed");
    expect(code).toBe(1);
    expect(comparable(project.statuses(), expected.build)).toEqual({
      ...comparable(expected.build, expected.build),
    });
  });

  test("a build tests each model before it", async () => {
    const project = fixtureProject();
    await project.ptx("seed");
    await project.ptx("build", "--exclude", "resource_type:seed", ...pastStaging);
    expect(comparable(project.statuses(), expected.build_past_staging)).toEqual({
      ...comparable(expected.build_past_staging, expected.build_past_staging),
      // dbt needs the table of an incremental model before the model is tested for the first time.
      "unit_test.tested.order_log.incremental_rows": "pass",
    });
  });

  test("the manifest's entries", async () => {
    const project = fixtureProject();
    await project.ptx("parse");
    const { unit_tests } = JSON.parse(project.read("target/manifest.json")) as {
      unit_tests: Record<string, Record<string, unknown>>;
    };
    const own = Object.entries(unit_tests).filter(([id]) => !ofMacros.test(id));
    const compared = own.map(([id, { created_at: _, checksum: __, ...entry }]) => [id, entry]);
    expect(Object.fromEntries(compared)).toEqual(expected.unit_tests);
  });
});

describe("selection", () => {
  test.each([
    ["unit_test:overridden", ["large_orders.overridden"]],
    [
      "large_orders,test_type:unit",
      ["large_orders.overridden", "large_orders.overridden_in_the_package"],
    ],
    ["tag:money", ["large_orders.overridden"]],
  ])("%s", async (select, names) => {
    const project = fixtureProject();
    await project.ptx("test", "--select", select);
    const ids = Object.keys(project.statuses()).sort();
    expect(ids).toEqual(names.map((name) => `unit_test.tested.${name}`));
  });
});
