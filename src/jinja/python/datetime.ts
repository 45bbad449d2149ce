/** `datetime.datetime`. */
import { PyError } from "../errors.ts";
import { float, toNumber } from "../numbers.ts";
import { builtin } from "../params.ts";
import { toText, typeName } from "../printing.ts";
import type { Value } from "../value.ts";
import { type Civil, civilOf, daysOf } from "./calendar.ts";
import { PyClass } from "./class.ts";
import {
  calendarMethods,
  dateFromIso,
  epochOrdinal,
  fieldsOf,
  PyDate,
  requireInt,
} from "./date.ts";
import { strftime } from "./strftime.ts";
import { strptime } from "./strptime.ts";
import {
  type Clock,
  checkClock,
  clockAttribute,
  clockFromIso,
  clockText,
  microsOfDay,
  PyTime,
  zoneOrNone,
  zoneSuffix,
} from "./time.ts";
import { notComparable, Timedelta } from "./timedelta.ts";
import { fixedZone, localized, offsetText, pytzUtc, type Zone } from "./zones.ts";

const day = 86_400_000_000n;

export class PyDatetime extends PyDate implements Clock {
  override readonly typeName: string = "datetime.datetime";
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly microsecond: number;
  readonly zone: Zone | undefined;

  constructor(civil: Civil, clock: Clock, zone: Zone | undefined) {
    super(civil);
    checkClock(clock);
    this.hour = clock.hour;
    this.minute = clock.minute;
    this.second = clock.second;
    this.microsecond = clock.microsecond;
    this.zone = zone;
  }

  /** From local microseconds since 1970. */
  static fromMicros(micros: bigint, zone: Zone | undefined): PyDatetime {
    let days = micros / day;
    if (micros % day < 0n) days -= 1n;
    const rest = Number(micros - days * day);
    const seconds = Math.floor(rest / 1e6);
    const clock = {
      hour: Math.floor(seconds / 3600),
      minute: Math.floor(seconds / 60) % 60,
      second: seconds % 60,
      microsecond: rest % 1e6,
    };
    return new PyDatetime(civilOf(Number(days)), clock, zone);
  }

  /** Local microseconds since 1970, without regard to the zone. */
  get localMicros(): bigint {
    return BigInt(this.days) * day + BigInt(microsOfDay(this));
  }
  /** The same in UTC; a time without zone counts as UTC. */
  get utcMicros(): bigint {
    return this.localMicros - BigInt(this.zone?.offset.seconds ?? 0) * 1_000_000n;
  }

  /** The same moment in another zone. */
  inZone(zone: Zone): PyDatetime {
    const utc = this.utcMicros;
    const there = zone.at(Number(utc / 1_000_000n));
    return PyDatetime.fromMicros(utc + BigInt(there.offset.seconds) * 1_000_000n, there);
  }

  override getattr(name: string): Value | undefined {
    if (name === "year") return this.year;
    if (name === "month") return this.month;
    if (name === "day") return this.day;
    const own = clockAttribute(this, name);
    if (own !== undefined) return own;
    return datetimeMethods(this, name) ?? calendarMethods(this, name);
  }
  strftime(format: string): string {
    const { hour, minute, second, microsecond, zone } = this;
    const clock = { hour, minute, second, microsecond };
    const offset = zone === undefined ? "" : offsetText(zone.offset.seconds, "");
    const epochSeconds = Number(this.utcMicros / 1_000_000n);
    return strftime(
      {
        ...fieldsOf(this),
        ...clock,
        offsetText: offset,
        zoneName: zone?.offset.name ?? "",
        epochSeconds,
      },
      format,
    );
  }
  override isoformat(separator = "T", timespec = "auto"): string {
    return super.isoformat() + separator + clockText(this, timespec) + zoneSuffix(this.zone);
  }
  override equals(other: Value): boolean {
    if (!(other instanceof PyDatetime)) return false;
    if ((other.zone === undefined) !== (this.zone === undefined)) return false;
    return other.utcMicros === this.utcMicros;
  }
  override compare(other: Value): number {
    if (!(other instanceof PyDatetime)) throw notComparable(this, other);
    this.#checkZones(other, "compare");
    return this.utcMicros < other.utcMicros ? -1 : this.utcMicros > other.utcMicros ? 1 : 0;
  }
  #checkZones(other: PyDatetime, verb: string): void {
    if ((other.zone === undefined) === (this.zone === undefined)) return;
    throw new PyError(
      "TypeError",
      `can't ${verb} offset-naive and offset-aware datetimes`,
      "Give both a time zone, or neither.",
    );
  }
  override binary(operator: string, other: Value, reflected: boolean): Value | undefined {
    if (other instanceof Timedelta && (operator === "+" || (operator === "-" && !reflected))) {
      const shift = operator === "+" ? other.micros : -other.micros;
      return PyDatetime.fromMicros(this.localMicros + shift, this.zone);
    }
    if (operator !== "-" || reflected || !(other instanceof PyDatetime)) return undefined;
    this.#checkZones(other, "subtract");
    return new Timedelta(this.utcMicros - other.utcMicros);
  }
  override str(): string {
    return this.isoformat(" ");
  }
  override repr(): string {
    const { year, month, day: dayOfMonth, hour, minute, second, microsecond } = this;
    const parts: (number | string)[] = [year, month, dayOfMonth, hour, minute];
    if (second !== 0 || microsecond !== 0) parts.push(second);
    if (microsecond !== 0) parts.push(microsecond);
    if (this.zone !== undefined) parts.push(`tzinfo=${this.zone.repr()}`);
    return `datetime.datetime(${parts.join(", ")})`;
  }
}

