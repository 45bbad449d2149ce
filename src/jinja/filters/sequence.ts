/** Filters on sequences. */
import { dictEntries, isDict } from "../collections.ts";
import { pyEquals, truthy } from "../equality.ts";
import { PyError } from "../errors.ts";
import { iterate, lengthOf, PyIterator, toList } from "../iteration.ts";
import { sortList } from "../methods/list.ts";
import { binary, order } from "../operators.ts";
import { toText, typeName } from "../printing.ts";
import type { Filter } from "../registry.ts";
import { PySet } from "../sets.ts";
import { Undefined } from "../undefined.ts";
import { PyObject, Tuple, type Value } from "../value.ts";
import { attributeGetter, caseFolded, filters } from "./define.ts";

function length(value: Value): number {
  const size = lengthOf(value);
  if (size === undefined)
    throw new PyError("TypeError", `object of type '${typeName(value)}' has no len()`);
  return size;
}

function first(value: Value): Value {
  for (const item of iterate(value)) return item;
  return new Undefined("first", "no first item, sequence was empty");
}

function last(value: Value): Value {
  if (value instanceof PyIterator)
    throw new PyError("TypeError", "'generator' object is not reversible");
  const items = toList(value);
  return items.length === 0
    ? new Undefined("last", "no last item, sequence was empty")
    : items.at(-1);
}

/** Like `a.b`, each part may sort downwards on its own: `attribute='a,b'`. */
function sortKey(attribute: Value, caseSensitive: Value): (item: Value) => Value {
  const fold = truthy(caseSensitive) ? (value: Value) => value : caseFolded;
  if (typeof attribute === "string" && attribute.includes(",")) {
    const getters = attribute.split(",").map((part) => attributeGetter(part));
    return (item) => getters.map((get) => fold(get(item)));
  }
  const get = attributeGetter(attribute);
  return (item) => fold(get(item));
}

function sort(value: Value, reverse: Value, caseSensitive: Value, attribute: Value): Value[] {
  const items = toList(value);
  sortList(items, sortKey(attribute, caseSensitive), truthy(reverse));
  return items;
}

function unique(value: Value, caseSensitive: Value, attribute: Value): Value {
  const key = sortKey(attribute, caseSensitive);
  return new PyIterator(
    (function* () {
      const seen = new PySet();
      for (const item of iterate(value)) {
        const known = key(item);
        if (seen.has(known)) continue;
        seen.add(known);
        yield item;
      }
    })(),
  );
}

function extreme(value: Value, caseSensitive: Value, attribute: Value, side: -1 | 1): Value {
  const key = sortKey(attribute, caseSensitive);
  let best: { item: Value; key: Value } | undefined;
  for (const item of iterate(value)) {
    const candidate = key(item);
    if (best === undefined || order(side < 0 ? "<" : ">", candidate, best.key) * side > 0) {
      best = { item, key: candidate };
    }
  }
  return best === undefined
    ? new Undefined("min", "No aggregated item, sequence was empty.")
    : best.item;
}

function sum(value: Value, attribute: Value, start: Value = 0): Value {
  const get = attributeGetter(attribute);
  let total = start;
  for (const item of iterate(value)) total = binary("+", total, get(item));
  return total;
}

function join(value: Value, separator: Value = "", attribute: Value): string {
  const get = attributeGetter(attribute);
  const texts: string[] = [];
  for (const item of iterate(value)) texts.push(toText(get(item)));
  return texts.join(toText(separator));
}

function reverse(value: Value): Value {
  if (typeof value === "string") return [...value].reverse().join("");
  if (value instanceof PyIterator || value instanceof PySet) return toList(value).reverse();
  return new PyIterator(toList(value).reverse());
}

function batch(value: Value, count: Value, fill: Value = null): Value {
  const size = Number(count);
  return new PyIterator(
    (function* () {
      let row: Value[] = [];
      for (const item of iterate(value)) {
        if (row.length === size) {
          yield row;
          row = [];
        }
        row.push(item);
      }
      if (row.length === 0) return;
      while (fill !== null && row.length < size) row.push(fill);
      yield row;
    })(),
  );
}

