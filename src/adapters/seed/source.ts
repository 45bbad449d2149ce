/** A seed file for a warehouse that reads CSV from a stream: its columns, and its bytes made plain. */
import { createReadStream } from "node:fs";
import type { SeedLoad } from "../../core/adapter.ts";
import { PtxError } from "../../core/error.ts";
import { readHeader, seedLocation } from "./header.ts";
import { cleaned, needsCleaning, type SeedType, typeOf } from "./kinds.ts";
import { byParts } from "./parts.ts";
import { type Scanned, scanning } from "./scan.ts";
import { Walk } from "./walk.ts";

export interface SeedSource {
  /** In the order of the file; `given` where `column_types` names a type. */
  readonly columns: readonly SeedSourceColumn[];
  readonly records: number;
  /**
   * The records without their header: comma or the file's delimiter, quotes doubled, no blank lines.
   *
   * @param empty How a value that is not there is written where the file had to be rewritten:
   *   between quotes, or as nothing at all, for servers to which an empty text is no null.
   */
  data(empty?: "quoted" | "bare"): AsyncIterable<Uint8Array>;
  /**
   * Gives the records one by one, for drivers that insert rows; a value that is not there is null.
   *
   * @param take Gets the line of the file where the record begins, too.
   */
  each(take: (record: readonly (string | null)[], line: number) => void): void;
}

export interface SeedSourceColumn {
  readonly name: string;
  readonly type: SeedType;
  readonly given: string | undefined;
}

const chunkSize = 1 << 18;

/** @throws PtxError PTX4010 for a file that is not proper CSV, at its line. */
export function openSeed(load: SeedLoad, root: string): SeedSource {
  const file = new SeedFile(load, root);
  let found: Scanned | undefined;
  for (const known of file.scanning()) found = known;
  return file.checked(found);
}

/** A file that may be sent before it is known. */
export interface SeedReading {
  /** What the file is, if all of it is like its beginning. Its data end in an error where it is not. */
  readonly guess: SeedSource | undefined;
  /** @throws PtxError PTX4010 for a file that is not proper CSV, at its line. */
  known(): Promise<SeedSource>;
  /** Whether the guess was right; to be asked when it is known. */
  guessed(): boolean;
  /** Ends the reading of a file that nobody wants to know any more. */
  stop(): void;
}

/** How many parts of a file are read before the rest is guessed. */
const begun = 2;

/** Reads the beginning of a file now, and the rest of it while other work goes on. */
export function readSeed(load: SeedLoad, root: string): SeedReading {
  const file = new SeedFile(load, root);
  const steps = file.scanning();
  let found: Scanned | undefined;
  let ended = false;
  const step = (): boolean => {
    const next = steps.next();
    if (next.done) ended = true;
    else found = next.value;
    return !ended;
  };
  for (let i = 0; i <= begun && step(); i++);
  const beginning = ended || !found ? undefined : file.source(found);
  const right = () =>
    beginning !== undefined && found !== undefined && isLike(beginning, file.source(found));
  const rest = async (): Promise<SeedSource> => {
    while (!ended && step()) await new Promise((resolve) => setImmediate(resolve));
    return file.checked(found);
  };
  let reading: Promise<SeedSource> | undefined;
  const known = () => (reading ??= rest());
  const guess = beginning?.plain
    ? { ...beginning, data: () => whileRight(beginning, known, right) }
    : undefined;
  return { guess, known, guessed: right, stop: () => void steps.return(undefined) };
}

/** The data of a guess, while it is not known to be wrong; the end of them waits until all is known. */
async function* whileRight(
  guess: SeedSource,
  known: () => Promise<SeedSource>,
  right: () => boolean,
): AsyncGenerator<Uint8Array> {
  const all = known();
  // What is wrong with the file is told to who asks for it.
  all.catch(() => undefined);
  for await (const part of guess.data()) {
    if (!right()) break;
    yield part;
  }
  await all;
  if (!right()) throw new Error("the file is not what its beginning was like");
}

interface Told extends SeedSource {
  /** The bytes are sent as they are. */
  readonly plain: boolean;
}

const isLike = (one: Told, other: Told): boolean =>
  one.plain && other.plain && one.columns.every(({ type }, i) => type === other.columns[i]?.type);

class SeedFile {
  readonly #load: SeedLoad;
  readonly #root: string;
  readonly #names: readonly string[];
  readonly #delimiter: number;

  constructor(load: SeedLoad, root: string) {
    this.#load = load;
    this.#root = root;
    this.#names = readHeader(load.file, load.delimiter, root).names;
    this.#delimiter = delimiterByte(load.delimiter);
  }

