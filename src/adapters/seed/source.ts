/** A seed file for a warehouse that reads CSV from a stream: its columns, and its bytes made plain. */
import { readFileSync } from "node:fs";
import type { SeedLoad } from "../../core/adapter.ts";
import { PtxError } from "../../core/error.ts";
import { readHeader, seedLocation } from "./header.ts";
import { cleaned, needsCleaning, type SeedType, typeOf } from "./kinds.ts";
import { scan, walk } from "./scan.ts";

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

const chunkSize = 1 << 20;

/** @throws PtxError PTX4010 for a file that is not proper CSV, at its line. */
export function openSeed(load: SeedLoad, root: string): SeedSource {
  const { file, delimiter, columnTypes } = load;
  const { names } = readHeader(file, delimiter, root);
  const given = new Map(
    Object.entries(columnTypes).map(([name, type]) => [name.toLowerCase(), type]),
  );
  const bytes = readFileSync(file);
  const from = bytes.length > 2 && bytes.readUIntBE(0, 3) === 0xefbbbf ? 3 : 0;
  const mark = delimiterByte(delimiter);
  const found = scan(bytes, from, mark, names.length);
  const at = (line: number) => seedLocation(file, root, line);
  if (found.openQuote !== undefined) {
    throw new PtxError("PTX4010", "a field that begins with a quote never ends", {
      at: at(found.openQuote),
      hint: 'Close every opened `"`, and double a `"` inside a quoted field.',
    });
  }
  if (found.ragged) {
    const { line, fields } = found.ragged;
    throw new PtxError("PTX4010", `the line has ${fields} fields, the header has ${names.length}`, {
      at: at(line),
      hint: 'Add or remove fields; put a field that holds the delimiter between `"`.',
    });
  }
  const columns = names.map((name, i): SeedSourceColumn => {
    const wanted = given.get(name.toLowerCase());
    // What has a type of its own goes to the warehouse as it is written.
    const type = wanted === undefined ? typeOf(found.columns[i] ?? 0) : "text";
    return { name, type, given: wanted };
  });
  const unclean = columns.some(
    ({ given: wanted }, i) => wanted === undefined && needsCleaning(found.columns[i] ?? 0),
  );
  const plain = !found.odd && !unclean;
  return {
    columns,
    records: found.records,
    data: (empty = "quoted") =>
      plain ? slices(bytes, found.body) : rewritten(bytes, from, mark, columns, empty),
    each: (take) => eachRecord(bytes, from, mark, columns, take),
  };
}

function delimiterByte(delimiter: string): number {
  const bytes = Buffer.from(delimiter, "utf8");
  if (bytes.length === 1) return bytes[0] ?? 0;
  throw new PtxError("PTX4010", `the delimiter "${delimiter}" is not one plain character`, {
    hint: "Set `delimiter` of the seed to a single character, like `;` or `|`.",
  });
}

async function* slices(bytes: Buffer, from: number): AsyncGenerator<Uint8Array> {
  for (let at = from; at < bytes.length; at += chunkSize) {
    yield bytes.subarray(at, at + chunkSize);
  }
}

function eachRecord(
  bytes: Buffer,
  from: number,
  delimiter: number,
  columns: readonly SeedSourceColumn[],
  take: (record: readonly (string | null)[], line: number) => void,
): void {
  let record: (string | null)[] = [];
  let isHeader = true;
  walk(bytes, from, delimiter, {
    field(start, end, quoted) {
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
  });
}

/** The records in the one spelling that all readers agree on. */
async function* rewritten(
  bytes: Buffer,
  from: number,
  delimiter: number,
  columns: readonly SeedSourceColumn[],
  empty: "quoted" | "bare",
): AsyncGenerator<Uint8Array> {
  const mark = String.fromCharCode(delimiter);
  // A line without anything is no record: the value of a single column keeps its quotes.
  const bare = empty === "bare" && columns.length > 1;
  const written = (value: string): string =>
    value === "" && bare ? "" : `"${value.replaceAll('"', '""')}"`;
  const parts: Uint8Array[] = [];
  let [text, column, records] = ["", 0, 0];
  walk(bytes, from, delimiter, {
    field(start, end, quoted) {
      const raw = bytes.toString("utf8", start, end);
      const field = quoted ? raw.replaceAll('""', '"') : raw;
      const value = cleaned(field, columns[column]?.type ?? "text");
      if (records > 0) text += `${column > 0 ? mark : ""}${written(value)}`;
      column += 1;
    },
    record() {
      if (records > 0) text += "\n";
      records += 1;
      column = 0;
      if (text.length < chunkSize) return;
      parts.push(Buffer.from(text, "utf8"));
      text = "";
    },
  });
  parts.push(Buffer.from(text, "utf8"));
  yield* parts;
}
