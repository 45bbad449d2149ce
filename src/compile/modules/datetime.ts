/** Python's `date`, `time` and `datetime`: the parts that templates use. */
import { PyError } from "../../jinja/errors.ts";
import { bindArguments, builtin, methods, parameters } from "../../jinja/params.ts";
import { type Callable, type Kwargs, PyObject, Tuple, type Value } from "../../jinja/value.ts";
import { bound } from "../values/method-table.ts";
import { type Day, daysInMonth, fromDays, isoCalendar, microsPerDay, toDays, weekday } from "./calendar.ts";
import { type Parts, clockOf, offsetText, strftime, strptime } from "./strftime.ts";
import { TimeDelta, numberOf, pyFloat, timedelta } from "./timedelta.ts";
import { Zone, fixedZone, utc } from "./zones.ts";

const whole = (value: Value, name: string): number => {
  const found = numberOf(value);
  if (found === undefined || !Number.isInteger(found)) {
    throw new PyError("TypeError", `${name} must be an integer`);
  }
  return found;
};

function checkedDay(year: number, month: number, day: number): number {
  if (year < 1 || year > 9999) throw new PyError("ValueError", `year ${year} is out of range`);
  if (month < 1 || month > 12) throw new PyError("ValueError", "month must be in 1..12");
  if (day < 1 || day > daysInMonth(year, month)) {
    throw new PyError("ValueError", "day is out of range for month");
  }
  return toDays({ year, month, day });
}

function checkedMicros(parts: readonly (number | undefined)[]): number {
  const [hour = 0, minute = 0, second = 0, micro = 0] = parts;
  if (hour < 0 || hour > 23) throw new PyError("ValueError", "hour must be in 0..23");
  if (minute < 0 || minute > 59) throw new PyError("ValueError", "minute must be in 0..59");
  if (second < 0 || second > 59) throw new PyError("ValueError", "second must be in 0..59");
  return ((hour * 60 + minute) * 60 + second) * 1_000_000 + micro;
}

const two = (value: number): string => String(value).padStart(2, "0");

const isoDay = ({ year, month, day }: Day): string =>
  `${String(year).padStart(4, "0")}-${two(month)}-${two(day)}`;

function isoClock(micros: number): string {
  const { hour, minute, second, microsecond } = clockOf(micros);
  const base = `${two(hour)}:${two(minute)}:${two(second)}`;
  return microsecond === 0 ? base : `${base}.${String(microsecond).padStart(6, "0")}`;
}

const isoTriple = (days: number): Tuple => {
  const { year, week, weekday: day } = isoCalendar(days);
  return Tuple.of(year, week, day) as Tuple;
};

const mismatch = (a: string, b: Value): PyError =>
  new PyError("TypeError", `can't compare ${a} to ${b instanceof PyObject ? b.typeName : typeof b}`);

export class PyDate extends PyObject {
  readonly typeName = "date";
  readonly days: number;
  constructor(days: number) {
    super();
    this.days = days;
  }
  get parts(): Parts {
    return { days: this.days, micros: 0, offsetSeconds: undefined, zoneName: undefined };
  }
  getattr(name: string): Value | undefined {
    if (name === "year" || name === "month" || name === "day") return fromDays(this.days)[name];
    return bound(dateMethods, this, name);
  }
  override str(): string {
    return isoDay(fromDays(this.days));
  }
  override repr(): string {
    const { year, month, day } = fromDays(this.days);
    return `datetime.date(${year}, ${month}, ${day})`;
  }
  override equals(other: Value): boolean {
    return other instanceof PyDate && other.days === this.days;
  }
  override compare(other: Value): number {
    if (!(other instanceof PyDate)) throw mismatch("date", other);
    return this.days - other.days;
  }
  override binary(operator: string, other: Value, reflected: boolean): Value | undefined {
    if (other instanceof TimeDelta) {
      if (operator === "+") return new PyDate(this.days + other.days);
      return operator === "-" && !reflected ? new PyDate(this.days - other.days) : undefined;
    }
    if (other instanceof PyDate && operator === "-" && !reflected) {
      return new TimeDelta((this.days - other.days) * microsPerDay);
    }
    return undefined;
  }
}

