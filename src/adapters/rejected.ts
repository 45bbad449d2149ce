/** The error of a statement that a warehouse refuses, as all rooms read it. */
import type { SqlErrorFacts } from "../core/adapter.ts";
import { type Advice, PtxError } from "../core/error.ts";
import { positionAt } from "../core/location.ts";

type Told = Pick<SqlErrorFacts, "sql" | "message"> & Partial<SqlErrorFacts>;

/**
 * A PTX4001; the runner finds the place in the template by its `cause`.
 *
 * @param told The statement and the warehouse's own message; where it points, if it does.
 */
export function rejected(told: Told, advice: Omit<Advice, "cause"> = {}): PtxError {
  const facts: SqlErrorFacts = { offset: undefined, candidates: [], ...told };
  const { message, offset, sql } = facts;
  const cause = Object.assign(new Error(message), facts);
  if (offset === undefined) return new PtxError("PTX4001", message, { ...advice, cause });
  const { line, column } = positionAt(sql, offset);
  const text = `${message}\n(line ${line}, column ${column} of the statement)`;
  return new PtxError("PTX4001", text, { ...advice, cause });
}
