/** `wordwrap`. */
import { truthy } from "../equality.ts";
import { toText } from "../printing.ts";
import type { Value } from "../value.ts";

/** A text with its lines broken to a width, as Jinja2 breaks them. */
export function wordwrap(
  value: Value,
  width: Value = 79,
  breakLong: Value = true,
  joint: Value = "\n",
  breakOnHyphens: Value = true,
): string {
  const separator = joint === undefined || joint === null ? "\n" : toText(joint);
  return toText(value)
    .split(/\r\n|[\r\n]/)
    .map((line) =>
      wrapLine(line, Number(width), truthy(breakLong), truthy(breakOnHyphens)).join(separator),
    )
    .join(separator);
}

/** Lines of at most `width` characters, broken between words and after hyphens. */
function wrapLine(line: string, width: number, breakLong: boolean, hyphens: boolean): string[] {
  const parts = hyphens ? line.split(/(\s+|(?<=[\p{L}\p{N}])-+(?=[\p{L}]))/u) : line.split(/(\s+)/);
  const lines: string[] = [];
  let current = "";
  for (const chunk of joinHyphens(parts)) {
    const tooLong = chunk.length > width && breakLong;
    if (current !== "" && !tooLong && current.length + chunk.length > width) {
      lines.push(current.trimEnd());
      current = "";
    }
    // White space is dropped where a line was broken.
    if (current === "" && lines.length > 0 && chunk.trim() === "") continue;
    current =
      tooLong && chunk.trim() !== "" ? breakWord(chunk, width, current, lines) : current + chunk;
  }
  if (current.trimEnd() !== "") lines.push(current.trimEnd());
  return lines;
}

/** Breaks a word that no line can hold; returns what is left for the next line. */
function breakWord(word: string, width: number, current: string, lines: string[]): string {
  let line = current;
  let rest = word;
  while (rest.length > width) {
    const room = Math.max(1, width - line.length);
    lines.push(line + rest.slice(0, room));
    rest = rest.slice(room);
    line = "";
  }
  return line + rest;
}

/** A hyphen belongs to the word before it. */
function joinHyphens(parts: readonly string[]): string[] {
  const chunks: string[] = [];
  for (const part of parts) {
    if (part === "") continue;
    if (/^-+$/.test(part) && chunks.length > 0) chunks[chunks.length - 1] += part;
    else chunks.push(part);
  }
  return chunks;
}
