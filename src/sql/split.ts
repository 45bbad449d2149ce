/** Several statements in one text, told apart. */
import type { Spelling } from "../core/dialect.ts";
import { tokens } from "./tokens.ts";

export interface Statement {
  /** Without the semicolon and without space around; comments stay. */
  readonly sql: string;
  /** Where `sql` begins in the whole text, so that an error's position can be carried back. */
  readonly offset: number;
}

/**
 * The statements of a text, cut at the semicolons outside of texts, quoted names and comments.
 * What holds only space and comments is left out. Scripting blocks (`begin … end;`) are cut too:
 * send those whole.
 */
export function splitStatements(sql: string, dialect: Pick<Spelling, "lexical">): Statement[] {
  const statements: Statement[] = [];
  let start = 0;
  let meaningful = false;
  const finish = (end: number): void => {
    const raw = sql.slice(start, end);
    if (meaningful) {
      const lead = raw.length - raw.trimStart().length;
      statements.push({ sql: raw.trim(), offset: start + lead });
    }
    start = end + 1;
    meaningful = false;
  };
  for (const { kind, start: at } of tokens(sql, dialect)) {
    if (kind === "symbol" && sql[at] === ";") finish(at);
    else if (kind !== "space" && kind !== "comment") meaningful = true;
  }
  finish(sql.length);
  return statements;
}