function datetimeMethods(self: PyDatetime, name: string): Value | undefined {
  switch (name) {
    case "isoformat":
      return builtin("isoformat sep? timespec?", (separator = "T", timespec = "auto") =>
        self.isoformat(toText(separator), toText(timespec)),
      );
    case "strftime":
    case "__format__":
      return builtin("strftime format", (format) => self.strftime(toText(format)));
    case "ctime":
      return builtin("ctime", () => self.strftime("%a %b %e %H:%M:%S %Y"));
    case "date":
      return builtin("date", () => new PyDate(self));
    case "time":
      return builtin("time", () => new PyTime(self, undefined));
    case "timetz":
      return builtin("timetz", () => new PyTime(self, self.zone));
    case "timestamp":
      return builtin("timestamp", () => float(Number(timestampMicros(self)) / 1e6));
    case "astimezone":
      return builtin("astimezone tz?", (zone) =>
        aware(self).inZone(zoneOrNone(zone) ?? localZone(self)),
      );
    case "replace":
      return builtin(
        "replace year? month? day? hour? minute? second? microsecond? tzinfo?",
        (...parts) => replaced(self, parts),
      );
    default:
      return undefined;
  }
}

/** The zone of the machine at a local time. */
function localZone({ year, month, day: dayOfMonth, hour, minute, second }: PyDatetime): Zone {
  return fixedZone(
    -new Date(year, month - 1, dayOfMonth, hour, minute, second).getTimezoneOffset() * 60,
  );
}

function aware(self: PyDatetime): PyDatetime {
  return self.zone === undefined ? new PyDatetime(self, self, localZone(self)) : self;
}

function timestampMicros(self: PyDatetime): bigint {
  return aware(self).utcMicros;
}

function replaced(self: PyDatetime, parts: readonly Value[]): PyDatetime {
  const [year, month, dayOfMonth, hour, minute, second, microsecond, tzinfo] = parts;
  return new PyDatetime(
    {
      year: requireInt(year ?? self.year),
      month: requireInt(month ?? self.month),
      day: requireInt(dayOfMonth ?? self.day),
    },
    {
      hour: requireInt(hour ?? self.hour),
      minute: requireInt(minute ?? self.minute),
      second: requireInt(second ?? self.second),
      microsecond: requireInt(microsecond ?? self.microsecond),
    },
    tzinfo === undefined ? self.zone : zoneOrNone(tzinfo),
  );
}

/** A moment of JavaScript as a datetime: aware when a zone is given, else in UTC without zone. */
export function datetimeOf(moment: Date, zone?: Zone): PyDatetime {
  const utc = PyDatetime.fromMicros(BigInt(moment.getTime()) * 1000n, pytzUtc);
  return zone === undefined ? new PyDatetime(utc, utc, undefined) : utc.inZone(zone);
}

function now(zone: Value): PyDatetime {
  const there = zoneOrNone(zone);
  if (there !== undefined) return datetimeOf(new Date(), there);
  const moment = new Date();
  return datetimeOf(new Date(moment.getTime() - moment.getTimezoneOffset() * 60_000));
}

