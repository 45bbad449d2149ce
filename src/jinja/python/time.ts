/** `datetime.time`. */
import { PyError } from "../errors.ts";
import { builtin } from "../params.ts";
import { toText } from "../printing.ts";
import { PyObject, type Value } from "../value.ts";
import { pad } from "./calendar.ts";
import { PyClass } from "./class.ts";
import { requireInt } from "./date.ts";
import { strftime } from "./strftime.ts";
import { notComparable, Timedelta } from "./timedelta.ts";
import { fixedZone, offsetText, Zone } from "./zones.ts";

export interface Clock {
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly microsecond: number;
}

/** @throws PyError ValueError for what is no time of day. */
export function checkClock({ hour, minute, second, microsecond }: Clock): void {
  const limits: [string, number, number][] = [
    ["hour", hour, 23],
    ["minute", minute, 59],
    ["second", second, 59],
    ["microsecond", microsecond, 999_999],
  ];
  for (const [name, value, most] of limits) {
    if (value < 0 || value > most) throw new PyError("ValueError", `${name} must be in 0..${most}`);
  }
}

/** `12:30:00.000500`, to the precision that `timespec` names. */
export function clockText({ hour, minute, second, microsecond }: Clock, timespec = "auto"): string {
  const parts: Readonly<Record<string, string>> = {
    hours: pad(hour),
    minutes: `${pad(hour)}:${pad(minute)}`,
    seconds: `${pad(hour)}:${pad(minute)}:${pad(second)}`,
  };
  const seconds = parts["seconds"] ?? "";
  if (timespec === "auto") return microsecond === 0 ? seconds : `${seconds}.${pad(microsecond, 6)}`;
  if (timespec === "milliseconds") return `${seconds}.${pad(Math.floor(microsecond / 1000), 3)}`;
  if (timespec === "microseconds") return `${seconds}.${pad(microsecond, 6)}`;
  const text = parts[timespec];
  if (text === undefined) throw new PyError("ValueError", "Unknown timespec value");
  return text;
}

export function microsOfDay({ hour, minute, second, microsecond }: Clock): number {
  return ((hour * 60 + minute) * 60 + second) * 1e6 + microsecond;
}

export function zoneOrNone(value: Value): Zone | undefined {
  if (value === undefined || value === null) return undefined;
  if (value instanceof Zone) return value;
  throw new PyError("TypeError", "tzinfo must be None or a time zone");
}

/** Attributes that times and datetimes share; `undefined` for others. */
export function clockAttribute(
  clock: Clock & { readonly zone: Zone | undefined },
  name: string,
): Value | undefined {
  switch (name) {
    case "hour":
      return clock.hour;
    case "minute":
      return clock.minute;
    case "second":
      return clock.second;
    case "microsecond":
      return clock.microsecond;
    case "fold":
      return 0;
    case "tzinfo":
      return clock.zone ?? null;
    case "utcoffset":
      return builtin("utcoffset", () => offsetOf(clock.zone));
    case "tzname":
      return builtin("tzname", () => clock.zone?.offset.name ?? null);
    case "dst":
      return builtin("dst", () =>
        clock.zone?.zoneName === undefined
          ? null
          : new Timedelta(BigInt(clock.zone.offset.dstSeconds) * 1_000_000n),
      );
    default:
      return undefined;
  }
}

function offsetOf(zone: Zone | undefined): Value {
  return zone === undefined ? null : new Timedelta(BigInt(zone.offset.seconds) * 1_000_000n);
}

export function zoneSuffix(zone: Zone | undefined): string {
  return zone === undefined ? "" : offsetText(zone.offset.seconds);
}

export class PyTime extends PyObject implements Clock {
  readonly typeName = "datetime.time";
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly microsecond: number;
  readonly zone: Zone | undefined;

