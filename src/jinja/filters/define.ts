/** How filters are written down. */
import { getItem } from "../attributes.ts";
import { bindArguments, parameters } from "../params.ts";
import type { Filter } from "../registry.ts";
import { Undefined } from "../undefined.ts";
import type { Value } from "../value.ts";

/** Filters by name from signatures, as `params.ts` reads them; the value comes first. */
export function filters(
  table: Readonly<Record<string, (value: Value, ...args: Value[]) => Value>>,
): [string, Filter][] {
  return Object.entries(table).map(([signature, body]) => {
    const params = parameters(signature);
    const filter: Filter = (value, args, kwargs) =>
      body(value, ...bindArguments(params, args, kwargs));
    return [params.name, filter];
  });
}

/**
 * Reads `a.b.0` of an item: what `attribute=` of many filters means. Parts of digits are indexes.
 *
 * @param fallback Instead of an undefined result.
 */
export function attributeGetter(attribute: Value, fallback?: Value): (item: Value) => Value {
  if (attribute === undefined || attribute === null) return (item) => item;
  const path: Value[] =
    typeof attribute === "number"
      ? [attribute]
      : String(attribute)
          .split(".")
          .map((part) => (/^\d+$/.test(part) ? Number(part) : part));
  return (item) => {
    let value = item;
    for (const part of path) {
      value = getItem(value, part);
      if (value instanceof Undefined && fallback !== undefined) value = fallback;
    }
    return value;
  };
}

/** Texts without regard to case; other values as they are. */
export function caseFolded(value: Value): Value {
  return typeof value === "string" ? value.toLowerCase() : value;
}
