/** Places in the user's files. Lines and columns count from 1, as editors show them. */

export interface Location {
  /** Path relative to the project root, with `/`; absolute when it lies outside. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** How many characters to underline; 1 when unknown. */
  readonly length?: number;
}

/** A place with what it is, for the lines under a diagnostic: macro stack, first definition, … */
export interface Related {
  readonly message: string;
  readonly at: Location;
}

/** Line and column (from 1) of a character offset in a text. O(offset). */
export function positionAt(text: string, offset: number): { line: number; column: number } {
  let line = 1;
  let start = 0;
  for (let i = text.indexOf("\n"); i !== -1 && i < offset; i = text.indexOf("\n", i + 1)) {
    line += 1;
    start = i + 1;
  }
  return { line, column: offset - start + 1 };
}
