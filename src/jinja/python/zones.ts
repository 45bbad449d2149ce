/** Time zones: fixed offsets, and those of the tz database through `Intl`. */
import { PyError } from "../errors.ts";
import { closest } from "../undefined.ts";
import { PyObject, type Value } from "../value.ts";
import { pad } from "./calendar.ts";

/** Offset from UTC at one moment. */
export interface Offset {
  readonly seconds: number;
  readonly name: string;
  readonly dstSeconds: number;
}

/** A `tzinfo`. `offset` is the one that holds where it is attached to a time. */
export class Zone extends PyObject {
  readonly typeName: string = "datetime.timezone";
  readonly offset: Offset;
  /** Name in the tz database; `undefined` for a fixed offset. */
  readonly zoneName: string | undefined;

  constructor(offset: Offset, zoneName?: string) {
    super();
    this.offset = offset;
    this.zoneName = zoneName;
  }
  /** This zone with the offset that holds at a moment, in seconds since 1970 UTC. */
  at(_utcSeconds: number): Zone {
    return this;
  }
  getattr(name: string): Value | undefined {
    return name === "zone" && this.zoneName !== undefined ? this.zoneName : undefined;
  }
  override equals(other: Value): boolean {
    return (
      other instanceof Zone &&
      other.zoneName === this.zoneName &&
      other.offset.seconds === this.offset.seconds
    );
  }
  override str(): string {
    return this.zoneName ?? this.offset.name;
  }
  override repr(): string {
    return this.offset.name === "UTC"
      ? "datetime.timezone.utc"
      : `datetime.timezone(${this.offset.name})`;
  }
}

/** `UTC+02:00`, as `datetime.timezone` names its offsets. */
export function offsetName(seconds: number): string {
  return seconds === 0 ? "UTC" : `UTC${offsetText(seconds)}`;
}

/** `+02:00`, with seconds only when there are any. */
export function offsetText(seconds: number, colon = ":"): string {
  const size = Math.abs(seconds);
  const rest = size % 60 === 0 ? "" : `${colon}${pad(size % 60)}`;
  return `${seconds < 0 ? "-" : "+"}${pad(Math.floor(size / 3600))}${colon}${pad(Math.floor(size / 60) % 60)}${rest}`;
}

export function fixedZone(seconds: number, name = offsetName(seconds)): Zone {
  return new Zone({ seconds, name, dstSeconds: 0 });
}

/** A zone of the tz database, as pytz gives it. */
class NamedZone extends Zone {
  override readonly typeName = "pytz.tzfile";
  override at(utcSeconds: number): Zone {
    return new NamedZone(offsetAt(this.zoneName ?? "UTC", utcSeconds), this.zoneName);
  }
  override repr(): string {
    const { name, seconds, dstSeconds } = this.offset;
    const days = Math.floor(seconds / 86_400);
    const rest = seconds - days * 86_400;
    const time = `${Math.floor(rest / 3600)}:${pad(Math.floor(rest / 60) % 60)}:${pad(rest % 60)}`;
    const shown = days === 0 ? (seconds > 0 ? `+${time}` : time) : `${days} day, ${time}`;
    return `<DstTzInfo '${this.zoneName}' ${name}${shown} ${dstSeconds === 0 ? "STD" : "DST"}>`;
  }
}

class PytzUtc extends Zone {
  override readonly typeName = "pytz.UTC";
  override repr(): string {
    return "<UTC>";
  }
}

export const pytzUtc: Zone = new PytzUtc({ seconds: 0, name: "UTC", dstSeconds: 0 }, "UTC");

/** English-speaking places: each knows the short names of its own zones. */
const locales = ["en-US", "en-GB", "en-AU", "en-CA", "en-NZ", "en-IN", "en-ZA"];
const formatters = new Map<string, Intl.DateTimeFormat[]>();

function formattersOf(zone: string): Intl.DateTimeFormat[] {
  const known = formatters.get(zone);
  if (known !== undefined) return known;
  const made = locales.map(
    (locale) =>
      new Intl.DateTimeFormat(locale, {
        timeZone: zone,
        hourCycle: "h23",
        year: "numeric",
        month: "numeric",
        day: "numeric",
        hour: "numeric",
        minute: "numeric",
        second: "numeric",
        era: "short",
        timeZoneName: "short",
      }),
  );
  formatters.set(zone, made);
  return made;
}

