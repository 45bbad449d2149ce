/**
 * Kinds of values of a seed's columns: the rules by which dbt types the columns of a CSV file. The
 * first of number, date, timestamp and boolean that fits all values of a column, else text; a number
 * without a fraction (`1.0` has none) is an integer, and so is a column without values.
 */

/** As bits: a column is the set of its values' kinds. */
export const kinds = {
  int32: 1,
  int64: 2,
  number: 4,
  date: 8,
  /** `2026-01-31 10:20:30`. */
  timestamp: 16,
  /** `2026-01-31T10:20:30Z`; not to be mixed with the form above. */
  iso: 32,
  boolean: 64,
  text: 128,
  /** Not as a server's reader takes it, whatever the type: `null`, `1_000`, blanks and nothing else. */
  unclean: 256,
  /** A whole number that is not written as one: `1.0`, `1e3`. A server's integers refuse it. */
  oddWhole: 512,
} as const;

export type SeedType = "int32" | "int64" | "number" | "date" | "timestamp" | "boolean" | "text";

/** The first type that holds all kinds of a column. */
const types: readonly (readonly [holds: number, type: SeedType])[] = [
  [kinds.int32, "int32"],
  [kinds.int32 | kinds.int64, "int64"],
  [kinds.int32 | kinds.int64 | kinds.number, "number"],
  [kinds.date, "date"],
  [kinds.timestamp, "timestamp"],
  [kinds.iso, "timestamp"],
  [kinds.boolean, "boolean"],
];

const marks = kinds.unclean | kinds.oddWhole;

/** Whether values of a column must be rewritten before a server reads them as its type. */
export function needsCleaning(found: number): boolean {
  const type = typeOf(found);
  if (type === "text") return false;
  const whole = type === "int32" || type === "int64";
  return (found & (whole ? marks : kinds.unclean)) !== 0;
}

export const typeOf = (found: number): SeedType =>
  types.find(([holds]) => (found & ~marks & ~holds) === 0)?.[1] ?? "text";

const whole = /^[+-]?\d[\d_]*\.?0*$/;
const decimal = /^[+-]?(?:\d[\d_]*\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;
const day = /^(\d{4})-(\d{1,2})-(\d{1,2})(?: (\d{1,2}):(\d{1,2}):(\d{1,2}))?$/;
const iso =
  /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)(?::(\d\d)(?:\.\d+)?)?(?:Z|[+-]\d\d(?::?\d\d)?)?$/i;

const smallest = { int32: -(2n ** 31n), int64: -(2n ** 63n) };
const largest = { int32: 2n ** 31n - 1n, int64: 2n ** 63n - 1n };

/** The kind of a value, as a bit; 0 for none. */
export function kindOf(field: string): number {
  const value = field.trim();
  if (value === "") return field === "" ? 0 : kinds.unclean;
  if (whole.test(value)) return kindOfWhole(value);
  if (decimal.test(value)) return kindOfDecimal(value);
  const dated = day.exec(value) ?? iso.exec(value);
  if (dated) return isTime(dated) ? kindOfTime(value) : kinds.text;
  switch (value.toLowerCase()) {
    case "null":
      return kinds.unclean;
    case "true":
    case "false":
      return value === field ? kinds.boolean : kinds.boolean | kinds.unclean;
    case "nan":
    case "inf":
    case "infinity":
    case "-inf":
    case "-infinity":
      return kinds.number;
    default:
      return kinds.text;
  }
}

function kindOfWhole(value: string): number {
  const integer = BigInt(wholeText(value));
  const odd =
    (value.includes(".") ? kinds.oddWhole : 0) | (value.includes("_") ? kinds.unclean : 0);
  if (integer >= smallest.int32 && integer <= largest.int32) return kinds.int32 | odd;
  if (integer >= smallest.int64 && integer <= largest.int64) return kinds.int64 | odd;
  return kinds.number | odd;
}

/** The digits of a whole number however it is spelled. */
const wholeText = (value: string): string =>
  value.replaceAll("_", "").replace(/^\+/, "").replace(/\.0*$/, "");

/** `1e3` is a whole number too. */
function kindOfDecimal(value: string): number {
  const number = Number(value.replaceAll("_", ""));
  const odd = value.includes("_") ? kinds.unclean : 0;
  if (!Number.isInteger(number) || !/e/i.test(value)) return kinds.number | odd;
  if (number >= Number(smallest.int32) && number <= Number(largest.int32)) {
    return kinds.int32 | kinds.oddWhole | odd;
  }
  return Number.isSafeInteger(number) ? kinds.int64 | kinds.oddWhole | odd : kinds.number | odd;
}

function kindOfTime(value: string): number {
  if (value.length > 10 && /t/i.test(value)) return kinds.iso;
  return value.includes(" ") ? kinds.timestamp : kinds.date;
}

function isTime([, ...parts]: RegExpExecArray): boolean {
  const [year = 0, month = 0, date = 0, hour = 0, minute = 0, second = 0] = parts.map((part) =>
    Number(part ?? 0),
  );
  const days = new Date(Date.UTC(year, month, 0)).getUTCDate();
  const valid = month >= 1 && month <= 12 && date >= 1 && date <= days;
  return valid && hour < 24 && minute < 60 && second < 60;
}

/** The value as every server reads it: nothing for null, digits for whole numbers. */
export function cleaned(field: string, type: SeedType): string {
  if (type === "text") return field;
  const value = field.trim();
  if (value.toLowerCase() === "null") return "";
  if (type === "number") return value.replaceAll("_", "");
  if (type !== "int32" && type !== "int64") return value;
  return /e/i.test(value) ? String(Number(value.replaceAll("_", ""))) : wholeText(value);
}
