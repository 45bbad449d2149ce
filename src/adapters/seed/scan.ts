/**
 * One pass over the bytes of a CSV file, part by part: where its rows are, what kinds of values each column has,
 * and whether a server's own reader would read it as ptx does. Values become texts only where their
 * bytes do not tell their kind, and not at all in columns that are known to be text.
 */
import { kindIn } from "./bytes.ts";
import { kinds } from "./kinds.ts";
import { byParts } from "./parts.ts";
import { Walk } from "./walk.ts";

export interface Scanned {
  /** Where the first record after the header starts. */
  readonly body: number;
  readonly records: number;
  /** The kinds of values of each column, as bits. */
  readonly columns: readonly number[];
  /** Something that readers take in different ways: blank lines, mixed line ends, stray quotes. */
  readonly odd: boolean;
  /** The first record with another number of fields than the header. */
  readonly ragged: { readonly line: number; readonly fields: number } | undefined;
  /** The line where a quote was opened that is never closed. */
  readonly openQuote: number | undefined;
}

/**
 * What is known of a file after each part of it; the last one is all.
 *
 * @param width How many fields the header has.
 */
export function* scanning(file: string, delimiter: number, width: number): Generator<Scanned> {
  const columns = new Array<number>(width).fill(0);
  let [column, records] = [0, -1];
  let ragged: Scanned["ragged"];
  const walk = new Walk(delimiter, {
    field(bytes, start, end) {
      if (records >= 0 && column < width) {
        const known = columns[column] ?? 0;
        const open = (known & kinds.text) === 0 && start !== end;
        if (open) columns[column] = known | kindIn(bytes, start, end);
      }
      column += 1;
    },
    record(line) {
      if (records >= 0 && column !== width) ragged ??= { line, fields: column };
      records += 1;
      column = 0;
    },
    again() {
      column = 0;
    },
  });
  for (const _ of byParts(file, walk)) {
    const { odd, openQuote, headerEnd: body } = walk;
    yield { body, records: Math.max(0, records), columns: [...columns], odd, ragged, openQuote };
  }
}
