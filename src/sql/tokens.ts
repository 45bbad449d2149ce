/**
 * Cuts SQL text into pieces, as far as every dialect agrees on them.
 *
 * It knows where texts, quoted names and comments begin and end, and leaves grammar to the
 * warehouse. Pieces that never end (a missing quote) reach to the end of the text. Linear time.
 */
import type { Lexical, Spelling } from "../core/dialect.ts";

export interface Token {
  readonly kind: "space" | "comment" | "text" | "name" | "word" | "symbol";
  readonly start: number;
  readonly end: number;
}

const space = /\s+/y;
const word = /[\p{L}\p{N}_$.]+/uy;
const dollarTag = /\$(?:[\p{L}_][\p{L}\p{N}_]*)?\$/uy;

function matchEnd(pattern: RegExp, sql: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(sql) ? pattern.lastIndex : at;
}

function endAfter(sql: string, needle: string, from: number): number {
  const found = sql.indexOf(needle, from);
  return found === -1 ? sql.length : found + needle.length;
}

/** End of a piece between equal quotes, in which a doubled quote stands for one. */
function quotedEnd(sql: string, at: number, backslash: boolean): number {
  const quote = sql[at];
  for (let i = at + 1; i < sql.length; i++) {
    if (backslash && sql[i] === "\\") i++;
    else if (sql[i] === quote) {
      if (sql[i + 1] !== quote) return i + 1;
      i++;
    }
  }
  return sql.length;
}

function blockCommentEnd(sql: string, at: number, nested: boolean): number {
  if (!nested) return endAfter(sql, "*/", at + 2);
  let depth = 0;
  for (let i = at; i < sql.length; i++) {
    if (sql[i] === "/" && sql[i + 1] === "*") {
      depth++;
      i++;
    } else if (sql[i] === "*" && sql[i + 1] === "/") {
      depth--;
      i++;
      if (depth === 0) return i + 1;
    }
  }
  return sql.length;
}

function lineEnd(sql: string, at: number): number {
  const found = sql.indexOf("\n", at);
  return found === -1 ? sql.length : found;
}

function commentEnd(sql: string, at: number, lexical: Lexical): number {
  if (sql.startsWith("--", at)) return lineEnd(sql, at);
  if (sql.startsWith("/*", at)) return blockCommentEnd(sql, at, lexical.nestedComments === true);
  if (lexical.hashComments && sql[at] === "#") return lineEnd(sql, at);
  if (lexical.slashComments && sql.startsWith("//", at)) return lineEnd(sql, at);
  return at;
}

function textEnd(sql: string, at: number, lexical: Lexical): number {
  const quote = sql[at] ?? "";
  if (lexical.tripleQuotes && (quote === "'" || quote === '"')) {
    if (sql.startsWith(quote.repeat(3), at)) return endAfter(sql, quote.repeat(3), at + 3);
  }
  // E'…' has backslash escapes in every dialect that knows it.
  const escaped = /[eE]/.test(sql[at - 1] ?? "") && !/[\p{L}\p{N}_$]/u.test(sql[at - 2] ?? " ");
  if (quote === "'") return quotedEnd(sql, at, lexical.backslashEscapes === true || escaped);
  if (lexical.dollarQuotes && quote === "$") {
    const open = matchEnd(dollarTag, sql, at);
    if (open > at) return endAfter(sql, sql.slice(at, open), open);
  }
  return at;
}

function tokenAt(sql: string, start: number, lexical: Lexical): Token {
  let end = matchEnd(space, sql, start);
  if (end > start) return { kind: "space", start, end };
  end = commentEnd(sql, start, lexical);
  if (end > start) return { kind: "comment", start, end };
  end = textEnd(sql, start, lexical);
  if (end > start) return { kind: "text", start, end };
  if (sql[start] === '"' || sql[start] === "`") {
    const escaped = sql[start] === "`" && lexical.backslashEscapes === true;
    return { kind: "name", start, end: quotedEnd(sql, start, escaped) };
  }
  end = matchEnd(word, sql, start);
  if (end > start) return { kind: "word", start, end };
  return { kind: "symbol", start, end: start + 1 };
}

/** The pieces of a text in order, without gaps: their slices joined are the text again. */
export function* tokens(sql: string, dialect: Pick<Spelling, "lexical">): Generator<Token, void> {
  const lexical = dialect.lexical ?? {};
  for (let at = 0; at < sql.length; ) {
    const token = tokenAt(sql, at, lexical);
    yield token;
    at = token.end;
  }
}
