/** Time zones: UTC, fixed offsets, and those of the IANA database as `Intl` knows them. */
import { PyError } from "../../jinja/errors.ts";
import { methods } from "../../jinja/params.ts";
import { PyObject, type Value } from "../../jinja/value.ts";
import { bound } from "../values/method-table.ts";

/** Seconds since 1970-01-01 UTC → offset in seconds, and the zone's short name at that time. */
export abstract class Zone extends PyObject {
  readonly typeName: string = "tzinfo";
  abstract readonly zone: string;
  abstract offsetAt(utcSeconds: number): number;
  nameAt(_utcSeconds: number): string {
    return this.zone;
  }
  /** Offset for a wall-clock time: the zone's offset there, tried twice around changes. */
  offsetForLocal(localSeconds: number): number {
    const first = this.offsetAt(localSeconds);
    return this.offsetAt(localSeconds - first);
  }
  getattr(name: string): Value | undefined {
    if (name === "zone") return this.zone;
    return bound(zoneMethods, this, name);
  }
  override str(): string {
    return this.zone;
  }
  override repr(): string {
    return `<DstTzInfo '${this.zone}'>`;
  }
  override equals(other: Value): boolean {
    return other instanceof Zone && other.zone === this.zone;
  }
}

/** Something that a zone can be put on; datetime, without importing it. */
interface Zoned {
  withZone(zone: Zone): Value;
  toZone(zone: Zone): Value;
}

const isZoned = (value: unknown): value is Zoned =>
  value instanceof PyObject && "withZone" in value && "toZone" in value;

const zoneMethods = methods<Zone>({
  "localize dt is_dst?": (self, moment) => {
    if (!isZoned(moment)) throw new PyError("TypeError", "localize() needs a datetime");
    return moment.withZone(self);
  },
  "normalize dt is_dst?": (self, moment) => {
    if (!isZoned(moment)) throw new PyError("TypeError", "normalize() needs a datetime");
    return moment.toZone(self);
  },
});

class FixedZone extends Zone {
  readonly zone: string;
  readonly seconds: number;
  constructor(zone: string, seconds: number) {
    super();
    this.zone = zone;
    this.seconds = seconds;
  }
  offsetAt(): number {
    return this.seconds;
  }
  override repr(): string {
    return this.zone === "UTC" ? "<UTC>" : super.repr();
  }
}

class NamedZone extends Zone {
  readonly zone: string;
  readonly #format: Intl.DateTimeFormat;
  constructor(zone: string) {
    super();
    this.zone = zone;
    this.#format = new Intl.DateTimeFormat("en-US", {
      timeZone: zone,
      timeZoneName: "short",
      hourCycle: "h23",
      year: "numeric", month: "numeric", day: "numeric",
      hour: "numeric", minute: "numeric", second: "numeric",
    });
  }
  #parts(utcSeconds: number): Map<string, string> {
    const parts = this.#format.formatToParts(utcSeconds * 1000);
    return new Map(parts.map(({ type, value }) => [type, value]));
  }
  offsetAt(utcSeconds: number): number {
    const parts = this.#parts(utcSeconds);
    const [year, month, day, hour, minute, second] = ["year", "month", "day", "hour", "minute", "second"].map(
      (name) => Number(parts.get(name)),
    );
    const local = Date.UTC(year ?? 0, (month ?? 1) - 1, day, hour, minute, second) / 1000;
    return local - Math.floor(utcSeconds);
  }
  override nameAt(utcSeconds: number): string {
    return this.#parts(utcSeconds).get("timeZoneName") ?? this.zone;
  }
}

export const utc: Zone = new FixedZone("UTC", 0);

export function fixedZone(seconds: number): Zone {
  if (seconds === 0) return utc;
  const sign = seconds < 0 ? "-" : "+";
  const minutes = Math.abs(Math.trunc(seconds / 60));
  const text = `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
  return new FixedZone(`UTC${sign}${text}`, seconds);
}

const known = new Map<string, Zone>();

/** @throws PyError ValueError for a zone that does not exist. */
export function namedZone(name: string): Zone {
  if (/^(utc|etc\/utc|zulu)$/i.test(name)) return utc;
  let zone = known.get(name);
  if (zone === undefined) {
    try {
      zone = new NamedZone(name);
    } catch {
      throw new PyError("ValueError", `unknown time zone '${name}'`, "Use a name such as 'Europe/Berlin'.");
    }
    known.set(name, zone);
  }
  return zone;
}
