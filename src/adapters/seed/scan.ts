/**
 * One pass over the bytes of a CSV file: where its rows are, what kinds of values each column has,
 * and whether a server's own reader would read it as ptx does. Values become texts only where their
 * bytes do not tell their kind, and not at all in columns that are known to be text.
 */
import { kindIn } from "./bytes.ts";
import { kinds } from "./kinds.ts";

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

const [lineFeed, carriageReturn, quote, backslash] = [10, 13, 34, 92];

export interface Visitor {
  /** The bytes of a field without its quotes, and whether it had some. */
  field(start: number, end: number, quoted: boolean): void;
  /** Behind the last field of a record; `line` is where it began. */
  record(line: number): void;
}

export interface Walked {
  readonly odd: boolean;
  readonly openQuote: number | undefined;
}

/** Goes through all records from an offset on, by RFC 4180; blank lines are no records. */
export function walk(bytes: Buffer, from: number, delimiter: number, visitor: Visitor): Walked {
  return new Walk(bytes, from, delimiter, visitor).all();
}

class Walk {
  readonly #bytes: Buffer;
  readonly #delimiter: number;
  readonly #visitor: Visitor;
  #at: number;
  #odd = false;
  #line = 1;
  #recordLine = 1;
  /** Fields of the record so far. */
  #fields = 0;
  /** 1 for `\n`, 2 for `\r\n`: what the lines so far end with. */
  #lineEnd = 0;

  constructor(bytes: Buffer, from: number, delimiter: number, visitor: Visitor) {
    this.#bytes = bytes;
    this.#at = from;
    this.#delimiter = delimiter;
    this.#visitor = visitor;
  }

  all(): Walked {
    const { length } = this.#bytes;
    while (this.#at < length) {
      const opened = this.#line;
      const closed = this.#bytes[this.#at] === quote ? this.#quoted() : this.#bare(this.#at);
      if (!closed) return { odd: this.#odd, openQuote: opened };
      if (this.#bytes[this.#at] === this.#delimiter) this.#nextField();
      else this.#endRecord();
    }
    return { odd: this.#odd, openQuote: undefined };
  }

  /** A quoted field; false where its quote is never closed. */
  #quoted(): boolean {
    const bytes = this.#bytes;
    const start = this.#at + 1;
    let end = bytes.indexOf(quote, start);
    while (end !== -1 && bytes[end + 1] === quote) end = bytes.indexOf(quote, end + 2);
    if (end === -1) return false;
    for (let at = start; at < end; at++) if (bytes[at] === lineFeed) this.#line += 1;
    this.#at = end + 1;
    const stray = this.#fieldEnd();
    if (stray > this.#at) this.#odd = true;
    this.#visitor.field(start, end, true);
    this.#at = stray;
    this.#fields += 1;
    return true;
  }

  #bare(start: number): true {
    const end = this.#fieldEnd();
    this.#at = end;
    const last = this.#bytes[end] !== this.#delimiter;
    if (this.#fields === 0 && last) {
      // A blank line, or one that COPY would take for the end of the data.
      if (end === start || this.#bytes[start] === backslash) this.#odd = true;
      if (end === start) return true;
    }
    this.#visitor.field(start, end, false);
    this.#fields += 1;
    return true;
  }

  /** Where a field ends; quotes inside of it are no quotes. */
  #fieldEnd(): number {
    const bytes = this.#bytes;
    const delimiter = this.#delimiter;
    let at = this.#at;
    for (; at < bytes.length; at++) {
      const byte = bytes[at];
      if (byte === delimiter || byte === lineFeed || byte === carriageReturn) break;
      if (byte === quote) this.#odd = true;
    }
    return at;
  }

  /** A delimiter at the very end has an empty field behind it. */
  #nextField(): void {
    this.#at += 1;
    if (this.#at < this.#bytes.length) return;
    this.#visitor.field(this.#at, this.#at, false);
    this.#visitor.record(this.#recordLine);
  }

  #endRecord(): void {
    const bytes = this.#bytes;
    if (this.#fields > 0) this.#visitor.record(this.#recordLine);
    this.#fields = 0;
    if (this.#at >= bytes.length) return;
    const two = bytes[this.#at] === carriageReturn && bytes[this.#at + 1] === lineFeed;
    const kind = two ? 2 : bytes[this.#at] === lineFeed ? 1 : 3;
    if (kind === 3 || (this.#lineEnd !== 0 && this.#lineEnd !== kind)) this.#odd = true;
    this.#lineEnd = kind;
    this.#at += two ? 2 : 1;
    this.#line += 1;
    this.#recordLine = this.#line;
  }
}

/** @param width How many fields the header has. */
export function scan(bytes: Buffer, from: number, delimiter: number, width: number): Scanned {
  const columns = new Array<number>(width).fill(0);
  let [column, records, body] = [0, -1, bytes.length];
  let ragged: Scanned["ragged"];
  const { odd, openQuote } = walk(bytes, from, delimiter, {
    field(start, end) {
      if (records < 0) body = end;
      else if (column < width) {
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
  });
  const rows = Math.max(0, records);
  return { body: bodyAfter(bytes, body), records: rows, columns, odd, ragged, openQuote };
}

/** Behind the end of the header's line. */
function bodyAfter(bytes: Buffer, headerEnd: number): number {
  const at = bytes.indexOf(lineFeed, headerEnd);
  return at === -1 ? bytes.length : at + 1;
}
