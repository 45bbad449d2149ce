/** A diagnostic as text: what is wrong, where the user typed it, how it came there, what to do. */
import type { Diagnostic } from "../core/error.ts";
import type { Location } from "../core/location.ts";
import { type Style, styleOf } from "./style.ts";
import { fill, widthOf } from "./width.ts";
import type { ReadLine } from "./writer.ts";

export const placeOf = ({ file, line, column }: Location): string => `${file}:${line}:${column}`;

const untabbed = (text: string): string => text.replaceAll("\t", "    ");

/** The line that is at fault with carets under it, and the line before it. */
function excerpt({ file, line, column, length = 1 }: Location, readLine: ReadLine, style: Style) {
  const text = readLine(file, line);
  if (text === undefined) return [];
  const gutter = String(line).length;
  const numbered = (number: number | undefined, content: string): string =>
    `${style.faint(`${String(number ?? "").padStart(gutter)} |`)} ${content}`.trimEnd();
  const before = line > 1 ? readLine(file, line - 1) : undefined;
  const indent = fill("", widthOf(untabbed(text.slice(0, column - 1))));
  const marked = untabbed(text.slice(column - 1, column - 1 + length));
  const carets = "^".repeat(Math.max(1, widthOf(marked)));
  return [
    ...(before === undefined || before.trim() === "" ? [] : [numbered(line - 1, untabbed(before))]),
    numbered(line, untabbed(text)),
    numbered(undefined, `${indent}${style.bad(carets)}`),
  ];
}

/** The lines of a diagnostic, the first one not indented. */
export function diagnosticLines(
  diagnostic: Diagnostic,
  readLine: ReadLine,
  style: Style = styleOf({ color: false }),
): string[] {
  const { code, severity, message, at, hint, related = [] } = diagnostic;
  const paint = severity === "error" ? style.bad : style.mild;
  const [first = "", ...more] = message.trimEnd().split("\n");
  const lines = [`${paint(code)} ${first}`, ...more.map((line) => `  ${line}`.trimEnd())];
  if (at) {
    lines.push(`  ${style.strong(placeOf(at))}`);
    lines.push(...excerpt(at, readLine, style).map((line) => `  ${line}`));
  }
  for (const { message: what, at: where } of related) {
    lines.push(`  ${what} ${style.faint(`(${placeOf(where)})`)}`);
  }
  if (hint !== undefined) lines.push(`  hint: ${hint}`);
  return lines;
}

/** The whole text of a diagnostic, without a line break at its end. */
export function formatDiagnostic(
  diagnostic: Diagnostic,
  readLine: ReadLine,
  style?: Style,
): string {
  return diagnosticLines(diagnostic, readLine, style).join("\n");
}
