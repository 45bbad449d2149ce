/** Finds the records and fields in the bytes of a CSV file, by RFC 4180; blank lines are no records. */

const [lineFeed, carriageReturn, quote, backslash] = [10, 13, 34, 92];

export interface Visitor {
  /** The bytes of a field without its quotes, and whether it had some. */
  field(bytes: Buffer, start: number, end: number, quoted: boolean): void;
  /** Behind the last field of a record; `line` is where it began. */
  record(line: number): void;
  /** The part ended within a record: its fields will be visited again. */
  again?(): void;
}

export class Walk {
  /** Something that readers take in different ways: blank lines, mixed line ends, stray quotes. */
  odd = false;
  /** The line where a quote was opened that is never closed. */
  openQuote: number | undefined;
  /** How many bytes the first line with its end takes; none before that is known. */
  headerEnd = 0;
  readonly #delimiter: number;
  readonly #visitor: Visitor;
  #bytes: Buffer = Buffer.alloc(0);
  #at = 0;
  /** There are no bytes behind these. */
  #last = false;
  /** Bytes of the parts before. */
  #before = 0;
  #line = 1;
  #recordLine = 1;
  #recordStart = 0;
  /** Fields of the record so far. */
  #fields = 0;
  /** 1 for `\n`, 2 for `\r\n`: what the lines so far end with. */
  #lineEnd = 0;

  constructor(delimiter: number, visitor: Visitor) {
    this.#delimiter = delimiter;
    this.#visitor = visitor;
  }

  /** Leaves out bytes in front of the first part. */
  skip(bytes: number): void {
    this.#before += bytes;
  }

  /** Goes on with a part. @returns How much of it is done: what is left stands in front of the next part. */
  feed(bytes: Buffer, last: boolean): number {
    this.#bytes = bytes;
    this.#last = last;
    this.#at = 0;
    this.#recordStart = 0;
    if (!this.#records()) return this.#back();
    this.#before += bytes.length;
    return bytes.length;
  }

  /** False where the part ends within a record. */
  #records(): boolean {
    const { length } = this.#bytes;
    while (this.#at < length) {
      const opened = this.#line;
      const closed = this.#bytes[this.#at] === quote ? this.#quoted() : this.#bare(this.#at);
      if (!closed) {
        if (this.#last) this.openQuote = opened;
        return this.#last;
      }
      if (this.#bytes[this.#at] === this.#delimiter) this.#nextField();
      else this.#endRecord();
    }
    return this.#last || this.#fields === 0;
  }

  #back(): number {
    const done = this.#recordStart;
    this.#before += done;
    this.#line = this.#recordLine;
    this.#fields = 0;
    this.#visitor.again?.();
    return done;
  }

  /** A quoted field; false where its end is not in these bytes. */
  #quoted(): boolean {
    const bytes = this.#bytes;
    const start = this.#at + 1;
    let end = bytes.indexOf(quote, start);
    while (end !== -1 && bytes[end + 1] === quote) end = bytes.indexOf(quote, end + 2);
    if (end === -1) return false;
    this.#at = end + 1;
    const stray = this.#fieldEnd();
    if (stray === -1) return false;
    for (let at = start; at < end; at++) if (bytes[at] === lineFeed) this.#line += 1;
    if (stray > this.#at) this.odd = true;
    this.#visitor.field(bytes, start, end, true);
    this.#at = stray;
    this.#fields += 1;
    return true;
  }

  #bare(start: number): boolean {
    const end = this.#fieldEnd();
    if (end === -1) return false;
    this.#at = end;
    const last = this.#bytes[end] !== this.#delimiter;
    if (this.#fields === 0 && last) {
      // A blank line, or one that COPY would take for the end of the data.
      if (end === start || this.#bytes[start] === backslash) this.odd = true;
      if (end === start) return true;
    }
    this.#visitor.field(this.#bytes, start, end, false);
    this.#fields += 1;
    return true;
  }

  /** Where a field ends, -1 where that is not in these bytes; quotes inside of it are no quotes. */
  #fieldEnd(): number {
    const bytes = this.#bytes;
    const delimiter = this.#delimiter;
    const { length } = bytes;
    let at = this.#at;
    for (; at < length; at++) {
      const byte = bytes[at];
      if (byte === delimiter || byte === lineFeed || byte === carriageReturn) break;
      if (byte === quote) this.odd = true;
    }
    // Behind a carriage return there may be a line feed.
    const known = at < length - 1 || (at < length && bytes[at] !== carriageReturn);
    return known || this.#last ? at : -1;
  }

  /** A delimiter at the very end has an empty field behind it. */
  #nextField(): void {
    this.#at += 1;
    if (this.#at < this.#bytes.length || !this.#last) return;
    this.#visitor.field(this.#bytes, this.#at, this.#at, false);
    this.#endRecord();
  }

  #endRecord(): void {
    const bytes = this.#bytes;
    if (this.#fields > 0) this.#visitor.record(this.#recordLine);
    this.#fields = 0;
    if (this.#at < bytes.length) this.#endLine(bytes);
    if (this.headerEnd === 0) this.headerEnd = this.#before + this.#at;
    this.#recordStart = this.#at;
  }

  #endLine(bytes: Buffer): void {
    const two = bytes[this.#at] === carriageReturn && bytes[this.#at + 1] === lineFeed;
    const kind = two ? 2 : bytes[this.#at] === lineFeed ? 1 : 3;
    if (kind === 3 || (this.#lineEnd !== 0 && this.#lineEnd !== kind)) this.odd = true;
    this.#lineEnd = kind;
    this.#at += two ? 2 : 1;
    this.#line += 1;
    this.#recordLine = this.#line;
  }
}
