/** Values of BigQuery: texts in its answers, whatever their types, read without losing a digit. */
import type { SqlValue } from "../../core/adapter.ts";
import type { Cell, Field, Row, Schema } from "./api.ts";

type Read = (text: string) => SqlValue;

const plain: Read = (text) => text;
const tagged =
  (tag: string): Read =>
  (text) => ({ [tag]: text });
const integer: Read = (text) => {
  const number = Number(text);
  return Number.isSafeInteger(number) ? number : BigInt(text);
};

const words: Readonly<Record<string, number>> = {
  inf: Number.POSITIVE_INFINITY,
  "+inf": Number.POSITIVE_INFINITY,
  "-inf": Number.NEGATIVE_INFINITY,
};
/** `NaN` and `Infinity` are spelled as in JavaScript, but not by every part of the service. */
const float: Read = (text) => words[text.toLowerCase()] ?? Number(text);

/** Microseconds since 1970, as they are asked for. */
const moment: Read = (text) => {
  const micros = BigInt(text);
  const millis = micros / 1000n - (micros % 1000n < 0n ? 1n : 0n);
  const rest = Number(micros - millis * 1000n);
  const iso = new Date(Number(millis)).toISOString();
  const whole = iso.slice(0, iso.length - 5).replace("T", " ");
  const fraction = (Number(iso.slice(-4, -1)) * 1000 + rest).toString().padStart(6, "0");
  const digits = fraction.replace(/0+$/, "");
  return { timestamptz: `${whole}${digits === "" ? "" : `.${digits}`}+00` };
};

/** By their names of legacy and of standard SQL. */
const readers: Readonly<Record<string, Read>> = {
  INTEGER: integer,
  INT64: integer,
  FLOAT: float,
  FLOAT64: float,
  NUMERIC: tagged("decimal"),
  BIGNUMERIC: tagged("decimal"),
  BOOLEAN: (text) => text === "true",
  BOOL: (text) => text === "true",
  DATE: tagged("date"),
  TIME: tagged("time"),
  DATETIME: (text) => ({ timestamp: text.replace("T", " ") }),
  TIMESTAMP: moment,
  INTERVAL: tagged("interval"),
  BYTES: (text) => new Uint8Array(Buffer.from(text, "base64")),
};

function read(cell: Cell, field: Field): SqlValue {
  if (cell === null) return null;
  if (Array.isArray(cell)) {
    const element = { ...field, mode: "NULLABLE" };
    return (cell as readonly { readonly v: Cell }[]).map(({ v }) => read(v, element));
  }
  if (typeof cell === "object") {
    const { f: values } = cell as { f: readonly { readonly v: Cell }[] };
    const members = (field.fields ?? []).map((member, i) => [
      member.name,
      read(values[i]?.v ?? null, member),
    ]);
    return Object.fromEntries(members) as SqlValue;
  }
  return (readers[field.type] ?? plain)(String(cell));
}

/** A row in the order of its columns. */
export function rowOf({ f: cells = [] }: Row, { fields = [] }: Schema): SqlValue[] {
  return fields.map((field, i) => read(cells[i]?.v ?? null, field));
}