  constructor(clock: Clock, zone: Zone | undefined) {
    super();
    checkClock(clock);
    this.hour = clock.hour;
    this.minute = clock.minute;
    this.second = clock.second;
    this.microsecond = clock.microsecond;
    this.zone = zone;
  }
  getattr(name: string): Value | undefined {
    switch (name) {
      case "isoformat":
        return builtin(
          "isoformat timespec?",
          (timespec = "auto") => clockText(this, toText(timespec)) + zoneSuffix(this.zone),
        );
      case "strftime":
      case "__format__":
        return builtin("strftime format", (format) => this.strftime(toText(format)));
      case "replace":
        return builtin(
          "replace hour? minute? second? microsecond? tzinfo?",
          (hour, minute, second, microsecond, tzinfo) =>
            new PyTime(
              {
                hour: requireInt(hour ?? this.hour),
                minute: requireInt(minute ?? this.minute),
                second: requireInt(second ?? this.second),
                microsecond: requireInt(microsecond ?? this.microsecond),
              },
              tzinfo === undefined ? this.zone : zoneOrNone(tzinfo),
            ),
        );
      default:
        return clockAttribute(this, name);
    }
  }
  strftime(format: string): string {
    const { hour, minute, second, microsecond, zone } = this;
    const offset = zone === undefined ? "" : offsetText(zone.offset.seconds, "");
    const rest = { offsetText: offset, zoneName: zone?.offset.name ?? "", epochSeconds: 0 };
    return strftime(
      { year: 1900, month: 1, day: 1, hour, minute, second, microsecond, ...rest },
      format,
    );
  }
  override truthy(): boolean {
    return true;
  }
  override equals(other: Value): boolean {
    return other instanceof PyTime && microsOfDay(other) === microsOfDay(this);
  }
  override compare(other: Value): number {
    if (!(other instanceof PyTime)) throw notComparable(this, other);
    return microsOfDay(this) - microsOfDay(other);
  }
  override str(): string {
    return clockText(this) + zoneSuffix(this.zone);
  }
  override repr(): string {
    const seconds = this.second === 0 && this.microsecond === 0 ? "" : `, ${this.second}`;
    const micros = this.microsecond === 0 ? "" : `, ${this.microsecond}`;
    const zone = this.zone === undefined ? "" : `, tzinfo=${this.zone.repr()}`;
    return `datetime.time(${this.hour}, ${this.minute}${seconds}${micros}${zone})`;
  }
}

/** Reads `12:30`, `12:30:15.5+02:00`, `T123015`. @throws PyError ValueError */
export function clockFromIso(text: string): { clock: Clock; zone: Zone | undefined } {
  const match =
    /^T?(\d\d)(?::?(\d\d)(?::?(\d\d)(?:[.,](\d{1,}))?)?)?(Z|[+-]\d\d(?::?\d\d(?::?\d\d)?)?)?$/.exec(
      text,
    );
  if (match === null) throw new PyError("ValueError", `Invalid isoformat string: '${text}'`);
  const [, hour, minute = "0", second = "0", fraction = "", zone] = match;
  return {
    clock: {
      hour: Number(hour),
      minute: Number(minute),
      second: Number(second),
      microsecond: Number(fraction.padEnd(6, "0").slice(0, 6)),
    },
    zone: zone === undefined ? undefined : zoneFromIso(zone),
  };
}

function zoneFromIso(text: string): Zone {
  if (text === "Z") return fixedZone(0);
  const [hours = "0", minutes = "0", seconds = "0"] =
    text.slice(1).replaceAll(":", "").match(/\d\d/g) ?? [];
  const size = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
  return fixedZone(text.startsWith("-") ? -size : size);
}

const make = builtin(
  "time hour? minute? second? microsecond? tzinfo?",
  (hour = 0, minute = 0, second = 0, microsecond = 0, tzinfo) =>
    new PyTime(
      {
        hour: requireInt(hour),
        minute: requireInt(minute),
        second: requireInt(second),
        microsecond: requireInt(microsecond),
      },
      zoneOrNone(tzinfo),
    ),
);

export const time = new PyClass("datetime.time", make, {
  fromisoformat: builtin("fromisoformat text", (text) => {
    const { clock, zone } = clockFromIso(toText(text));
    return new PyTime(clock, zone);
  }),
  min: new PyTime({ hour: 0, minute: 0, second: 0, microsecond: 0 }, undefined),
  max: new PyTime({ hour: 23, minute: 59, second: 59, microsecond: 999_999 }, undefined),
});
