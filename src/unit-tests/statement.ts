/** The one statement of a unit test: what the model gives, and what it should, side by side. */
import type { QueryResult } from "../core/adapter.ts";
import type { Dialect } from "../core/dialect.ts";
import { quoteIdentifier } from "../sql/quote.ts";
import type { Row } from "./compare.ts";

export interface UnitStatement {
  readonly sql: string;
  /** Where the tested select begins. */
  readonly actualAt: number;
}

const side = "dbt_internal_side";

/**
 * @param actual The tested select.
 * @param expected A select with these columns, in any order.
 */
export function unitStatement(
  actual: string,
  expected: string,
  columns: readonly string[],
  dialect: Dialect,
): UnitStatement {
  const names = columns.map((name) => quoteIdentifier(name, dialect)).join(", ");
  const head = `with dbt_internal_actual as (\nselect ${names} from (\n`;
  const sql = [
    `${head}${actual}\n) dbt_internal_query\n),`,
    `dbt_internal_expected as (\nselect ${names} from (\n${expected}\n) dbt_internal_rows\n)`,
    `select 0 as ${side}, ${names} from dbt_internal_actual`,
    "union all",
    `select 1 as ${side}, ${names} from dbt_internal_expected`,
  ].join("\n");
  return { sql, actualAt: head.length };
}

/** Reads the answer to `unitStatement`. */
export function sidesOf({ rows }: QueryResult): { actual: Row[]; expected: Row[] } {
  const actual: Row[] = [];
  const expected: Row[] = [];
  for (const [which, ...row] of rows) (Number(which) === 0 ? actual : expected).push(row);
  return { actual, expected };
}
