/** From offsets in a template's text to places in its file. */
import type { Location } from "../core/location.ts";
import type { Source } from "./ast.ts";

/** Offsets of line starts, per source; built when the first place is asked for. */
const lineStarts = new WeakMap<Source, readonly number[]>();

function startsOf(source: Source): readonly number[] {
  const known = lineStarts.get(source);
  if (known !== undefined) return known;
  const starts = [0];
  for (let i = source.text.indexOf("\n"); i !== -1; i = source.text.indexOf("\n", i + 1)) {
    starts.push(i + 1);
  }
  lineStarts.set(source, starts);
  return starts;
}

/** The place of an offset. O(log lines) after the first call. */
export function placeOf(source: Source, offset: number, length?: number): Location {
  const starts = startsOf(source);
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  const inLine = offset - (starts[low] ?? 0) + 1;
  const at = {
    file: source.file,
    line: source.line + low,
    column: low === 0 ? inLine + source.column - 1 : inLine,
  };
  return length === undefined ? at : { ...at, length };
}

/** A source that starts at the first line of its file unless said otherwise. */
export function sourceOf(
  text: string,
  file: string,
  start?: { line?: number; column?: number },
): Source {
  return { file, text, line: start?.line ?? 1, column: start?.column ?? 1 };
}
