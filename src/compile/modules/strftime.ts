/** `strftime` and `strptime` of Python, for the C locale. */
import { PyError } from "../../jinja/errors.ts";
import { dayOfYear, fromDays, isoCalendar, toDays, weekday } from "./calendar.ts";

export const monthNames = [
  "January", "February", "March", "April", "May", "June",
  "July", "August", "September", "October", "November", "December",
];
export const dayNames = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/** A moment taken apart: days since 1970-01-01, microseconds of the day, offset from UTC. */
export interface Parts {
  readonly days: number;
  readonly micros: number;
  readonly offsetSeconds: number | undefined;
  readonly zoneName: string | undefined;
}

const pad = (value: number, width = 2): string => String(value).padStart(width, "0");

export interface Clock {
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly microsecond: number;
}

export function clockOf(micros: number): Clock {
  const seconds = Math.floor(micros / 1_000_000);
  return {
    hour: Math.floor(seconds / 3600),
    minute: Math.floor(seconds / 60) % 60,
    second: seconds % 60,
    microsecond: micros % 1_000_000,
  };
}

/** `+01:00`, or without the colon for `%z`. */
export function offsetText(seconds: number, colon: string): string {
  const sign = seconds < 0 ? "-" : "+";
  const total = Math.abs(seconds);
  const rest = total % 60;
  const base = `${sign}${pad(Math.floor(total / 3600))}${colon}${pad(Math.floor(total / 60) % 60)}`;
  return rest === 0 ? base : `${base}${colon}${pad(rest)}`;
}

type Directive = (parts: Parts) => string;

const day = (parts: Parts) => fromDays(parts.days);
const clock = (parts: Parts) => clockOf(parts.micros);
const hour12 = (parts: Parts) => ((clock(parts).hour + 11) % 12) + 1;
/** Week of the year, with all days before the first `firstDay` in week 0. */
const weekOfYear = (parts: Parts, firstDay: number): number =>
  Math.floor((dayOfYear(day(parts)) + 6 - ((weekday(parts.days) - firstDay + 7) % 7)) / 7);

const directives: Readonly<Record<string, Directive>> = {
  Y: (p) => pad(day(p).year, 4),
  y: (p) => pad(day(p).year % 100),
  m: (p) => pad(day(p).month),
  d: (p) => pad(day(p).day),
  e: (p) => String(day(p).day).padStart(2, " "),
  H: (p) => pad(clock(p).hour),
  I: (p) => pad(hour12(p)),
  M: (p) => pad(clock(p).minute),
  S: (p) => pad(clock(p).second),
  f: (p) => pad(clock(p).microsecond, 6),
  p: (p) => (clock(p).hour < 12 ? "AM" : "PM"),
  j: (p) => pad(dayOfYear(day(p)), 3),
  A: (p) => dayNames[weekday(p.days)] ?? "",
  a: (p) => (dayNames[weekday(p.days)] ?? "").slice(0, 3),
  B: (p) => monthNames[day(p).month - 1] ?? "",
  b: (p) => (monthNames[day(p).month - 1] ?? "").slice(0, 3),
  h: (p) => (monthNames[day(p).month - 1] ?? "").slice(0, 3),
  u: (p) => String(weekday(p.days) + 1),
  w: (p) => String((weekday(p.days) + 1) % 7),
  U: (p) => pad(weekOfYear(p, 6)),
  W: (p) => pad(weekOfYear(p, 0)),
  V: (p) => pad(isoCalendar(p.days).week),
  G: (p) => pad(isoCalendar(p.days).year, 4),
  C: (p) => pad(Math.floor(day(p).year / 100)),
  z: (p) => (p.offsetSeconds === undefined ? "" : offsetText(p.offsetSeconds, "")),
  Z: (p) => p.zoneName ?? "",
  s: (p) => String(p.days * 86400 + Math.floor(p.micros / 1e6) - (p.offsetSeconds ?? 0)),
  F: (p) => strftime(p, "%Y-%m-%d"),
  T: (p) => strftime(p, "%H:%M:%S"),
  R: (p) => strftime(p, "%H:%M"),
  D: (p) => strftime(p, "%m/%d/%y"),
  x: (p) => strftime(p, "%m/%d/%y"),
  X: (p) => strftime(p, "%H:%M:%S"),
  c: (p) => strftime(p, "%a %b %e %H:%M:%S %Y"),
  "%": () => "%",
};

/** The moment as `format` says; an unknown directive stays as it is. `%-d` drops the padding. */
export function strftime(parts: Parts, format: string): string {
  return format.replace(/%(-?)([a-zA-Z%])/g, (match, dash: string, name: string) => {
    const text = directives[name]?.(parts);
    if (text === undefined) return match;
    return dash ? text.replace(/^[0 ]+(?=.)/, "") : text;
  });
}

