/** `datetime.strptime`: reading a time by a format. */
import { PyError } from "../errors.ts";
import { civilOf, daysOf } from "./calendar.ts";
import { dayNames, monthNames } from "./strftime.ts";

export interface Parsed {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly microsecond: number;
  /** `undefined` when the format has no zone. */
  readonly offsetSeconds: number | undefined;
  readonly zoneName: string | undefined;
}

const names = (list: readonly string[], length?: number): string =>
  list.map((name) => name.slice(0, length)).join("|");

const patterns: Readonly<Record<string, string>> = {
  Y: "\\d{4}",
  y: "\\d{2}",
  m: "1[0-2]|0[1-9]|[1-9]",
  d: "3[01]|[12]\\d|0[1-9]|[1-9]| [1-9]",
  H: "2[0-3]|[01]\\d|\\d",
  I: "1[0-2]|0[1-9]|[1-9]",
  M: "[0-5]\\d|\\d",
  S: "6[01]|[0-5]\\d|\\d",
  f: "\\d{1,6}",
  j: "36[0-6]|3[0-5]\\d|[12]\\d\\d|0[1-9]\\d|00[1-9]|[1-9]\\d|0[1-9]|[1-9]",
  p: "am|pm",
  b: names(monthNames, 3),
  B: names(monthNames),
  a: names(dayNames, 3),
  A: names(dayNames),
  z: "[+-]\\d\\d:?[0-5]\\d(?::?[0-5]\\d(?:\\.\\d{1,6})?)?|Z",
  Z: "utc|gmt|est|edt|cst|cdt|mst|mdt|pst|pdt",
  w: "[0-6]",
  u: "[1-7]",
  U: "5[0-3]|[0-4]\\d|\\d",
  W: "5[0-3]|[0-4]\\d|\\d",
};
const composed: Readonly<Record<string, string>> = {
  c: "%a %b %d %H:%M:%S %Y",
  x: "%m/%d/%y",
  X: "%H:%M:%S",
};

function expression(format: string): { pattern: RegExp; letters: string[] } {
  const letters: string[] = [];
  const expanded = format.replace(/%([cxX])/g, (_, letter: string) => composed[letter] ?? "");
  const body = expanded.replace(
    /%([a-zA-Z%])|(\s+)|[\\^$.*+?()[\]{}|]/g,
    (char, letter?: string, space?: string) => {
      if (space !== undefined) return "\\s+";
      if (letter === undefined) return `\\${char}`;
      if (letter === "%") return "%";
      const pattern = patterns[letter];
      if (pattern === undefined)
        throw new PyError("ValueError", `'${letter}' is a bad directive in format '${format}'`);
      letters.push(letter);
      return `(${pattern})`;
    },
  );
  return { pattern: new RegExp(`^${body}`, "i"), letters };
}

/** @throws PyError ValueError when the text does not match the format, or is no valid time. */
export function strptime(text: string, format: string): Parsed {
  const { pattern, letters } = expression(format);
  const match = pattern.exec(text);
  if (match === null) {
    throw new PyError("ValueError", `time data '${text}' does not match format '${format}'`);
  }
  if (match[0].length < text.length) {
    throw new PyError("ValueError", `unconverted data remains: ${text.slice(match[0].length)}`);
  }
  const found = new Map(letters.map((letter, i) => [letter, match[i + 1] ?? ""]));
  return { ...dateOf(found), ...timeOf(found), ...zoneOf(found) };
}

function dateOf(found: ReadonlyMap<string, string>): { year: number; month: number; day: number } {
  const number = (letter: string): number | undefined =>
    found.has(letter) ? Number(found.get(letter)) : undefined;
  const short = number("y");
  const year = number("Y") ?? (short === undefined ? 1900 : short + (short < 69 ? 2000 : 1900));
  const ofYear = number("j");
  if (ofYear !== undefined && !found.has("m")) {
    return civilOf(daysOf({ year, month: 1, day: 1 }) + ofYear - 1);
  }
  const word = (found.get("B") ?? found.get("b"))?.toLowerCase().slice(0, 3);
  const named = monthNames.findIndex((name) => name.toLowerCase().slice(0, 3) === word) + 1;
  return { year, month: number("m") ?? (named || 1), day: number("d") ?? 1 };
}

function timeOf(found: ReadonlyMap<string, string>) {
  const half = found.get("p")?.toLowerCase();
  let hour = Number(found.get("H") ?? found.get("I") ?? 0);
  if (found.has("I") && half !== undefined) hour = (hour % 12) + (half === "pm" ? 12 : 0);
  return {
    hour,
    minute: Number(found.get("M") ?? 0),
    second: Number(found.get("S") ?? 0),
    microsecond: Number((found.get("f") ?? "").padEnd(6, "0")),
  };
}

function zoneOf(found: ReadonlyMap<string, string>) {
  const zone = found.get("z");
  if (zone === undefined)
    return { offsetSeconds: undefined, zoneName: found.get("Z")?.toUpperCase() };
  if (zone.toUpperCase() === "Z") return { offsetSeconds: 0, zoneName: undefined };
  const [, sign, hours, minutes, seconds = "0"] =
    /^([+-])(\d\d):?(\d\d)(?::?(\d\d))?/.exec(zone) ?? [];
  const size = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
  return { offsetSeconds: sign === "-" ? -size : size, zoneName: undefined };
}