function slice(value: Value, slices: Value, fill: Value = null): Value {
  return new PyIterator(
    (function* () {
      const items = toList(value);
      const count = Number(slices);
      const each = Math.floor(items.length / count);
      const longer = items.length % count;
      let at = 0;
      for (let i = 0; i < count; i++) {
        const size = each + (i < longer ? 1 : 0);
        const part = items.slice(at, at + size);
        at += size;
        if (fill !== null && i >= longer) part.push(fill);
        yield part;
      }
    })(),
  );
}

/** A group prints and unpacks as a tuple, and has names. */
class Group extends PyObject {
  readonly typeName = "tuple";
  readonly #grouper: Value;
  readonly #list: Value[];

  constructor(grouper: Value, list: Value[]) {
    super();
    this.#grouper = grouper;
    this.#list = list;
  }
  getattr(name: string): Value | undefined {
    if (name === "grouper") return this.#grouper;
    return name === "list" ? this.#list : undefined;
  }
  override getitem(key: Value): Value | undefined {
    return this.iterate().at(Number(key));
  }
  override iterate(): Value[] {
    return [this.#grouper, this.#list];
  }
  override length(): number {
    return 2;
  }
  override equals(other: Value): boolean {
    return pyEquals(Tuple.from(this.iterate()), other);
  }
  override str(): string {
    return toText(Tuple.from(this.iterate()));
  }
}

function groupby(value: Value, attribute: Value, fallback: Value, caseSensitive: Value): Value[] {
  const get = attributeGetter(attribute, fallback);
  const fold = truthy(caseSensitive) ? (key: Value) => key : caseFolded;
  const items = toList(value);
  sortList(items, (item) => fold(get(item)));
  const groups: { key: Value; list: Value[] }[] = [];
  for (const item of items) {
    const key = fold(get(item));
    const group = groups.at(-1);
    if (group !== undefined && pyEquals(group.key, key)) group.list.push(item);
    else groups.push({ key, list: [item] });
  }
  // The group is called by its first item's own spelling.
  return groups.map(({ list }) => new Group(get(list[0]), list));
}

function dictsort(value: Value, caseSensitive: Value, by: Value = "key", reverse: Value): Value[] {
  if (!isDict(value))
    throw new PyError("TypeError", `dictsort needs a dict, not '${typeName(value)}'`);
  if (by !== "key" && by !== "value")
    throw new PyError("ArgumentError", "dictsort sorts by 'key' or 'value'");
  const index = by === "key" ? 0 : 1;
  const fold = truthy(caseSensitive) ? (key: Value) => key : caseFolded;
  const entries: Value[] = dictEntries(value).map((entry) => Tuple.from(entry));
  sortList(entries, (entry) => fold((entry as Tuple)[index]), truthy(reverse));
  return entries;
}

function items(value: Value): Value {
  if (value instanceof Undefined) return new PyIterator([]);
  if (!isDict(value)) {
    throw new PyError(
      "TypeError",
      `items needs a dict, not '${typeName(value)}'`,
      "Can only get item pairs from a mapping.",
    );
  }
  return new PyIterator(dictEntries(value).map((entry) => Tuple.from(entry)));
}

function random(value: Value): Value {
  const list = toList(value);
  if (list.length === 0) return new Undefined("random", "No random item, sequence was empty.");
  return list[Math.floor(Math.random() * list.length)];
}

export const sequenceFilters: readonly (readonly [string, Filter])[] = filters({
  length,
  count: length,
  first,
  last,
  list: toList,
  "sort reverse? case_sensitive? attribute?": sort,
  "unique case_sensitive? attribute?": unique,
  "min case_sensitive? attribute?": (value, cased, attribute) =>
    extreme(value, cased, attribute, -1),
  "max case_sensitive? attribute?": (value, cased, attribute) =>
    extreme(value, cased, attribute, 1),
  "sum attribute? start?": sum,
  "join d? attribute?": join,
  reverse,
  "batch linecount fill_with?": batch,
  "slice slices fill_with?": slice,
  "groupby attribute default? case_sensitive?": groupby,
  "dictsort case_sensitive? by? reverse?": dictsort,
  items,
  random,
});
