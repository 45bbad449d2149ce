/** Filters that apply other filters and tests to every item. */
import { truthy } from "../equality.ts";
import { PyError } from "../errors.ts";
import { iterate, PyIterator } from "../iteration.ts";
import { toText } from "../printing.ts";
import type { Filter, Registry } from "../registry.ts";
import { closest } from "../undefined.ts";
import type { Value } from "../value.ts";
import { attributeGetter } from "./define.ts";

function named<T>(table: ReadonlyMap<string, T>, what: "filter" | "test", name: Value): T {
  const wanted = toText(name);
  const found = table.get(wanted);
  if (found !== undefined) return found;
  const guess = closest(wanted, table.keys());
  throw new PyError(
    what === "filter" ? "UnknownFilter" : "UnknownTest",
    `there is no ${what} called '${wanted}'`,
    guess === undefined ? undefined : `Did you mean '${guess}'?`,
  );
}

/** `map(attribute='a')`, or `map('filter', …)`. */
const map: Filter = (value, args, kwargs, registry) => {
  if (value === undefined) return new PyIterator([]);
  let apply: (item: Value) => Value;
  if (args.length === 0 && kwargs.has("attribute")) {
    for (const key of kwargs.keys()) {
      if (key !== "attribute" && key !== "default")
        throw new PyError("ArgumentError", `map() has no argument '${key}'`);
    }
    apply = attributeGetter(kwargs.get("attribute"), kwargs.get("default"));
  } else {
    const [name, ...rest] = args;
    if (name === undefined) {
      throw new PyError(
        "ArgumentError",
        "map() needs a filter or attribute=",
        "Write map('upper') or map(attribute='name').",
      );
    }
    apply = (item) => named(registry.filters, "filter", name)(item, rest, kwargs, registry);
  }
  return new PyIterator(mapped(value, apply));
};

/** Whatever is false has no items here, none included: Jinja2 asks before it loops. */
function* mapped(value: Value, apply: (item: Value) => Value): Iterable<Value> {
  if (!truthy(value)) return;
  for (const item of iterate(value)) yield apply(item);
}

/** A test by the name in `args`, or truth when there is none. */
function predicate(args: readonly Value[], registry: Registry): (item: Value) => boolean {
  const [name, ...rest] = args;
  if (name === undefined) return truthy;
  return (item) => named(registry.tests, "test", name)(item, rest, registry);
}

function* picked(value: Value, keep: (item: Value) => boolean): Iterable<Value> {
  if (!truthy(value)) return;
  for (const item of iterate(value)) if (keep(item)) yield item;
}

function selecting(wanted: boolean): Filter {
  return (value, args, _, registry) => {
    const test = predicate(args, registry);
    return new PyIterator(picked(value, (item) => test(item) === wanted));
  };
}

function selectingByAttribute(wanted: boolean): Filter {
  return (value, args, _, registry) => {
    const [attribute, ...rest] = args;
    if (attribute === undefined) {
      throw new PyError(
        "ArgumentError",
        "an attribute is needed",
        "Write selectattr('name') or selectattr('name', 'equalto', 1).",
      );
    }
    const get = attributeGetter(attribute);
    const test = predicate(rest, registry);
    return new PyIterator(picked(value, (item) => test(get(item)) === wanted));
  };
}

export const applyingFilters: readonly (readonly [string, Filter])[] = [
  ["map", map],
  ["select", selecting(true)],
  ["reject", selecting(false)],
  ["selectattr", selectingByAttribute(true)],
  ["rejectattr", selectingByAttribute(false)],
];
