/** Whether a statement may be sent again when nobody knows whether it took effect. */
import { postgres as dialect } from "../../sql/dialects/postgres.ts";
import { splitStatements } from "../../sql/split.ts";

const reads = /^(?:select|with|values|table|show|explain|fetch)\b/i;
const writes = /\b(?:insert|update|delete|merge|truncate|into|nextval|setval|call|copy|lock)\b/i;
/** The second time, these find done what they are to do. */
const settles =
  /^(?:drop\s+(?:materialized\s+)?\w+\s+if\s+exists|create\s+schema\s+if\s+not\s+exists|create\s+or\s+replace|set|begin|rollback|comment\s+on|grant|revoke)\b/i;

/** Statements that the server refuses in a transaction, or that end one themselves. */
const alone =
  /^(?:vacuum|reindex|cluster|checkpoint|call|do|commit|end|abort|prepare|alter\s+system|(?:create|drop)\s+(?:database|tablespace|subscription)|(?:create\s+(?:unique\s+)?|drop\s+)index\s+concurrently)\b/i;

const withoutComments = (sql: string): string =>
  sql.replace(/\/\*[\s\S]*?\*\//g, " ").replace(/--[^\n]*/g, " ");

const textsOf = (sql: string): string[] =>
  // One statement, as most are, need not be read to its end.
  (sql.includes(";") ? splitStatements(sql, dialect).map(({ sql: one }) => one) : [sql]).map(
    (one) => withoutComments(one).trim(),
  );

/** Whether statements may be put into a transaction that they do not ask for. */
export const fitsTransaction = (sql: string): boolean =>
  textsOf(sql).every((text) => !alone.test(text));

/** Reads, and statements that lead to the same state however often they run. */
export function isRepeatable(sql: string): boolean {
  return textsOf(sql).every((text) => {
    if (text === "" || settles.test(text)) return true;
    return reads.test(text) && !writes.test(text);
  });
}