  scanning(): Generator<Scanned> {
    return scanning(this.#load.file, this.#delimiter, this.#names.length);
  }

  /** @throws PtxError PTX4010 for a file that is not proper CSV, at its line. */
  checked(found: Scanned | undefined): Told {
    if (!found) throw new Error("a file was not read");
    const at = (line: number) => seedLocation(this.#load.file, this.#root, line);
    if (found.openQuote !== undefined) {
      throw new PtxError("PTX4010", "a field that begins with a quote never ends", {
        at: at(found.openQuote),
        hint: 'Close every opened `"`, and double a `"` inside a quoted field.',
      });
    }
    if (found.ragged) {
      const { line, fields } = found.ragged;
      const width = this.#names.length;
      throw new PtxError("PTX4010", `the line has ${fields} fields, the header has ${width}`, {
        at: at(line),
        hint: 'Add or remove fields; put a field that holds the delimiter between `"`.',
      });
    }
    return this.source(found);
  }

  source(found: Scanned): Told {
    const given = new Map(
      Object.entries(this.#load.columnTypes).map(([name, type]) => [name.toLowerCase(), type]),
    );
    const columns = this.#names.map((name, i): SeedSourceColumn => {
      const wanted = given.get(name.toLowerCase());
      // What has a type of its own goes to the warehouse as it is written.
      const type = wanted === undefined ? typeOf(found.columns[i] ?? 0) : "text";
      return { name, type, given: wanted };
    });
    const unclean = columns.some(
      ({ given: wanted }, i) => wanted === undefined && needsCleaning(found.columns[i] ?? 0),
    );
    const plain = !found.odd && !unclean;
    const { file } = this.#load;
    return {
      columns,
      records: found.records,
      plain,
      data: (empty = "quoted") =>
        plain
          ? createReadStream(file, { start: found.body, highWaterMark: chunkSize })
          : rewritten(file, this.#delimiter, columns, empty),
      each: (take) => eachRecord(file, this.#delimiter, columns, take),
    };
  }
}

function delimiterByte(delimiter: string): number {
  const bytes = Buffer.from(delimiter, "utf8");
  if (bytes.length === 1) return bytes[0] ?? 0;
  throw new PtxError("PTX4010", `the delimiter "${delimiter}" is not one plain character`, {
    hint: "Set `delimiter` of the seed to a single character, like `;` or `|`.",
  });
}

/** The records in the one spelling that all readers agree on. */
async function* rewritten(
  file: string,
  delimiter: number,
  columns: readonly SeedSourceColumn[],
  empty: "quoted" | "bare",
): AsyncGenerator<Uint8Array> {
  const mark = String.fromCharCode(delimiter);
  // A line without anything is no record: the value of a single column keeps its quotes.
  const bare = empty === "bare" && columns.length > 1;
  const written = (value: string): string =>
    value === "" && bare ? "" : `"${value.replaceAll('"', '""')}"`;
  let [text, record, column, records] = ["", "", 0, 0];
  const walk = new Walk(delimiter, {
    field(bytes, start, end, quoted) {
      const raw = bytes.toString("utf8", start, end);
      const field = quoted ? raw.replaceAll('""', '"') : raw;
      const value = cleaned(field, columns[column]?.type ?? "text");
      record += `${column > 0 ? mark : ""}${written(value)}`;
      column += 1;
    },
    record() {
      if (records > 0) text += `${record}\n`;
      records += 1;
      [record, column] = ["", 0];
    },
    again() {
      [record, column] = ["", 0];
    },
  });
  for (const _ of byParts(file, walk)) {
    yield Buffer.from(text, "utf8");
    text = "";
  }
}

function eachRecord(
  file: string,
  delimiter: number,
  columns: readonly SeedSourceColumn[],
  take: (record: readonly (string | null)[], line: number) => void,
): void {
  let record: (string | null)[] = [];
  let isHeader = true;
  const walk = new Walk(delimiter, {
    field(bytes, start, end, quoted) {
      const raw = bytes.toString("utf8", start, end);
      const field = quoted ? raw.replaceAll('""', '"') : raw;
      const value = cleaned(field, columns[record.length]?.type ?? "text");
      record.push(value === "" ? null : value);
    },
    record(line) {
      if (!isHeader) take(record, line);
      isHeader = false;
      record = [];
    },
    again() {
      record = [];
    },
  });
  for (const _ of byParts(file, walk));
}
