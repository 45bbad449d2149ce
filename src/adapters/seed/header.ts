/** The first record of a CSV file: the names of its columns. */
import { closeSync, openSync, readSync } from "node:fs";
import { relative } from "node:path";
import { PtxError } from "../../core/error.ts";
import type { Location } from "../../core/location.ts";

/** A header longer than this is a file without line breaks. */
const longest = 1 << 20;

export interface Header {
  /** Names of the columns, as written. */
  readonly names: string[];
  /** Some fields stand between `'` and none between `"`: which of them quotes is to be sniffed. */
  readonly apostrophes: boolean;
}

/**
 * The first record of a file, and how its fields seem to be quoted.
 *
 * @param root Where the paths of error locations start.
 * @throws PtxError PTX4010 when the file has no header, or one that names columns twice or not at all.
 */
export function readHeader(file: string, delimiter: string, root: string): Header {
  const at = seedLocation(file, root, 1);
  const text = firstBytes(file, at);
  return { names: namesIn(text, delimiter, at), apostrophes: hasApostrophes(text, delimiter) };
}

function hasApostrophes(text: string, delimiter: string): boolean {
  if (!text.includes("'") || text.includes('"')) return false;
  return text
    .split(/\r?\n/)
    .some((line) => line.split(delimiter).some((field) => /^'.*'$/.test(field)));
}

function namesIn(text: string, delimiter: string, at: Location): string[] {
  const names = splitRecord(text, delimiter);
  if (names.length === 0 || (names.length === 1 && names[0] === "")) {
    throw new PtxError("PTX4010", "the seed file is empty: its first line must name the columns", {
      at,
      hint: "Write the header, e.g. `id,name`, or remove the file.",
    });
  }
  const seen = new Map<string, number>();
  for (const [i, name] of names.entries()) {
    if (name.trim() === "") {
      throw new PtxError("PTX4010", `column ${i + 1} of the seed file has no name`, {
        at,
        hint: "Name it in the first line, or remove the column.",
      });
    }
    const first = seen.get(name.toLowerCase());
    if (first !== undefined) {
      throw new PtxError(
        "PTX4010",
        `columns ${first + 1} and ${i + 1} of the seed file have the same name "${name}"`,
        { at, hint: "Rename one of them in the first line; case makes no difference." },
      );
    }
    seen.set(name.toLowerCase(), i);
  }
  return names;
}

export function seedLocation(file: string, root: string, line: number): Location {
  const path = relative(root, file);
  return { file: path.startsWith("..") ? file : path.replaceAll("\\", "/"), line, column: 1 };
}

function firstBytes(file: string, at: Location): string {
  let descriptor: number;
  try {
    descriptor = openSync(file, "r");
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new PtxError("PTX4010", `the seed file cannot be read: ${reason}`, { at, cause });
  }
  try {
    const buffer = Buffer.alloc(longest);
    const length = readSync(descriptor, buffer, 0, longest, 0);
    return buffer.toString("utf8", 0, length).replace(/^\uFEFF/, "");
  } finally {
    closeSync(descriptor);
  }
}

/** Fields of the first record (RFC 4180): quotes hold delimiters, line breaks and doubled quotes. */
export function splitRecord(text: string, delimiter: string): string[] {
  const fields: string[] = [];
  let i = 0;
  for (;;) {
    const field = text[i] === '"' ? quotedField(text, i) : bareField(text, i, delimiter);
    fields.push(field.value);
    i = field.end;
    if (!text.startsWith(delimiter, i) || i >= text.length) return fields;
    i += delimiter.length;
  }
}

interface Field {
  readonly value: string;
  readonly end: number;
}

function quotedField(text: string, start: number): Field {
  let end = text.indexOf('"', start + 1);
  while (end !== -1 && text[end + 1] === '"') end = text.indexOf('"', end + 2);
  if (end === -1) return { value: text.slice(start + 1), end: text.length };
  return { value: text.slice(start + 1, end).replaceAll('""', '"'), end: end + 1 };
}

function bareField(text: string, start: number, delimiter: string): Field {
  const stops = [
    text.indexOf(delimiter, start),
    text.indexOf("\n", start),
    text.indexOf("\r", start),
  ];
  const end = Math.min(...stops.map((stop) => (stop === -1 ? text.length : stop)));
  return { value: text.slice(start, end), end };
}
