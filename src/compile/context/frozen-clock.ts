/** `modules`, where the clock stands still: a render that is repeated must say the same again. */
import { builtin } from "../../jinja/params.ts";
import { date, PyDate } from "../../jinja/python/date.ts";
import { datetime, datetimeOf } from "../../jinja/python/datetime.ts";
import { modules } from "../../jinja/python/modules.ts";
import { zoneOrNone } from "../../jinja/python/time.ts";
import { type CallSite, type Kwargs, PyObject, type Value } from "../../jinja/value.ts";

/** A class with some of its functions replaced. */
class Frozen extends PyObject {
  readonly typeName = "type";
  readonly #inner: PyObject;
  readonly #replaced: ReadonlyMap<string, Value>;
  constructor(inner: PyObject, replaced: Readonly<Record<string, Value>>) {
    super();
    this.#inner = inner;
    this.#replaced = new Map(Object.entries(replaced));
  }
  getattr(name: string): Value | undefined {
    return this.#replaced.get(name) ?? this.#inner.getattr(name);
  }
  override getitem(): undefined {
    return undefined;
  }
  override call(args: readonly Value[], kwargs: Kwargs, site: CallSite): Value {
    return this.#inner.call?.(args, kwargs, site);
  }
  override str(): string {
    return this.#inner.str();
  }
}

/** The moment on the wall clock of this machine, without a zone. */
function local(now: Date): Value {
  return datetimeOf(new Date(now.getTime() - now.getTimezoneOffset() * 60_000));
}

const withParts = (module: Value, parts: Readonly<Record<string, Value>>): Value =>
  new Map([...(module as ReadonlyMap<string, Value>), ...Object.entries(parts)]);

/** dbt's `modules` as seen at one moment. */
export function modulesAt(now: Date): Value {
  const frozen = new Frozen(datetime, {
    now: builtin("now tz?", (zone) => {
      const there = zoneOrNone(zone);
      return there === undefined ? local(now) : datetimeOf(now, there);
    }),
    today: builtin("today", () => local(now)),
    utcnow: builtin("utcnow", () => datetimeOf(now)),
  });
  const today = new Frozen(date, {
    today: builtin(
      "today",
      () => new PyDate({ year: now.getFullYear(), month: now.getMonth() + 1, day: now.getDate() }),
    ),
  });
  return withParts(modules, {
    datetime: withParts(modules.get("datetime"), { datetime: frozen, date: today }),
  });
}
