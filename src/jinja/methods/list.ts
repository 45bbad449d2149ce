/** Methods of lists and tuples. */
import { pyEquals, truthy } from "../equality.ts";
import { PyError } from "../errors.ts";
import { elementIndex } from "../indexes.ts";
import { toList } from "../iteration.ts";
import { order } from "../operators.ts";
import { methods, noKwargs, noSite } from "../params.ts";
import { reprOf, typeName } from "../printing.ts";
import type { Callable, Tuple, Value } from "../value.ts";

/**
 * Sorts in place and stably, as Python does.
 *
 * @param key What to compare of each item.
 */
export function sortList(items: Value[], key?: (item: Value) => Value, reverse = false): void {
  const keyed = Array.from(items, (item) => ({ item, key: key === undefined ? item : key(item) }));
  // Comparing the other way round, rather than turning the result around, keeps ties in order.
  keyed.sort((a, b) => (reverse ? order("<", b.key, a.key) : order("<", a.key, b.key)) || 0);
  keyed.forEach(({ item }, i) => {
    items[i] = item;
  });
}

function position(list: readonly Value[], item: Value, start: Value, stop: Value): number {
  const from = start === undefined ? 0 : Math.max(0, elementIndex(list.length, start));
  const to = stop === undefined ? list.length : elementIndex(list.length, stop);
  for (let i = from; i < to && i < list.length; i++) if (pyEquals(list[i], item)) return i;
  throw new PyError("ValueError", `${reprOf(item)} is not in the ${typeName(list)}`);
}

function count(list: readonly Value[], item: Value): number {
  return list.filter((other) => pyEquals(other, item)).length;
}

export const tupleMethods = methods<Tuple>({
  "index value start? stop?": position,
  "count value": (tuple, item) => count(Array.from(tuple), item),
});

export const listMethods = methods<Value[]>({
  "append item": (list, item) => {
    list.push(item);
    return null;
  },
  "extend items": (list, items) => {
    for (const item of toList(items)) list.push(item);
    return null;
  },
  "insert index item": (list, index, item) => {
    list.splice(Math.max(0, elementIndex(list.length, index)), 0, item);
    return null;
  },
  "pop index?": (list, index = -1) => {
    if (list.length === 0) throw new PyError("IndexError", "pop from empty list");
    const at = elementIndex(list.length, index);
    if (at < 0 || at >= list.length) throw new PyError("IndexError", "pop index out of range");
    return list.splice(at, 1)[0];
  },
  "remove item": (list, item) => {
    list.splice(position(list, item, undefined, undefined), 1);
    return null;
  },
  clear: (list) => {
    list.length = 0;
    return null;
  },
  copy: (list) => [...list],
  reverse: (list) => {
    list.reverse();
    return null;
  },
  "sort key? reverse?": (list, key, reverse) => {
    const by = typeof key === "function" ? (key as Callable) : undefined;
    const keyOf = by === undefined ? undefined : (item: Value) => by([item], noKwargs, noSite);
    sortList(list, keyOf, truthy(reverse));
    return null;
  },
  "index value start? stop?": position,
  "count value": count,
});
