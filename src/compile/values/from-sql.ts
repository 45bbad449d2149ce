/** Values of the warehouse as Python values, typed as dbt hands them to templates. */
import type { QueryResult, SqlValue } from "../../core/adapter.ts";
import { float, floatText, int } from "../../jinja/numbers.ts";
import { toText } from "../../jinja/printing.ts";
import { PyDate } from "../../jinja/python/date.ts";
import { PyDatetime } from "../../jinja/python/datetime.ts";
import { type Clock, PyTime } from "../../jinja/python/time.ts";
import { Timedelta } from "../../jinja/python/timedelta.ts";
import { fixedZone, pytzUtc } from "../../jinja/python/zones.ts";
import type { Value } from "../../jinja/value.ts";
import { Decimal } from "./decimal.ts";
import { TableValue } from "./table.ts";

const isFloatType = (type: string): boolean => /^(double|float|real)/i.test(type);

const clockPattern = /^(\d{1,2}):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?/;

function clockOf(text: string): Clock {
  const [, hour = "0", minute = "0", second = "0", fraction = ""] = clockPattern.exec(text) ?? [];
  return {
    hour: Number(hour),
    minute: Number(minute),
    second: Number(second),
    microsecond: Number(fraction.slice(0, 6).padEnd(6, "0")),
  };
}

const dayPattern = /^(\d{4})-(\d\d)-(\d\d)(?:[T ]|$)/;

/** The day of a text; `undefined` for one that no calendar of Python holds (infinity, year 20000). */
function dayOf(text: string): { year: number; month: number; day: number } | undefined {
  const found = dayPattern.exec(text);
  if (found === null || found[1] === "0000") return undefined;
  return { year: Number(found[1]), month: Number(found[2]), day: Number(found[3]) };
}

function timestamp(text: string, aware: boolean): Value {
  const day = dayOf(text);
  if (day === undefined) return text;
  const clock = text.slice(11);
  const offset = /([+-])(\d\d)(?::?(\d\d))?$/.exec(clock);
  const size = Number(offset?.[2] ?? 0) * 3600 + Number(offset?.[3] ?? 0) * 60;
  const zone = size === 0 ? pytzUtc : fixedZone(offset?.[1] === "-" ? -size : size);
  return new PyDatetime(day, clockOf(clock), aware ? zone : undefined);
}

/** `3 days 04:05:06` as Python prints a span; months have no length, so such an interval stays. */
function interval(text: string): Value {
  const found = /^(?:(-?\d+) days? ?)?(-?)(\d+:\d\d:\d\d(?:\.\d+)?)?$/.exec(text);
  if (!found || text === "") return text;
  const { hour, minute, second, microsecond } = clockOf(found[3] ?? "0:00");
  const clock = BigInt((hour * 60 + minute) * 60 + second) * 1_000_000n + BigInt(microsecond);
  const days = BigInt(found[1] ?? 0) * 86_400_000_000n;
  return toText(new Timedelta(days + (found[2] === "-" ? -clock : clock)));
}

function date(text: string): Value {
  const day = dayOf(text);
  return day === undefined ? text : new PyDate(day);
}

const tagged: Readonly<Record<string, (text: string) => Value>> = {
  decimal: (text) => Decimal.parse(text),
  date,
  time: (text) => new PyTime(clockOf(text), undefined),
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

/** dbt's tables keep floats as decimals of the digits that they print with. */
function ofFloat(value: number): Value {
  return Number.isFinite(value) ? Decimal.parse(floatText(value)) : float(value);
}

/** One cell of a column of the given type. */
export function fromSql(value: SqlValue, type: string): Value {
  if (value === null || typeof value === "string" || typeof value === "boolean") return value;
  if (typeof value === "number") return isFloatType(type) ? ofFloat(value) : value;
  if (typeof value === "bigint") return int(value);
  if (value instanceof Uint8Array) return Buffer.from(value).toString("utf8");
  if (Array.isArray(value)) return jsonText(value);
  const held = untagged(value as { readonly [key: string]: SqlValue });
  return held ? tagged[held[0]]?.(held[1]) : jsonText(value);
}

/** A result as a table; `print` receives what `print_table()` writes. */
export function tableOf(
  { columns, rows }: QueryResult,
  print?: (text: string) => void,
): TableValue {
  const cells = rows.map((row) =>
    row.map((cell, index) => fromSql(cell, columns[index]?.type ?? "")),
  );
  return new TableValue(
    columns.map(({ name }) => name),
    cells,
    print,
  );
}