function offsetSeconds(zone: string, utcSeconds: number): number {
  const [formatter] = formattersOf(zone);
  const parts = new Map(
    formatter?.formatToParts(new Date(utcSeconds * 1000)).map(({ type, value }) => [type, value]),
  );
  const part = (type: Intl.DateTimeFormatPartTypes): number => Number(parts.get(type));
  const local = Date.UTC(
    part("year"),
    part("month") - 1,
    part("day"),
    part("hour"),
    part("minute"),
    part("second"),
  );
  return Math.round(local / 1000) - Math.floor(utcSeconds);
}

/** Short names of the tz database that no English locale of ICU has. */
const ownNames: Readonly<Record<string, string>> = {
  "Asia/Tokyo": "JST",
  "Asia/Seoul": "KST",
  "Asia/Hong_Kong": "HKT",
  "Asia/Shanghai": "CST",
  "Asia/Taipei": "CST",
  "Asia/Karachi": "PKT",
  "Asia/Jakarta": "WIB",
  "Asia/Manila": "PST",
  "Europe/Moscow": "MSK",
  "Africa/Nairobi": "EAT",
  "Africa/Lagos": "WAT",
  "Africa/Maputo": "CAT",
};

function shortName(zone: string, utcSeconds: number, seconds: number): string {
  const own = ownNames[zone];
  if (own !== undefined) return own;
  for (const formatter of formattersOf(zone)) {
    const parts = formatter.formatToParts(new Date(utcSeconds * 1000));
    const name = parts.find(({ type }) => type === "timeZoneName")?.value ?? "";
    if (/^[A-Z]{2,5}$/.test(name)) return name;
  }
  return offsetText(seconds, "").replace(/00$/, "");
}

/** The offset at a moment; what exceeds the lesser of January's and July's is summer time. */
function offsetAt(zone: string, utcSeconds: number): Offset {
  const seconds = offsetSeconds(zone, utcSeconds);
  const year = new Date(utcSeconds * 1000).getUTCFullYear();
  const winter = [0, 6].map((month) => offsetSeconds(zone, Date.UTC(year, month, 1) / 1000));
  return {
    seconds,
    name: shortName(zone, utcSeconds, seconds),
    dstSeconds: Math.max(0, seconds - Math.min(...winter)),
  };
}

/** Local mean time of the zone, in whole minutes: what pytz attaches before `localize`. */
function meanTime(zone: string): Offset {
  const seconds = offsetSeconds(zone, Date.UTC(1850, 0, 1) / 1000);
  return { seconds: Math.round(seconds / 60) * 60, name: "LMT", dstSeconds: 0 };
}

let zoneNames: ReadonlyMap<string, string> | undefined;

/** @throws PyError KeyError when the tz database has no such zone. */
export function namedZone(name: string): Zone {
  if (/^(?:utc|uct|zulu|universal|etc\/utc)$/i.test(name)) return pytzUtc;
  try {
    formattersOf(name);
  } catch {
    zoneNames ??= new Map(Intl.supportedValuesOf("timeZone").map((zone) => [zone, zone]));
    const guess = closest(name, zoneNames.keys());
    throw new PyError(
      "KeyError",
      `there is no time zone '${name}'`,
      guess === undefined ? undefined : `Did you mean '${guess}'?`,
    );
  }
  return new NamedZone(meanTime(name), name);
}

/**
 * The offset of a local time, for `localize`. In the hour that occurs twice, the later (standard)
 * one unless `isDst`; a time that a gap skips gets the offset before the gap, or after if `isDst`.
 */
export function localized(zone: Zone, localSeconds: number, isDst: boolean): Zone {
  if (zone.zoneName === undefined) return zone;
  const candidates = [-86_400, 86_400].map((shift) =>
    zone.at(localSeconds + shift - zone.at(localSeconds).offset.seconds),
  );
  const fitting = candidates.filter(
    (candidate) =>
      candidate.at(localSeconds - candidate.offset.seconds).offset.seconds ===
      candidate.offset.seconds,
  );
  const choices = fitting.length > 0 ? fitting : candidates;
  const preferred = choices.find((choice) => choice.offset.dstSeconds > 0 === isDst);
  const chosen = preferred ?? choices[0] ?? zone;
  return fitting.length > 0 ? zone.at(localSeconds - chosen.offset.seconds) : chosen;
}