interface Parsed {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
  microsecond: number;
  afternoon: boolean | undefined;
  dayOfYear: number | undefined;
  offsetSeconds: number | undefined;
}

const names = (list: readonly string[], length?: number): string =>
  list.map((name) => name.slice(0, length)).join("|");

const nameIndex = (list: readonly string[], text: string): number =>
  list.findIndex((name) => name.slice(0, 3).toLowerCase() === text.slice(0, 3).toLowerCase());

function zoneSeconds(text: string): number {
  if (/^z$/i.test(text)) return 0;
  const digits = text.slice(1).replaceAll(":", "").padEnd(6, "0");
  const [hours, minutes, seconds] = [0, 2, 4].map((at) => Number(digits.slice(at, at + 2)));
  const total = (hours ?? 0) * 3600 + (minutes ?? 0) * 60 + (seconds ?? 0);
  return text.startsWith("-") ? -total : total;
}

const readers: Readonly<Record<string, readonly [string, (into: Parsed, text: string) => void]>> = {
  Y: ["\\d{4}", (p, t) => { p.year = Number(t); }],
  y: ["\\d{2}", (p, t) => { p.year = Number(t) + (Number(t) < 69 ? 2000 : 1900); }],
  m: ["1[0-2]|0[1-9]|[1-9]", (p, t) => { p.month = Number(t); }],
  d: ["3[01]|[12]\\d|0[1-9]|[1-9]| [1-9]", (p, t) => { p.day = Number(t); }],
  H: ["2[0-3]|[01]\\d|\\d", (p, t) => { p.hour = Number(t); }],
  I: ["1[0-2]|0[1-9]|[1-9]", (p, t) => { p.hour = Number(t) % 12; }],
  M: ["[0-5]\\d|\\d", (p, t) => { p.minute = Number(t); }],
  S: ["6[01]|[0-5]\\d|\\d", (p, t) => { p.second = Number(t); }],
  f: ["\\d{1,6}", (p, t) => { p.microsecond = Number(t.padEnd(6, "0")); }],
  p: ["[AaPp][Mm]", (p, t) => { p.afternoon = t.toLowerCase() === "pm"; }],
  j: ["\\d{1,3}", (p, t) => { p.dayOfYear = Number(t); }],
  B: [names(monthNames), (p, t) => { p.month = nameIndex(monthNames, t) + 1; }],
  b: [names(monthNames, 3), (p, t) => { p.month = nameIndex(monthNames, t) + 1; }],
  A: [names(dayNames), () => undefined],
  a: [names(dayNames, 3), () => undefined],
  z: ["[+-]\\d\\d:?[0-5]\\d(?::?[0-5]\\d)?|Z", (p, t) => { p.offsetSeconds = zoneSeconds(t); }],
  Z: ["UTC|GMT", () => undefined],
};

const shorthands: Readonly<Record<string, string>> = { F: "%Y-%m-%d", T: "%H:%M:%S", D: "%m/%d/%y", R: "%H:%M" };

/** @throws PyError ValueError when the text does not have the format. */
export function strptime(text: string, format: string): Parts {
  const used: ((into: Parsed, text: string) => void)[] = [];
  const expanded = format.replace(/%([FTDR])/g, (_, name: string) => shorthands[name] ?? "");
  const pattern = expanded.replace(/%([a-zA-Z%])|(\s+)|[.*+?^${}()|[\]\\]/g, (match, name?: string, gap?: string) => {
    if (gap) return "\\s+";
    if (name === undefined) return `\\${match}`;
    if (name === "%") return "%";
    const reader = readers[name];
    if (!reader) throw new PyError("ValueError", `'${name}' is a bad directive in format '${format}'`);
    used.push(reader[1]);
    return `(${reader[0]})`;
  });
  const found = new RegExp(`^${pattern}$`, "i").exec(text);
  if (!found) throw new PyError("ValueError", `time data '${text}' does not match format '${format}'`);
  const parsed: Parsed = {
    year: 1900, month: 1, day: 1, hour: 0, minute: 0, second: 0, microsecond: 0,
    afternoon: undefined, dayOfYear: undefined, offsetSeconds: undefined,
  };
  used.forEach((read, index) => read(parsed, found[index + 1] ?? ""));
  return partsOf(parsed);
}

function partsOf(parsed: Parsed): Parts {
  const hour = parsed.hour + (parsed.afternoon ? 12 : 0);
  const days =
    parsed.dayOfYear === undefined
      ? toDays(parsed)
      : toDays({ year: parsed.year, month: 1, day: 1 }) + parsed.dayOfYear - 1;
  const seconds = hour * 3600 + parsed.minute * 60 + parsed.second;
  return {
    days,
    micros: seconds * 1_000_000 + parsed.microsecond,
    offsetSeconds: parsed.offsetSeconds,
    zoneName: undefined,
  };
}
