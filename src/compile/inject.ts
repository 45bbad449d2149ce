/** Puts the ephemeral parents of a query in front of it, as common table expressions. */
import type { Rendered } from "../core/compiled.ts";
import type { Dialect } from "../core/dialect.ts";
import { type Token, tokens } from "../sql/tokens.ts";
import { joined, part } from "./joined-spans.ts";

export interface Cte {
  readonly name: string;
  readonly query: Rendered;
}

/** Where a query's own `with` (or `with recursive`) ends; `undefined` when it has none. */
function withEnd(sql: string, dialect: Dialect): { end: number | undefined; first: number } {
  const isWord = ({ kind, start, end }: Token, word: string): boolean =>
    kind === "word" && sql.slice(start, end).toLowerCase() === word;
  let first: number | undefined;
  let found: number | undefined;
  for (const token of tokens(sql, dialect)) {
    if (token.kind === "space") continue;
    first ??= token.start;
    if (token.kind === "comment") continue;
    if (found === undefined) {
      if (!isWord(token, "with")) break;
      found = token.end;
    } else {
      if (isWord(token, "recursive")) found = token.end;
      break;
    }
  }
  return { end: found, first: first ?? 0 };
}

/** The query with the CTEs in the given order: a new `with`, or the first of the query's own. */
export function injectCtes(query: Rendered, ctes: readonly Cte[], dialect: Dialect): Rendered {
  if (ctes.length === 0) return query;
  const written = ctes.flatMap(({ name, query: body }, index) => [
    `${index === 0 ? "" : ","} ${name} as (\n`,
    body,
    "\n)",
  ]);
  const { end, first } = withEnd(query.text, dialect);
  if (end === undefined) {
    return joined([part(query, 0, first), "with", ...written, " ", part(query, first)]);
  }
  return joined([part(query, 0, end), ...written, ", ", part(query, end)]);
}
