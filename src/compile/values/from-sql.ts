/** Values of the warehouse as Python values, typed as dbt hands them to templates. */
import type { QueryResult, SqlValue } from "../../core/adapter.ts";
import { float, int } from "../../jinja/numbers.ts";
import type { Value } from "../../jinja/value.ts";
import { microsPerDay } from "../modules/calendar.ts";
import { PyDate, PyDateTime, PyTime } from "../modules/datetime.ts";
import { strptime } from "../modules/strftime.ts";
import { TimeDelta } from "../modules/timedelta.ts";
import { fixedZone, utc } from "../modules/zones.ts";
import { Decimal } from "./decimal.ts";
import { TableValue } from "./table.ts";

const isFloatType = (type: string): boolean => /^(double|float|real)/i.test(type);

const clockPattern = /^(\d{1,2}):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?/;

function microsOf(clock: string): number {
  const [, hour = "0", minute = "0", second = "0", fraction = ""] = clockPattern.exec(clock) ?? [];
  const seconds = Number(hour) * 3600 + Number(minute) * 60 + Number(second);
  return seconds * 1_000_000 + Number(fraction.slice(0, 6).padEnd(6, "0"));
}

const daysOf = (text: string): number => strptime(text.slice(0, 10), "%Y-%m-%d").days;

/** A timestamp's text; one that no calendar of Python holds (infinity, year 20000) stays text. */
function timestamp(text: string, aware: boolean): Value {
  if (!/^\d{4}-\d\d-\d\d/.test(text)) return text;
  const clock = text.slice(11);
  const offset = /([+-]\d\d)(?::?(\d\d))?$/.exec(clock);
  const seconds = offset ? Number(offset[1]) * 3600 + Number(`${offset[1]?.[0]}${offset[2] ?? 0}`) * 60 : 0;
  const zone = aware ? (seconds === 0 ? utc : fixedZone(seconds)) : undefined;
  return new PyDateTime(daysOf(text), microsOf(clock), zone);
}

/** `3 days 04:05:06` as a span; months have no length, so such an interval stays text. */
function interval(text: string): Value {
  const found = /^(?:(-?\d+) days? ?)?(-?)(\d+:\d\d:\d\d(?:\.\d+)?)?$/.exec(text);
  if (!found || text === "") return text;
  const clock = found[3] === undefined ? 0 : microsOf(found[3]);
  return new TimeDelta(Number(found[1] ?? 0) * microsPerDay + (found[2] === "-" ? -clock : clock));
}

const tagged: Readonly<Record<string, (text: string) => Value>> = {
  decimal: (text) => Decimal.parse(text),
  date: (text) => (/^\d{4}-\d\d-\d\d$/.test(text) ? new PyDate(daysOf(text)) : text),
  time: (text) => new PyTime(microsOf(text)),
  timestamp: (text) => timestamp(text, false),
  timestamptz: (text) => timestamp(text, true),
  interval,
};

/** What a tagged value holds; `undefined` for a struct. */
function untagged(value: { readonly [key: string]: SqlValue }): [string, string] | undefined {
  const [entry, ...more] = Object.entries(value);
  if (entry === undefined || more.length > 0 || typeof entry[1] !== "string") return undefined;
  return Object.hasOwn(tagged, entry[0]) ? [entry[0], entry[1]] : undefined;
}

/** Lists and structs arrive in templates as JSON texts, written as Python writes them. */
function jsonText(value: SqlValue): string {
  if (value === null || typeof value === "boolean") return String(value);
  if (typeof value === "number" || typeof value === "bigint") return String(value);
  if (typeof value === "string") return JSON.stringify(value);
  if (value instanceof Uint8Array) return JSON.stringify(Buffer.from(value).toString("utf8"));
  if (Array.isArray(value)) return `[${value.map(jsonText).join(", ")}]`;
  const held = untagged(value as { readonly [key: string]: SqlValue });
  if (held) return held[0] === "decimal" ? held[1] : JSON.stringify(held[1]);
  const fields = Object.entries(value as Record<string, SqlValue>);
  return `{${fields.map(([key, item]) => `${JSON.stringify(key)}: ${jsonText(item)}`).join(", ")}}`;
}

/** One cell of a column of the given type. */
export function fromSql(value: SqlValue, type: string): Value {
  if (value === null || typeof value === "string" || typeof value === "boolean") return value;
  if (typeof value === "number") return isFloatType(type) ? float(value) : value;
  if (typeof value === "bigint") return int(value);
  if (value instanceof Uint8Array) return Buffer.from(value).toString("utf8");
  if (Array.isArray(value)) return jsonText(value);
  const held = untagged(value as { readonly [key: string]: SqlValue });
  return held ? tagged[held[0]]?.(held[1]) : jsonText(value);
}

/** A result as a table; `print` receives what `print_table()` writes. */
export function tableOf({ columns, rows }: QueryResult, print?: (text: string) => void): TableValue {
  const cells = rows.map((row) => row.map((cell, index) => fromSql(cell, columns[index]?.type ?? "")));
  return new TableValue(columns.map(({ name }) => name), cells, print);
}
