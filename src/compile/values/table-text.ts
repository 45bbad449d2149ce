/** Results of queries as text: what `print_table()` and `print_csv()` write. */
import { toJsonText } from "../../jinja/json.ts";
import { float, isFloat, toNumber } from "../../jinja/numbers.ts";
import { toText } from "../../jinja/printing.ts";
import { PyDate } from "../../jinja/python/date.ts";
import type { Value } from "../../jinja/value.ts";
import { Decimal } from "./decimal.ts";

/** Column names, and cells by row. */
export interface Grid {
  readonly names: readonly string[];
  readonly cells: readonly (readonly Value[])[];
}

export interface Limits {
  /** `Infinity` for all. */
  readonly rows: number;
  readonly columns: number;
  /** Characters of a cell. */
  readonly width: number;
  /** Digits after the point. */
  readonly precision: number;
}

const dots = "...";

const cut = (text: string, width: number): string =>
  text.length > width ? `${text.slice(0, Math.max(0, width - dots.length))}${dots}` : text;

/** Digits after the point of a column's decimals, trailing zeros aside; `undefined` where it has none. */
function placesOf(values: readonly Value[]): number | undefined {
  const decimals = values.filter((value) => value instanceof Decimal);
  if (decimals.length === 0) return undefined;
  return Math.max(0, ...decimals.map(significantScale));
}

function significantScale({ units, scale }: Decimal): number {
  if (units === 0n) return 0;
  let [rest, places] = [units, scale];
  while (rest % 10n === 0n) [rest, places] = [rest / 10n, places - 1];
  return places;
}

/** `1,234.50`: grouped, with a fixed number of digits after the point, rounded half to even. */
function grouped(value: Value, places: number): string {
  const exact = value instanceof Decimal ? value : Decimal.parse(toText(value));
  const rounded = exact.binary("round", places, false);
  const text = rounded instanceof Decimal ? plain(rounded, places) : toText(rounded);
  const [whole = "", fraction = ""] = text.split(".");
  const groups = whole.replace(/\B(?=(\d{3})+$)/g, ",");
  return places > 0 ? `${groups}.${fraction}` : groups;
}

/** Digits without an exponent. */
function plain({ units, scale }: Decimal, places: number): string {
  const sized = units * 10n ** BigInt(Math.max(0, places - scale));
  const digits = String(sized < 0n ? -sized : sized).padStart(places + 1, "0");
  const at = digits.length - places;
  const sign = sized < 0n ? "-" : "";
  return places > 0 ? `${sign}${digits.slice(0, at)}.${digits.slice(at)}` : `${sign}${digits}`;
}

/** How a column prints its cells. */
function printerOf(values: readonly Value[], { precision }: Limits): (value: Value) => string {
  const places = placesOf(values);
  if (places === undefined) return (value) => (value === null ? "" : toText(value));
  const shown = Math.min(places, precision);
  const more = places > precision ? "…" : "";
  return (value) => {
    if (value === null) return "";
    const finite = !isFloat(value) || Number.isFinite(toNumber(value));
    return finite ? `${grouped(value, shown)}${more}` : toText(value);
  };
}

/** A table of Markdown, the form of Python's agate: numbers to the right, texts to the left. */
export function asMarkdown({ names, cells }: Grid, limits: Limits): string {
  const kept = names.slice(0, limits.columns);
  const columns = kept.map((_, index) => cells.map((row) => row[index] ?? null));
  const printers = columns.map((values) => printerOf(values.slice(0, limits.rows), limits));
  const beyond = names.length > kept.length ? [dots] : [];
  const isText = columns.map((values) => values.some((value) => typeof value === "string"));
  const header = [...kept.map((name) => cut(name, limits.width)), ...beyond];
  const body = cells
    .slice(0, limits.rows)
    .map((row) => [
      ...printers.map((print, index) => cut(print(row[index] ?? null), limits.width)),
      ...beyond,
    ]);
  const widths = header.map((name, index) =>
    Math.max(name.length, ...body.map((row) => row[index]?.length ?? 0)),
  );
  const line = (row: readonly string[]): string => {
    const padded = row.map((cell, index) => {
      const width = widths[index] ?? 0;
      return isText[index] ? cell.padEnd(width) : cell.padStart(width);
    });
    return `| ${padded.join(" | ")} |`;
  };
  const rule = `| ${widths.map((width) => "-".repeat(width)).join(" | ")} |`;
  const rest = cells.length > limits.rows ? [line(header.map(() => dots))] : [];
  return [line(header), rule, ...body.map(line), ...rest].join("\n");
}

/** Dates and times as ISO 8601 writes them; the rest as Python prints it. */
function csvText(value: Value): string {
  if (value === null) return "";
  return value instanceof PyDate ? value.isoformat() : toText(value);
}

function csvField(value: Value): string {
  const text = csvText(value).replaceAll("\r", "\n");
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** A value as agate writes it into JSON: decimals are floats, times texts. */
function jsonValue(value: Value): Value {
  if (value instanceof Decimal) return float(Number(value.str()));
  return value instanceof PyDate ? value.isoformat() : value;
}

/** JSON with characters outside of ASCII as they are. */
const readable = (json: string): string =>
  json.replace(/\\(?:u([0-9a-f]{4})|.)/g, (escaped, code: string | undefined) =>
    code !== undefined && Number.parseInt(code, 16) > 127
      ? String.fromCharCode(Number.parseInt(code, 16))
      : escaped,
  );

/** @param key Column whose values name the rows; without it they are a list. */
export function asJson({ names, cells }: Grid, key: number | undefined, indent?: number): string {
  const rows = cells.map(
    (row) => new Map(names.map((name, index) => [name, jsonValue(row[index] ?? null)])),
  );
  const named = new Map(rows.map((row, index) => [toText(cells[index]?.[key ?? 0]), row]));
  return readable(toJsonText(key === undefined ? rows : named, indent));
}

export const asCsv = ({ names, cells }: Grid): string =>
  [names, ...cells].map((row) => row.map(csvField).join(",")).join("\n");
