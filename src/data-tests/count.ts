/** The statement of one test: how many rows fail, and whether that is too many. */
import type { QueryResult, SqlValue } from "../core/adapter.ts";
import { PtxError } from "../core/error.ts";
import type { TestConfig } from "./config.ts";

/** What the warehouse says of a test. */
export interface TestCounts {
  readonly failures: number;
  readonly shouldWarn: boolean;
  readonly shouldError: boolean;
}

/** The failing rows that count: the test's select with its `limit`. Also what failures are stored from. */
export function failingRows(sql: string, { limit }: Pick<TestConfig, "limit">): string {
  return limit === undefined ? sql : `${sql}\nlimit ${limit}`;
}

/**
 * The counting statement.
 *
 * @param from A select of the failing rows: `failingRows`, or `select * from` where they are stored.
 */
export function countSql(from: string, config: TestConfig): string {
  const header = config.sqlHeader === undefined ? "" : `${config.sqlHeader}\n`;
  return `${header}select\n  ${countColumns(config)}\nfrom (\n${from}\n) dbt_internal_test`;
}

/** `failures`, `should_warn` and `should_error` over the failing rows. */
export function countColumns({ failCalc, warnIf, errorIf }: TestConfig): string {
  return [
    `${failCalc} as failures`,
    `${failCalc} ${warnIf} as should_warn`,
    `${failCalc} ${errorIf} as should_error`,
  ].join(",\n  ");
}

/** Up to `limit` failing rows, to show in a report. */
export function sampleSql(sql: string, limit: number): string {
  return `select * from (\n${sql}\n) dbt_internal_test\nlimit ${limit}`;
}

/**
 * Reads the answer to `countSql`.
 *
 * @throws PtxError PTX4202 when it is not one row of a number and two truths.
 */
export function readCounts({ rows }: QueryResult): TestCounts {
  const [row] = rows;
  if (rows.length !== 1 || row?.length !== 3) {
    throw new PtxError(
      "PTX4202",
      `a data test must count its failures in one row of three columns, and returned ${rows.length} rows of ${row?.length ?? 0}`,
      { hint: "Make `fail_calc` one aggregate over the failing rows, e.g. `count(*)`." },
    );
  }
  return countsOf(row);
}

/** @throws PtxError PTX4202 when the number of failures is none. */
export function countsOf([failures, warn, error]: readonly (SqlValue | undefined)[]): TestCounts {
  return {
    failures: numberOf(failures),
    shouldWarn: truth(warn),
    shouldError: truth(error),
  };
}

function numberOf(value: SqlValue | undefined): number {
  const exact =
    value !== null && typeof value === "object" && "decimal" in value ? value["decimal"] : value;
  const number = exact === null || exact === undefined || exact === "" ? Number.NaN : Number(exact);
  if (Number.isInteger(number)) return number;
  throw new PtxError(
    "PTX4202",
    `the failures of a data test are ${value === null ? "null" : `"${String(exact)}"`}, not a whole number`,
    { hint: "Make `fail_calc` return a whole number, e.g. `coalesce(sum(n), 0)`." },
  );
}

/** Some warehouses have no booleans in results: 0 and 1, or their names, stand for them. */
function truth(value: SqlValue | undefined): boolean {
  if (typeof value === "string") return /^(t|true|y|yes|on|1)$/i.test(value);
  return Boolean(value);
}