const dateMethods = methods<PyDate>({
  "strftime format": (self, format) => strftime(self.parts, String(format)),
  isoformat: (self) => self.str(),
  weekday: (self) => weekday(self.days),
  isoweekday: (self) => weekday(self.days) + 1,
  isocalendar: (self) => isoTriple(self.days),
  toordinal: (self) => self.days + 719163,
  "replace year? month? day?": (self, year, month, day) => {
    const now = fromDays(self.days);
    return new PyDate(
      checkedDay(whole(year ?? now.year, "year"), whole(month ?? now.month, "month"), whole(day ?? now.day, "day")),
    );
  },
});

export class PyTime extends PyObject {
  readonly typeName = "time";
  readonly micros: number;
  constructor(micros: number) {
    super();
    this.micros = micros;
  }
  getattr(name: string): Value | undefined {
    const clock: Readonly<Record<string, number>> = { ...clockOf(this.micros) };
    return clock[name] ?? bound(timeMethods, this, name);
  }
  override str(): string {
    return isoClock(this.micros);
  }
  override equals(other: Value): boolean {
    return other instanceof PyTime && other.micros === this.micros;
  }
  override compare(other: Value): number {
    if (!(other instanceof PyTime)) throw mismatch("time", other);
    return this.micros - other.micros;
  }
}

const timeMethods = methods<PyTime>({
  isoformat: (self) => self.str(),
  "strftime format": (self, format) =>
    strftime(
      { days: toDays({ year: 1900, month: 1, day: 1 }), micros: self.micros, offsetSeconds: undefined, zoneName: undefined },
      String(format),
    ),
});

export class PyDateTime extends PyObject {
  readonly typeName = "datetime";
  /** Wall-clock date and time of day. */
  readonly days: number;
  readonly micros: number;
  readonly zone: Zone | undefined;
  constructor(days: number, micros: number, zone: Zone | undefined) {
    super();
    const carry = Math.floor(micros / microsPerDay);
    this.days = days + carry;
    this.micros = micros - carry * microsPerDay;
    this.zone = zone;
  }
  get localSeconds(): number {
    return this.days * 86400 + Math.floor(this.micros / 1_000_000);
  }
  get offsetSeconds(): number | undefined {
    return this.zone?.offsetForLocal(this.localSeconds);
  }
  get utcSeconds(): number {
    return this.localSeconds - (this.offsetSeconds ?? 0);
  }
  get parts(): Parts {
    return {
      days: this.days,
      micros: this.micros,
      offsetSeconds: this.offsetSeconds,
      zoneName: this.zone?.nameAt(this.utcSeconds),
    };
  }
  withZone(zone: Zone | undefined): PyDateTime {
    return new PyDateTime(this.days, this.micros, zone);
  }
  toZone(zone: Zone): PyDateTime {
    return dateTimeAt(this.utcSeconds, this.micros % 1_000_000, zone);
  }
  getattr(name: string): Value | undefined {
    if (name === "tzinfo") return this.zone ?? null;
    const fields: Readonly<Record<string, number>> = { ...fromDays(this.days), ...clockOf(this.micros) };
    return fields[name] ?? bound(dateTimeMethods, this, name);
  }
  iso(separator: string): string {
    const offset = this.offsetSeconds;
    const zone = offset === undefined ? "" : offsetText(offset, ":");
    return `${isoDay(fromDays(this.days))}${separator}${isoClock(this.micros)}${zone}`;
  }
  override str(): string {
    return this.iso(" ");
  }
  override repr(): string {
    const { year, month, day } = fromDays(this.days);
    const { hour, minute, second, microsecond } = clockOf(this.micros);
    const shown = [year, month, day, hour, minute];
    if (second !== 0 || microsecond !== 0) shown.push(second);
    if (microsecond !== 0) shown.push(microsecond);
    const zone = this.zone ? `, tzinfo=${this.zone.repr()}` : "";
    return `datetime.datetime(${shown.join(", ")}${zone})`;
  }
  override equals(other: Value): boolean {
    if (!(other instanceof PyDateTime) || (this.zone === undefined) !== (other.zone === undefined)) return false;
    return this.#distance(other) === 0;
  }
  override compare(other: Value): number {
    if (!(other instanceof PyDateTime)) throw mismatch("datetime", other);
    if ((this.zone === undefined) !== (other.zone === undefined)) {
      throw new PyError(
        "TypeError",
        "can't compare offset-naive and offset-aware datetimes",
        "Give both a time zone, or none: .replace(tzinfo=none).",
      );
    }
    return this.#distance(other);
  }
  /** Microseconds from `other` to this. */
  #distance(other: PyDateTime): number {
    return (this.utcSeconds - other.utcSeconds) * 1_000_000 + (this.micros % 1_000_000) - (other.micros % 1_000_000);
  }
  override binary(operator: string, other: Value, reflected: boolean): Value | undefined {
    if (other instanceof TimeDelta) {
      const step = operator === "+" ? other.micros : operator === "-" && !reflected ? -other.micros : undefined;
      return step === undefined ? undefined : shifted(this, step);
    }
    if (other instanceof PyDateTime && operator === "-" && !reflected) {
      return new TimeDelta(this.#distance(other));
    }
    return undefined;
  }
}

