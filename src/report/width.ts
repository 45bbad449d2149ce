/**
 * How wide text is on a terminal. East Asian wide and full-width characters and emoji take two
 * columns, combining marks none (Unicode TR 11, as `wcwidth` of common terminals does).
 */

/** Ranges of code points that take two columns; the blocks that names and data really hold. */
const wide: readonly (readonly [number, number])[] = [
  [0x1100, 0x115f],
  [0x231a, 0x231b],
  [0x23e9, 0x23ec],
  [0x2e80, 0x303e],
  [0x3041, 0x33ff],
  [0x3400, 0x4dbf],
  [0x4e00, 0x9fff],
  [0xa000, 0xa4cf],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe30, 0xfe6f],
  [0xff00, 0xff60],
  [0xffe0, 0xffe6],
  [0x1f300, 0x1f64f],
  [0x1f680, 0x1f6ff],
  [0x1f900, 0x1f9ff],
  [0x20000, 0x3fffd],
];

// biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences are control characters.
const escapes = /\u001b\[[0-9;?]*[A-Za-z]/g;
/** Made when first needed: loading the data behind it takes 9 ms. */
let segmenter: Intl.Segmenter | undefined;

function graphemes(text: string): Intl.Segments {
  segmenter ??= new Intl.Segmenter();
  return segmenter.segment(text);
}

function widthOfGrapheme(grapheme: string): number {
  const code = grapheme.codePointAt(0) ?? 0;
  if (code < 0x20 || (code >= 0x7f && code < 0xa0) || /^\p{M}|^\u200b/u.test(grapheme)) return 0;
  if (code < 0x1100) return 1;
  return wide.some(([from, to]) => code >= from && code <= to) ? 2 : 1;
}

/** Columns that a line takes, escape sequences left out. */
export function widthOf(text: string): number {
  const visible = text.replace(escapes, "");
  // Most lines are plain ASCII: no need to segment them.
  if (/^[\x20-\x7e]*$/.test(visible)) return visible.length;
  let width = 0;
  for (const { segment } of graphemes(visible)) width += widthOfGrapheme(segment);
  return width;
}

/** Plain text cut to a number of columns, with `…` where something is left out. */
export function cut(text: string, columns: number): string {
  if (widthOf(text) <= columns) return text;
  let width = 0;
  let end = 0;
  for (const { segment, index } of graphemes(text)) {
    width += widthOfGrapheme(segment);
    if (width > columns - 1) break;
    end = index + segment.length;
  }
  return columns < 1 ? "" : `${text.slice(0, end)}…`;
}

/** Text filled up to a number of columns. */
export function fill(text: string, columns: number, filler = " "): string {
  return text + filler.repeat(Math.max(0, columns - widthOf(text)));
}