function fromTimestamp(timestamp: Value, zone: Value, utc: boolean): PyDatetime {
  const seconds = toNumber(timestamp);
  if (seconds === undefined) {
    throw new PyError("TypeError", `a timestamp is a number, not '${typeName(timestamp)}'`);
  }
  const micros =
    BigInt(Math.floor(seconds)) * 1_000_000n +
    BigInt(Math.round((seconds - Math.floor(seconds)) * 1e6));
  const moment = PyDatetime.fromMicros(micros, pytzUtc);
  const there = zoneOrNone(zone);
  if (there !== undefined) return moment.inZone(there);
  if (utc) return new PyDatetime(moment, moment, undefined);
  const local = moment.inZone(fixedZone(-new Date(seconds * 1000).getTimezoneOffset() * 60));
  return new PyDatetime(local, local, undefined);
}

function fromIso(text: string): PyDatetime {
  const match = /^(\d{4}-\d\d-\d\d|\d{8})(?:[^\d]([\s\S]+))?$/.exec(text);
  if (match === null) throw new PyError("ValueError", `Invalid isoformat string: '${text}'`);
  const [, datePart = "", timePart] = match;
  const { clock, zone } = clockFromIso(timePart ?? "00:00");
  return new PyDatetime(dateFromIso(datePart), clock, zone);
}

function parse(text: string, format: string): PyDatetime {
  const parsed = strptime(text, format);
  const zone = parsed.offsetSeconds === undefined ? undefined : fixedZone(parsed.offsetSeconds);
  return new PyDatetime(parsed, parsed, zone);
}

const make = builtin(
  "datetime year month day hour? minute? second? microsecond? tzinfo?",
  (year, month, dayOfMonth, hour = 0, minute = 0, second = 0, microsecond = 0, tzinfo) =>
    new PyDatetime(
      { year: requireInt(year), month: requireInt(month), day: requireInt(dayOfMonth) },
      {
        hour: requireInt(hour),
        minute: requireInt(minute),
        second: requireInt(second),
        microsecond: requireInt(microsecond),
      },
      zoneOrNone(tzinfo),
    ),
);

export const datetime = new PyClass("datetime.datetime", make, {
  now: builtin("now tz?", now),
  today: builtin("today", () => now(undefined)),
  utcnow: builtin("utcnow", () => datetimeOf(new Date())),
  strptime: builtin("strptime text format", (text, format) => parse(toText(text), toText(format))),
  fromisoformat: builtin("fromisoformat text", (text) => fromIso(toText(text))),
  fromtimestamp: builtin("fromtimestamp timestamp tz?", (timestamp, zone) =>
    fromTimestamp(timestamp, zone, false),
  ),
  utcfromtimestamp: builtin("utcfromtimestamp timestamp", (timestamp) =>
    fromTimestamp(timestamp, undefined, true),
  ),
  fromordinal: builtin("fromordinal ordinal", (ordinal) =>
    PyDatetime.fromMicros(BigInt(requireInt(ordinal) - epochOrdinal) * day, undefined),
  ),
  combine: builtin("combine date time tzinfo?", (date, time, tzinfo) => {
    if (!(date instanceof PyDate) || !(time instanceof PyTime)) {
      throw new PyError("TypeError", "combine() needs a date and a time");
    }
    return new PyDatetime(date, time, tzinfo === undefined ? time.zone : zoneOrNone(tzinfo));
  }),
  min: PyDatetime.fromMicros(BigInt(daysOf({ year: 1, month: 1, day: 1 })) * day, undefined),
  max: PyDatetime.fromMicros(
    BigInt(daysOf({ year: 9999, month: 12, day: 31 }) + 1) * day - 1n,
    undefined,
  ),
});

/** `zone.localize(dt)` of pytz. @throws PyError ValueError when the time has a zone already. */
export function localize(zone: Zone, value: Value, isDst: boolean): PyDatetime {
  if (!(value instanceof PyDatetime)) throw new PyError("TypeError", "localize() needs a datetime");
  if (value.zone !== undefined)
    throw new PyError("ValueError", "Not naive datetime (tzinfo is already set)");
  return new PyDatetime(
    value,
    value,
    localized(zone, Number(value.localMicros / 1_000_000n), isDst),
  );
}
