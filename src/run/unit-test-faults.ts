/** Finds the value or the SQL of a unit test that a rejected statement is about. */
import type { Session } from "../core/adapter.ts";
import type { Dialect } from "../core/dialect.ts";
import { PtxError } from "../core/error.ts";
import type { FixtureRows, Json } from "../core/node.ts";
import type { Column } from "../core/relation.ts";
import { castSql, lowered } from "../unit-tests/fixture-sql.ts";
import { sqlErrorFacts } from "./sql-error.ts";

type KeyPath = readonly (string | number)[];

/** Rows of a test, as they were sent. */
export interface SentRows {
  /** `ref('orders')`, `the expected rows`. */
  readonly what: string;
  readonly fixture: FixtureRows;
  readonly sql: string;
  /** Types that the values were cast to; none where the rows are SQL. */
  readonly columns: readonly Column[];
  /** Where they stand in the test's entry. */
  readonly path: KeyPath;
}

/** What the warehouse says against a statement; nothing when it runs. */
async function complaint(sql: string, session: Session): Promise<string | undefined> {
  try {
    await session.query(sql);
    return undefined;
  } catch (error) {
    const facts = sqlErrorFacts(error);
    if (facts === undefined) throw error;
    return facts.message.split("\n")[0] ?? facts.message;
  }
}

const shown = (value: Json): string =>
  typeof value === "string" ? `'${value}'` : JSON.stringify(value);

async function wrongValue(
  { what, fixture, columns, path }: SentRows,
  session: Session,
  dialect: Dialect,
): Promise<{ message: string; path: KeyPath } | undefined> {
  if (typeof fixture.rows === "string") return undefined;
  const types = new Map(columns.map((column) => [column.name.toLowerCase(), column]));
  for (const [index, row] of fixture.rows.entries()) {
    const names = Object.keys(row);
    for (const [position, value] of [...lowered(row).values()].entries()) {
      const name = names[position] ?? "";
      const column = types.get(name.toLowerCase());
      if (column === undefined || value === null) continue;
      const said = await complaint(`select ${castSql(value, column.type, dialect)}`, session);
      if (said === undefined) continue;
      const message = `${shown(value)} is no ${column.type}: value of '${column.name}' in row ${index + 1} of ${what}`;
      return { message, path: fixture.format === "dict" ? [...path, "rows", index, name] : path };
    }
  }
  return undefined;
}

/**
 * The error of a test whose statement failed, at the rows that are to blame; `undefined` when all
 * rows are fine, and the tested select itself is what fails.
 */
export async function faultOf(
  sent: readonly SentRows[],
  { session, dialect }: { readonly session: Session; readonly dialect: Dialect },
): Promise<{ readonly error: PtxError; readonly path: KeyPath } | undefined> {
  for (const rows of sent) {
    const said = await complaint(rows.sql, session);
    if (said === undefined) continue;
    const wrong = await wrongValue(rows, session, dialect);
    if (wrong) return { error: new PtxError("PTX4305", wrong.message), path: wrong.path };
    const message = `The warehouse rejects the rows of ${rows.what}: ${said}`;
    return { error: new PtxError("PTX4306", message), path: [...rows.path, "rows"] };
  }
  return undefined;
}
