/** `modules.pytz`. */

import { truthy } from "../equality.ts";
import { PyError } from "../errors.ts";
import { builtin } from "../params.ts";
import { toText } from "../printing.ts";
import type { Value } from "../value.ts";
import { localize, PyDatetime } from "./datetime.ts";
import { fixedZone, namedZone, pytzUtc, Zone } from "./zones.ts";

/** A zone with the methods that pytz adds. */
class PytzZone extends Zone {
  override readonly typeName = "pytz.tzfile";
  readonly #zone: Zone;

  constructor(zone: Zone) {
    super(zone.offset, zone.zoneName);
    this.#zone = zone;
  }
  override at(utcSeconds: number): Zone {
    return new PytzZone(this.#zone.at(utcSeconds));
  }
  override getattr(name: string): Value | undefined {
    switch (name) {
      case "localize":
        return builtin("localize dt is_dst?", (value, isDst) =>
          localize(this, value, truthy(isDst)),
        );
      case "normalize":
        return builtin("normalize dt", (value) => normalized(this, value));
      case "utcoffset":
      case "tzname":
      case "dst":
        return builtin(`${name} dt`, (value) => offsetPart(this, value, name));
      default:
        return super.getattr(name);
    }
  }
  override repr(): string {
    return this.#zone.repr();
  }
}

function normalized(zone: Zone, value: Value): PyDatetime {
  if (!(value instanceof PyDatetime) || value.zone === undefined) {
    throw new PyError("ValueError", "Naive time - no tzinfo set");
  }
  return value.inZone(zone);
}

/** `zone.utcoffset(dt)` and its likes, for a local time. */
function offsetPart(zone: Zone, value: Value, name: string): Value {
  if (value === null) return null;
  const local = localize(zone, value, false);
  const method = local.getattr(name);
  return typeof method === "function" ? method([], new Map()) : null;
}

const utc = new PytzZone(pytzUtc);
const zones = new Map<string, PytzZone>();

function timezone(name: Value): Value {
  const wanted = toText(name);
  let zone = zones.get(wanted);
  if (zone === undefined) {
    const found = namedZone(wanted);
    zone = found === pytzUtc ? utc : new PytzZone(found);
    zones.set(wanted, zone);
  }
  return zone;
}

export const pytz: ReadonlyMap<string, Value> = new Map<string, Value>([
  ["timezone", builtin("timezone zone", timezone)],
  ["utc", utc],
  ["UTC", utc],
  ["FixedOffset", builtin("FixedOffset minutes", (minutes) => fixedZone(Number(minutes) * 60))],
]);
