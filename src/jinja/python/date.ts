/** `datetime.date`. */
import { PyError } from "../errors.ts";
import { builtin } from "../params.ts";
import { toText, typeName } from "../printing.ts";
import { PyObject, Tuple, type Value } from "../value.ts";
import {
  type Civil,
  checkDate,
  civilOf,
  dayOfYear,
  daysOf,
  isoCalendar,
  pad,
  weekdayOf,
} from "./calendar.ts";
import { PyClass } from "./class.ts";
import { strftime } from "./strftime.ts";
import { notComparable, Timedelta } from "./timedelta.ts";

export const midnight = {
  hour: 0,
  minute: 0,
  second: 0,
  microsecond: 0,
  offsetText: "",
  zoneName: "",
  epochSeconds: 0,
};
/** Days from 0001-01-01, day 1 of Python's ordinals, to 1970-01-01. */
export const epochOrdinal = 719_163;

export class PyDate extends PyObject implements Civil {
  readonly typeName: string = "datetime.date";
  readonly year: number;
  readonly month: number;
  readonly day: number;

  /** @throws PyError ValueError for what is no date. */
  constructor(civil: Civil) {
    super();
    checkDate(civil);
    this.year = civil.year;
    this.month = civil.month;
    this.day = civil.day;
  }
  get days(): number {
    return daysOf(this);
  }
  getattr(name: string): Value | undefined {
    if (name === "year") return this.year;
    if (name === "month") return this.month;
    if (name === "day") return this.day;
    return dateMethods(this, name);
  }
  override equals(other: Value): boolean {
    return (
      other instanceof PyDate && other.constructor === this.constructor && other.days === this.days
    );
  }
  override compare(other: Value): number {
    if (!(other instanceof PyDate) || other.constructor !== this.constructor)
      throw notComparable(this, other);
    return this.days - other.days;
  }
  override binary(operator: string, other: Value, reflected: boolean): Value | undefined {
    if (other instanceof Timedelta && (operator === "+" || (operator === "-" && !reflected))) {
      return new PyDate(civilOf(this.days + (operator === "+" ? other.days : -other.days)));
    }
    if (
      operator === "-" &&
      other instanceof PyDate &&
      other.constructor === this.constructor &&
      !reflected
    ) {
      return new Timedelta(BigInt(this.days - other.days) * 86_400_000_000n);
    }
    return undefined;
  }
  isoformat(): string {
    return `${pad(this.year, 4)}-${pad(this.month)}-${pad(this.day)}`;
  }
  override str(): string {
    return this.isoformat();
  }
  override repr(): string {
    return `datetime.date(${this.year}, ${this.month}, ${this.day})`;
  }
}

/** Methods that dates and datetimes share; those that make a date are the date's own. */
export function calendarMethods(date: PyDate, name: string): Value | undefined {
  switch (name) {
    case "weekday":
      return builtin("weekday", () => weekdayOf(date.days));
    case "isoweekday":
      return builtin("isoweekday", () => weekdayOf(date.days) + 1);
    case "toordinal":
      return builtin("toordinal", () => date.days + epochOrdinal);
    case "isocalendar":
      return builtin("isocalendar", () => new IsoCalendarDate(date.days));
    case "timetuple":
      return builtin("timetuple", () =>
        Tuple.of(
          date.year,
          date.month,
          date.day,
          0,
          0,
          0,
          weekdayOf(date.days),
          dayOfYear(date),
          -1,
        ),
      );
    default:
      return undefined;
  }
}

function dateMethods(date: PyDate, name: string): Value | undefined {
  switch (name) {
    case "isoformat":
      return builtin("isoformat", () => date.isoformat());
    case "strftime":
      return builtin("strftime format", (format) =>
        strftime({ ...fieldsOf(date), ...midnight }, toText(format)),
      );
    case "__format__":
      return builtin("__format__ format", (format) =>
        strftime({ ...fieldsOf(date), ...midnight }, toText(format)),
      );
    case "ctime":
      return builtin("ctime", () =>
        strftime({ ...fieldsOf(date), ...midnight }, "%a %b %e %H:%M:%S %Y"),
      );
    case "replace":
      return builtin(
        "replace year? month? day?",
        (year = date.year, month = date.month, day = date.day) =>
          new PyDate({ year: Number(year), month: Number(month), day: Number(day) }),
      );
    default:
      return calendarMethods(date, name);
  }
}

export function fieldsOf({ year, month, day }: Civil): Civil {
  return { year, month, day };
}

class IsoCalendarDate extends PyObject {
  readonly typeName = "datetime.IsoCalendarDate";
  readonly #parts: { year: number; week: number; weekday: number };

  constructor(days: number) {
    super();
    this.#parts = isoCalendar(days);
  }
  getattr(name: string): Value | undefined {
    const { year, week, weekday } = this.#parts;
    return name === "year"
      ? year
      : name === "week"
        ? week
        : name === "weekday"
          ? weekday
          : undefined;
  }
  override getitem(key: Value): Value | undefined {
    return this.iterate().at(Number(key));
  }
  override iterate(): Value[] {
    const { year, week, weekday } = this.#parts;
    return [year, week, weekday];
  }
  override length(): number {
    return 3;
  }
  override str(): string {
    const { year, week, weekday } = this.#parts;
    return `datetime.IsoCalendarDate(year=${year}, week=${week}, weekday=${weekday})`;
  }
}

/** Reads `2026-01-31` and `20260131`. @throws PyError ValueError */
export function dateFromIso(text: string): Civil {
  const match = /^(\d{4})-?(\d\d)-?(\d\d)$/.exec(text);
  if (match === null || text.split("-").length === 2) {
    throw new PyError("ValueError", `Invalid isoformat string: '${text}'`);
  }
  return { year: Number(match[1]), month: Number(match[2]), day: Number(match[3]) };
}

export function requireInt(value: Value): number {
  if (typeof value === "boolean") return Number(value);
  if (typeof value === "number" && Number.isInteger(value)) return value;
  throw new PyError("TypeError", `'${typeName(value)}' object cannot be interpreted as an integer`);
}

const make = builtin(
  "date year month day",
  (year, month, day) =>
    new PyDate({ year: requireInt(year), month: requireInt(month), day: requireInt(day) }),
);

export const date = new PyClass("datetime.date", make, {
  today: builtin("today", () => {
    const now = new Date();
    return new PyDate({ year: now.getFullYear(), month: now.getMonth() + 1, day: now.getDate() });
  }),
  fromisoformat: builtin("fromisoformat text", (text) => new PyDate(dateFromIso(toText(text)))),
  fromordinal: builtin(
    "fromordinal ordinal",
    (ordinal) => new PyDate(civilOf(requireInt(ordinal) - epochOrdinal)),
  ),
  fromtimestamp: builtin("fromtimestamp timestamp", (timestamp) => {
    const at = new Date(Number(timestamp) * 1000);
    return new PyDate({ year: at.getFullYear(), month: at.getMonth() + 1, day: at.getDate() });
  }),
  min: new PyDate({ year: 1, month: 1, day: 1 }),
  max: new PyDate({ year: 9999, month: 12, day: 31 }),
});