function shifted(moment: PyDateTime, micros: number): PyDateTime {
  const days = Math.floor(micros / microsPerDay);
  return new PyDateTime(moment.days + days, moment.micros + micros - days * microsPerDay, moment.zone);
}

/** The moment `utcSeconds` + `micros` as a clock in `zone` shows it; naive UTC without a zone. */
export function dateTimeAt(utcSeconds: number, micros: number, zone: Zone | undefined): PyDateTime {
  const local = utcSeconds + (zone?.offsetAt(utcSeconds) ?? 0);
  const days = Math.floor(local / 86400);
  return new PyDateTime(days, (local - days * 86400) * 1_000_000 + micros, zone);
}

/** A JavaScript date as an aware datetime. */
export function fromJsDate(date: Date, zone: Zone | undefined = utc): PyDateTime {
  const seconds = Math.floor(date.getTime() / 1000);
  return dateTimeAt(seconds, (date.getTime() - seconds * 1000) * 1000, zone);
}

/** Zone from an argument: `none` and absent are no zone. */
const zoneArgument = (value: Value): Zone | undefined => (value instanceof Zone ? value : undefined);

const dateTimeMethods = methods<PyDateTime>({
  "strftime format": (self, format) => strftime(self.parts, String(format)),
  "isoformat sep? timespec?": (self, separator) => self.iso(separator === undefined ? "T" : String(separator)),
  date: (self) => new PyDate(self.days),
  time: (self) => new PyTime(self.micros),
  weekday: (self) => weekday(self.days),
  isoweekday: (self) => weekday(self.days) + 1,
  isocalendar: (self) => isoTriple(self.days),
  toordinal: (self) => self.days + 719163,
  timestamp: (self) => pyFloat(self.utcSeconds + (self.micros % 1_000_000) / 1_000_000),
  utcoffset: (self) => {
    const offset = self.offsetSeconds;
    return offset === undefined ? null : new TimeDelta(offset * 1_000_000);
  },
  tzname: (self) => self.zone?.nameAt(self.utcSeconds) ?? null,
  "astimezone tz?": (self, zone) => (self.zone ? self : self.withZone(utc)).toZone(zoneArgument(zone) ?? utc),
  "replace year? month? day? hour? minute? second? microsecond? tzinfo?": (self, ...args) => {
    const day = fromDays(self.days);
    const clock = clockOf(self.micros);
    const now = [day.year, day.month, day.day, clock.hour, clock.minute, clock.second, clock.microsecond];
    const next = now.map((value, index) => (args[index] === undefined ? value : whole(args[index], "argument")));
    const zone = args[7] === undefined ? self.zone : zoneArgument(args[7]);
    const [year = 1, month = 1, dayOfMonth = 1, ...time] = next;
    return new PyDateTime(checkedDay(year, month, dayOfMonth), checkedMicros(time), zone);
  },
});

/** A Python class as templates see it: callable, with static methods and constants. */
class PyClass extends PyObject {
  readonly typeName = "type";
  readonly name: string;
  readonly #construct: Callable;
  readonly #members: Readonly<Record<string, Value>>;
  constructor(name: string, construct: Callable, members: Readonly<Record<string, Value>>) {
    super();
    this.name = name;
    this.#construct = construct;
    this.#members = members;
  }
  getattr(name: string): Value | undefined {
    return Object.hasOwn(this.#members, name) ? this.#members[name] : undefined;
  }
  override call(args: readonly Value[], kwargs: Kwargs, site: Parameters<Callable>[2]): Value {
    return this.#construct(args, kwargs, site);
  }
  override str(): string {
    return `<class 'datetime.${this.name}'>`;
  }
}

function isoParsed(text: string): PyDateTime {
  const found = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,6}))?)?(Z|[+-]\d\d:?\d\d)?)?$/.exec(text);
  if (!found) throw new PyError("ValueError", `Invalid isoformat string: '${text}'`);
  const [, day = "", hour = "0", minute = "0", second = "0", fraction = "", zone] = found;
  const [year = 1, month = 1, dayOfMonth = 1] = day.split("-").map(Number);
  const micros = checkedMicros([Number(hour), Number(minute), Number(second), Number(fraction.padEnd(6, "0"))]);
  const offset = zone && strptime(zone, "%z").offsetSeconds;
  return new PyDateTime(
    checkedDay(year, month, dayOfMonth),
    micros,
    typeof offset === "number" ? fixedZone(offset) : undefined,
  );
}

