/** Values of Snowflake from the texts that the driver gives, and names of their types. */
import type { Column as DriverColumn } from "snowflake-sdk";
import type { SqlValue } from "../../core/adapter.ts";
import type { Column } from "../../core/relation.ts";

type Read = (text: string) => SqlValue;

const plain: Read = (text) => text;

function integer(text: string): SqlValue {
  const number = Number(text);
  return Number.isSafeInteger(number) ? number : BigInt(text);
}

const floats: Readonly<Record<string, number>> = {
  inf: Number.POSITIVE_INFINITY,
  "-inf": Number.NEGATIVE_INFINITY,
};

/** `10:20:30.500000000` is `10:20:30.5`. */
const trimmed = (text: string): string =>
  text.replace(/\.(\d*?)0+(?=\D|$)/, (_, digits: string) => (digits === "" ? "" : `.${digits}`));

/** `… +02:00` is `…+02`: zones are written as the other warehouses write them. */
const zoned = (text: string): string =>
  text.replace(/ ?([+-]\d\d):?(\d\d)$/, (_, hours, minutes) =>
    minutes === "00" ? String(hours) : `${String(hours)}:${String(minutes)}`,
  );

const readers: Readonly<Record<string, Read>> = {
  real: (text) => floats[text.toLowerCase()] ?? Number(text),
  decfloat: (text) => ({ decimal: text }),
  boolean: (text) => /^(?:true|1)$/i.test(text),
  date: (text) => ({ date: text }),
  time: (text) => ({ time: trimmed(text) }),
  timestamp_ntz: (text) => ({ timestamp: trimmed(text) }),
  timestamp_ltz: (text) => ({ timestamptz: zoned(trimmed(text)) }),
  timestamp_tz: (text) => ({ timestamptz: zoned(trimmed(text)) }),
  binary: (text) => new Uint8Array(Buffer.from(text, "hex")),
  variant: json,
  object: json,
  array: json,
  map: json,
};

/** Texts of JSON, and numbers. */
const piece = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;
const mark = "\u0000number:";

/** A number has all its digits in JavaScript, too. */
const isExact = (text: string): boolean =>
  /^-?\d+$/.test(text)
    ? Number.isSafeInteger(Number(text))
    : text.replace(/e.*$|\D/gi, "").length < 16;

function numberOf(text: string): SqlValue {
  return /^-?\d+$/.test(text) ? BigInt(text) : { decimal: text };
}

/** JSON with exact numbers. What is not JSON, as the `undefined` of arrays, stays as it is written. */
function json(text: string): SqlValue {
  const marked = text.replace(piece, (found) =>
    found.startsWith('"') || isExact(found) ? found : JSON.stringify(`${mark}${found}`),
  );
  try {
    return JSON.parse(marked, (_, value: SqlValue) =>
      typeof value === "string" && value.startsWith(mark)
        ? numberOf(value.slice(mark.length))
        : value,
    ) as SqlValue;
  } catch {
    return text;
  }
}

/** How the texts of a column are read. */
export function readerOf(column: DriverColumn): Read {
  const type = column.getType().toLowerCase();
  if (type === "fixed") {
    return column.getScale() > 0 ? (text) => ({ decimal: text }) : integer;
  }
  return readers[type] ?? plain;
}

const names: Readonly<Record<string, string>> = {
  fixed: "NUMBER",
  real: "FLOAT",
  text: "VARCHAR",
};

/** A type as `describe table` writes it; the driver does not tell the length of texts. */
function typeOf(column: DriverColumn): string {
  const type = column.getType().toLowerCase();
  const name = names[type] ?? type.toUpperCase();
  if (type === "fixed") return `${name}(${column.getPrecision()},${column.getScale()})`;
  if (type.startsWith("time")) return `${name}(${column.getScale()})`;
  return name;
}

export const columnsOf = (columns: readonly DriverColumn[]): Column[] =>
  columns.map((column) => ({ name: column.getName(), type: typeOf(column) }));

/** Settings of a session with which the texts of values are exact and the same everywhere. */
export const formats: Readonly<Record<string, string | number | boolean>> = {
  DATE_OUTPUT_FORMAT: "YYYY-MM-DD",
  TIME_OUTPUT_FORMAT: "HH24:MI:SS.FF9",
  TIMESTAMP_OUTPUT_FORMAT: "YYYY-MM-DD HH24:MI:SS.FF9 TZH:TZM",
  TIMESTAMP_NTZ_OUTPUT_FORMAT: "YYYY-MM-DD HH24:MI:SS.FF9",
  TIMESTAMP_LTZ_OUTPUT_FORMAT: "YYYY-MM-DD HH24:MI:SS.FF9 TZH:TZM",
  TIMESTAMP_TZ_OUTPUT_FORMAT: "YYYY-MM-DD HH24:MI:SS.FF9 TZH:TZM",
  BINARY_OUTPUT_FORMAT: "HEX",
  JSON_INDENT: 0,
};
