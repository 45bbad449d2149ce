/** What a job did, in the words of dbt-bigquery: `CREATE TABLE (2.0 rows, 1.5 KiB processed)`. */
import type { StatementResult } from "../../core/adapter.ts";
import type { JobResource } from "./api.ts";

const names: Readonly<Record<string, string>> = {
  CREATE_TABLE_AS_SELECT: "CREATE TABLE",
  CREATE_VIEW: "CREATE VIEW",
};

/** Statements that say how many rows they read or changed. */
const counting = /^(?:CREATE_TABLE_AS_SELECT|SELECT|INSERT|DELETE|UPDATE|MERGE|TRUNCATE_TABLE)$/;

/** @param rows Rows of the result or of the new table; changed rows are in the job itself. */
export function responseOf({ statistics }: JobResource, rows: number | undefined): StatementResult {
  const { statementType: type, numDmlAffectedRows: changed } = statistics?.query ?? {};
  const bytes = statistics?.totalBytesProcessed ?? statistics?.query?.totalBytesProcessed;
  if (type === undefined) return { rowsAffected: rows, message: "OK" };
  const code = names[type] ?? type.replaceAll("_", " ");
  const affected = changed === undefined ? rows : Number(changed);
  const processed = `${inBytes(Number(bytes ?? 0))} processed`;
  if (type === "SCRIPT") return { rowsAffected: affected, code, message: `SCRIPT (${processed})` };
  if (!counting.test(type)) {
    const told = type === "CREATE_VIEW" ? `${code} (${processed})` : code;
    return { rowsAffected: affected, code, message: told };
  }
  const message = `${code} (${inThousands(affected ?? 0)} rows, ${processed})`;
  return { rowsAffected: affected, code, message };
}

/** The size of a number in the first unit that leaves it below `step`. */
function scaled(value: number, step: number, units: readonly string[]): string {
  let [rest, unit] = [value, 0];
  while (Math.abs(rest) >= step && unit < units.length - 1) {
    rest /= step;
    unit += 1;
  }
  return `${rest.toFixed(1)}${units[unit] ?? ""}`;
}

const inThousands = (rows: number): string => scaled(rows, 1000, ["", "k", "m", "b", "t"]);
const inBytes = (bytes: number): string =>
  bytes === 0 ? "0" : scaled(bytes, 1024, [" Bytes", " KiB", " MiB", " GiB", " TiB", " PiB"]);