const dateTimeParameters = parameters(
  "datetime year month day hour? minute? second? microsecond? tzinfo?",
);

function construct(args: readonly Value[], kwargs: Kwargs): PyDateTime {
  const all = bindArguments(dateTimeParameters, args, kwargs);
  const numbers = all.slice(0, 7).map((value) => (value === undefined ? undefined : whole(value, "argument")));
  const [year = 1, month = 1, day = 1, ...time] = numbers;
  return new PyDateTime(checkedDay(year, month, day), checkedMicros(time), zoneArgument(all[7]));
}

function fromTimestamp(seconds: Value, zone: Value): PyDateTime {
  const total = numberOf(seconds);
  if (total === undefined) throw new PyError("TypeError", "a timestamp is a number");
  const whole = Math.floor(total);
  return dateTimeAt(whole, Math.round((total - whole) * 1_000_000), zoneArgument(zone));
}

function dateTimeClass(now: Date): PyClass {
  return new PyClass("datetime", construct, {
    "now": builtin("now tz?", (zone) => fromJsDate(now, zoneArgument(zone))),
    utcnow: builtin("utcnow", () => fromJsDate(now, undefined)),
    today: builtin("today", () => fromJsDate(now, undefined)),
    strptime: builtin("strptime date_string format", (text, format) => {
      const { days, micros, offsetSeconds } = strptime(String(text), String(format));
      return new PyDateTime(days, micros, offsetSeconds === undefined ? undefined : fixedZone(offsetSeconds));
    }),
    fromisoformat: builtin("fromisoformat date_string", (text) => isoParsed(String(text))),
    fromtimestamp: builtin("fromtimestamp timestamp tz?", fromTimestamp),
    utcfromtimestamp: builtin("utcfromtimestamp timestamp", (seconds) => fromTimestamp(seconds, null)),
    combine: builtin("combine date time", (day, time) => {
      if (!(day instanceof PyDate) || !(time instanceof PyTime)) {
        throw new PyError("TypeError", "combine() needs a date and a time");
      }
      return new PyDateTime(day.days, time.micros, undefined);
    }),
    min: new PyDateTime(toDays({ year: 1, month: 1, day: 1 }), 0, undefined),
    max: new PyDateTime(toDays({ year: 9999, month: 12, day: 31 }), microsPerDay - 1, undefined),
  });
}

function dateClass(now: Date): PyClass {
  const make = builtin("date year month day", (year, month, day) =>
    new PyDate(checkedDay(whole(year, "year"), whole(month, "month"), whole(day, "day"))),
  );
  return new PyClass("date", make, {
    today: builtin("today", () => new PyDate(fromJsDate(now, undefined).days)),
    fromisoformat: builtin("fromisoformat date_string", (text) => new PyDate(isoParsed(String(text)).days)),
    fromordinal: builtin("fromordinal ordinal", (ordinal) => new PyDate(whole(ordinal, "ordinal") - 719163)),
    min: new PyDate(toDays({ year: 1, month: 1, day: 1 })),
    max: new PyDate(toDays({ year: 9999, month: 12, day: 31 })),
  });
}

/** `modules.datetime`. The clock stands still at `now`, so that a replayed render repeats itself. */
export function datetimeModule(now: Date): Readonly<Record<string, Value>> {
  const time = builtin("time hour? minute? second? microsecond?", (...args) =>
    new PyTime(checkedMicros(args.map((value) => (value === undefined ? undefined : whole(value, "argument"))))),
  );
  return {
    date: dateClass(now),
    datetime: dateTimeClass(now),
    time: new PyClass("time", time, {}),
    timedelta,
    tzinfo: new PyClass("tzinfo", () => utc, {}),
  };
}
