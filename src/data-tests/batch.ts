/**
 * Tests together: as few statements and scans as give each test the counts that it has alone.
 *
 * Measured on DuckDB 1.5.6, 2 cores. A view over 12 views and 100 rows: 6 tests alone 33 ms, as
 * one scan 6.5 ms (one test alone 5.1 ms: planning is the cost); 2 tests 11 ms and 5.3 ms. A table
 * of 100 rows: 6 tests 3.7 ms and 1.4 ms. A table of 5 million rows: 674 ms and 632 ms; a view
 * that joins it: 756 ms and 674 ms. Materialized CTEs were slower in all cases, so tables and views
 * get the same statement. Tests of other forms gain less from one statement (7.9 ms against
 * 11 ms for two on the deep view), by `union all`; scalar subqueries were slower.
 */
import type { QueryResult } from "../core/adapter.ts";
import type { JsonObject } from "../core/node.ts";
import { readTestConfig, storedAs, type TestConfig } from "./config.ts";
import { countColumns, countsOf, failingRows, type TestCounts } from "./count.ts";
import { nativeForm } from "./native.ts";

export interface BatchableTest {
  readonly id: string;
  /** Compiled select of the failing rows. */
  readonly sql: string;
  readonly config: JsonObject;
  /** The test macro is the built-in one. */
  readonly builtin: boolean;
  /** Nodes that must be built before the test can run. */
  readonly parents: readonly string[];
}

export interface Batch {
  readonly tests: readonly string[];
  /** `undefined` for a test that runs alone. */
  readonly sql: string | undefined;
  /** How often the tested relations are read. */
  readonly scans: number;
  /**
   * The counts by test. A test that is missing needs its own statement: it fails, and only that
   * statement knows by how many.
   */
  read(result: QueryResult): ReadonlyMap<string, TestCounts>;
}

/**
 * Groups tests into statements. Tests share one only if they have the same parents, so that none
 * waits for more than it needs. When a statement fails, run its tests alone: one of them is broken.
 *
 * @param storeFailures `--store-failures`: tests that store their rows run alone.
 * @returns Batches in the order of their first test; each test is in one of them.
 */
export function planBatches(tests: readonly BatchableTest[], storeFailures = false): Batch[] {
  const groups = new Map<string, Member[]>();
  for (const test of tests) {
    const member = memberOf(test, storeFailures);
    const parents = [...test.parents].sort();
    const key = JSON.stringify([member.alone ? test.id : "", member.native?.from ?? "", parents]);
    const group = groups.get(key);
    if (group) group.push(member);
    else groups.set(key, [member]);
  }
  return [...groups.values()].map(toBatch);
}

interface Member {
  readonly id: string;
  readonly sql: string;
  readonly config: TestConfig;
  readonly alone: boolean;
  readonly native: { from: string; aggregate: string; exact: boolean; meets: Meets } | undefined;
}

interface Meets {
  readonly warn: (failures: number) => boolean;
  readonly error: (failures: number) => boolean;
}

function memberOf({ id, sql, config: raw, builtin }: BatchableTest, store: boolean): Member {
  const config = readTestConfig(raw);
  const alone = config.sqlHeader !== undefined || storedAs(raw, store) !== undefined;
  const form = builtin && !alone ? nativeForm(sql) : undefined;
  const warn = conditionOf(config.warnIf);
  const error = conditionOf(config.errorIf);
  const plain = config.failCalc.trim().toLowerCase() === "count(*)" && config.limit === undefined;
  const native = form && plain && warn && error ? { ...form, meets: { warn, error } } : undefined;
  return { id, sql, config, alone, native };
}

/** `!= 0`, `> 10`: a comparison of a count with a number; `undefined` for anything else. */
function conditionOf(text: string): ((count: number) => boolean) | undefined {
  const [, operator = "", digits] = /^\s*(!=|<>|==?|>=?|<=?)\s*(\d{1,15})\s*$/.exec(text) ?? [];
  if (digits === undefined) return undefined;
  const number = Number(digits);
  return comparisons[operator]?.(number);
}

const comparisons: Readonly<Record<string, (number: number) => (count: number) => boolean>> = {
  "!=": (number) => (count) => count !== number,
  "<>": (number) => (count) => count !== number,
  "=": (number) => (count) => count === number,
  "==": (number) => (count) => count === number,
  ">": (number) => (count) => count > number,
  ">=": (number) => (count) => count >= number,
  "<": (number) => (count) => count < number,
  "<=": (number) => (count) => count <= number,
};

function toBatch(members: readonly Member[]): Batch {
  const tests = members.map(({ id }) => id);
  if (members.length === 1) {
    return { tests, sql: undefined, scans: 1, read: () => new Map() };
  }
  return members[0]?.native ? scanBatch(tests, members) : rowsBatch(tests, members);
}

/** One scan: one row with the number of failures of each test. */
function scanBatch(tests: readonly string[], members: readonly Member[]): Batch {
  const aggregates = members.map(({ native }) => native?.aggregate ?? "null");
  // Equal tests, written twice in a project, are computed once.
  const distinct = [...new Set(aggregates)];
  const columns = distinct.map((aggregate, i) => `  ${aggregate} as failures_${i}`);
  return {
    tests,
    sql: `select\n${columns.join(",\n")}\nfrom ${members[0]?.native?.from}`,
    scans: 1,
    read({ rows }) {
      const row = rows[0] ?? [];
      return new Map(
        members.flatMap(({ id, native }, i): [string, TestCounts][] => {
          const position = distinct.indexOf(aggregates[i] ?? "");
          const { failures } = countsOf([row[position], false, false]);
          if (!native || (failures !== 0 && !native.exact)) return [];
          const { warn, error } = native.meets;
          return [[id, { failures, shouldWarn: warn(failures), shouldError: error(failures) }]];
        }),
      );
    },
  };
}

/** One statement of several selects: a row for each test, with its position. */
function rowsBatch(tests: readonly string[], members: readonly Member[]): Batch {
  const selects = members.map(
    ({ sql, config }, i) =>
      `select ${i} as test, ${countColumns(config)}\nfrom (\n${failingRows(sql, config)}\n) dbt_internal_test`,
  );
  return {
    tests,
    sql: selects.join("\nunion all\n"),
    scans: members.length,
    read: ({ rows }) =>
      new Map(
        rows.flatMap(([position, ...counts]): [string, TestCounts][] => {
          const id = tests[Number(position)];
          return id === undefined ? [] : [[id, countsOf(counts)]];
        }),
      ),
  };
}
