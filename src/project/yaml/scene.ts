/** The text around a YAML error, cut into what the guesses ask for. */
import { Lexer, type YAMLParseError } from "yaml";

/** A mistake found in the text around an error. */
export interface Finding {
  readonly message: string;
  readonly hint: string;
  /** Where to point, when not at the error itself. */
  readonly offset?: number;
  readonly length?: number;
}

export interface Scene {
  readonly text: string;
  readonly error: YAMLParseError;
  /** Offset of the error. */
  readonly at: number;
  /** The line of the error, without its indentation. */
  readonly line: string;
}

/** The last two different indentations above an offset, innermost first. */
export function enclosing(text: string, offset: number): { indent: number; name: string }[] {
  const found: { indent: number; name: string }[] = [];
  for (const line of text.slice(0, lineStart(text, offset)).split("\n").reverse()) {
    const content = line.trim();
    if (content === "" || content.startsWith("#")) continue;
    const indent = line.length - line.trimStart().length;
    if (found.length === 0 || indent < (found.at(-1)?.indent ?? 0)) {
      found.push({ indent, name: nameOf(content) });
    }
    if (found.length === 2) break;
  }
  return found;
}

/** The key of a line, or the start of its text. */
export function nameOf(line: string): string {
  const key = /^((?:- +)*[^:\s][^:]*):(?: |$)/.exec(line)?.[1];
  return key ?? (line.length > 30 ? `${line.slice(0, 30)}…` : line);
}

export function keyBefore(text: string, offset: number): string | undefined {
  const head = text.slice(lineStart(text, offset), offset);
  return /(?:^|- )\s*([^\s:][^:]*):\s*$/.exec(head)?.[1]?.replace(/^- /, "");
}

export interface Token {
  readonly source: string;
  readonly start: number;
  readonly end: number;
}

/** The lexical tokens with their places, without the marks that stand for no text. */
export function tokens(text: string): Token[] {
  const found: Token[] = [];
  let start = 0;
  for (const source of new Lexer().lex(text)) {
    if (source === "\u0002" || source === "\u0018" || source === "\u001f") continue;
    found.push({ source, start, end: start + source.length });
    start += source.length;
  }
  return found;
}

export const lineStart = (text: string, offset: number): number =>
  text.lastIndexOf("\n", offset - 1) + 1;

export function lineAt(text: string, offset: number): string {
  const start = lineStart(text, offset);
  const end = text.indexOf("\n", start);
  return end < 0 ? text.slice(start) : text.slice(start, end);
}

export function indentAt(text: string, offset: number): number {
  const line = lineAt(text, offset);
  return line.length - line.trimStart().length;
}
