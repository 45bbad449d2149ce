/** CSV text of a unit test as rows; RFC 4180, with a header. */
import { PtxError } from "../core/error.ts";
import type { Location } from "../core/location.ts";
import type { JsonObject } from "../core/node.ts";

interface CsvRecord {
  readonly fields: string[];
  /** Line of the text where it begins, from 1. */
  readonly line: number;
}

/** What is wrong with a text, and on which of its lines. */
class CsvMistake extends Error {
  readonly line: number;
  readonly hint: string;
  constructor(message: string, line: number, hint: string) {
    super(message);
    this.line = line;
    this.hint = hint;
  }
}

const lineBreaks = (text: string): number => text.split("\n").length - 1;

/** One field and what ends it. */
function fieldPattern(delimiter: string): RegExp {
  const end = delimiter.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return new RegExp(
    `(?:"((?:[^"]|"")*)"|((?:(?!${end})[^\\r\\n])*))(${end}|\\r\\n|\\n|\\r|$)`,
    "gy",
  );
}

function brokenField(text: string, at: number, line: number): CsvMistake {
  const closed = /^"(?:[^"]|"")*"/.test(text.slice(at));
  return closed
    ? new CsvMistake(
        "text stands after a closing quote",
        line,
        'Double a `"` that belongs to the value.',
      )
    : new CsvMistake("a quoted field is never closed", line, 'Add the closing `"`.');
}

/** The records of a text; blank lines are none. */
function records(text: string, delimiter: string): CsvRecord[] {
  const found: CsvRecord[] = [];
  const field = fieldPattern(delimiter);
  let record: CsvRecord = { fields: [], line: 1 };
  let line = 1;
  while (field.lastIndex < text.length || record.fields.length > 0) {
    const at = field.lastIndex;
    const match = field.exec(text);
    const [, quoted, plain = "", end = ""] = match ?? [];
    // A quote that begins a field must end it: the plain alternative does not count for such.
    if (match === null || (quoted === undefined && plain.startsWith('"'))) {
      throw brokenField(text, at, line);
    }
    record.fields.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    line += lineBreaks(match[0]);
    if (end === delimiter) continue;
    if (record.fields.length > 1 || record.fields[0] !== "") found.push(record);
    record = { fields: [], line };
  }
  return found;
}

function rowOf(names: readonly string[], { fields, line }: CsvRecord): JsonObject {
  // Fields that a short row leaves out are null, as dbt has it.
  if (fields.length > names.length) {
    throw new CsvMistake(
      `a row has ${fields.length} fields, the header has ${names.length}`,
      line,
      'Remove fields; put a value that holds a comma between `"`.',
    );
  }
  // An empty field is null: a column of numbers or dates could be nothing else.
  const valueAt = (index: number): string | null => fields[index] || null;
  return Object.fromEntries(names.map((name, index) => [name, valueAt(index)]));
}

function headerOf(record: CsvRecord | undefined): string[] {
  if (record === undefined) {
    throw new CsvMistake("there is no header", 1, "Name the columns in the first line.");
  }
  const names = record.fields.map((name) => name.trim());
  const seen = new Set<string>();
  for (const [index, name] of names.entries()) {
    if (name === "") {
      const message = `column ${index + 1} has no name`;
      throw new CsvMistake(message, record.line, "Name it in the first line.");
    }
    if (seen.has(name.toLowerCase())) {
      const message = `two columns are named '${name}'`;
      throw new CsvMistake(message, record.line, "Rename one of them.");
    }
    seen.add(name.toLowerCase());
  }
  return names;
}

/**
 * The rows of a CSV text, each by the names of its header. Empty fields are null.
 *
 * @param locate The place of a line (from 1) of the text.
 * @throws PtxError PTX4303 at the line that is no proper CSV.
 */
export function csvRows(
  text: string,
  locate: (line: number) => Location,
  delimiter = ",",
): JsonObject[] {
  try {
    const [header, ...rows] = records(text.replace(/^\uFEFF/, ""), delimiter);
    const names = headerOf(header);
    return rows.map((record) => rowOf(names, record));
  } catch (error) {
    if (!(error instanceof CsvMistake)) throw error;
    const { message, line, hint } = error;
    throw new PtxError("PTX4303", `The CSV rows are malformed: ${message}`, {
      at: locate(line),
      hint,
    });
  }
}
