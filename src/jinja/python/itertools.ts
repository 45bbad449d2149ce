/** `modules.itertools`. */
import { pyEquals, truthy } from "../equality.ts";
import { PyError } from "../errors.ts";
import { iterate, PyIterator, toList } from "../iteration.ts";
import { binary } from "../operators.ts";
import { builtin, noKwargs, noSite } from "../params.ts";
import { type Callable, Tuple, type Value } from "../value.ts";

const lazy = (items: Iterable<Value>): PyIterator => new PyIterator(items);

function call(callee: Value, ...args: Value[]): Value {
  if (typeof callee !== "function") throw new PyError("NotCallable", "a function is needed");
  return (callee as Callable)(args, noKwargs, noSite);
}

function* chained(sources: Iterable<Value>): Iterable<Value> {
  for (const source of sources) yield* iterate(source);
}

function* product(pools: readonly Value[][], at = 0, head: readonly Value[] = []): Iterable<Value> {
  const pool = pools[at];
  if (pool === undefined) {
    yield Tuple.from(head);
    return;
  }
  for (const item of pool) yield* product(pools, at + 1, [...head, item]);
}

/** Picks of `size` indexes; `next` says which indexes may follow the picked ones. */
function* picks(
  items: readonly Value[],
  size: number,
  next: (picked: readonly number[]) => Iterable<number>,
  picked: readonly number[] = [],
): Iterable<Value> {
  if (picked.length === size) {
    yield Tuple.from(picked.map((i) => items[i]));
    return;
  }
  for (const i of next(picked)) yield* picks(items, size, next, [...picked, i]);
}

function* indexes(from: number, to: number): Iterable<number> {
  for (let i = from; i < to; i++) yield i;
}

function combinations(value: Value, size: Value): Value {
  const items = toList(value);
  return lazy(
    picks(items, Number(size), (picked) => indexes((picked.at(-1) ?? -1) + 1, items.length)),
  );
}

function combinationsWithReplacement(value: Value, size: Value): Value {
  const items = toList(value);
  return lazy(picks(items, Number(size), (picked) => indexes(picked.at(-1) ?? 0, items.length)));
}

function permutations(value: Value, size: Value): Value {
  const items = toList(value);
  const count = size === undefined || size === null ? items.length : Number(size);
  const free = (picked: readonly number[]) =>
    [...indexes(0, items.length)].filter((i) => !picked.includes(i));
  return lazy(picks(items, count, free));
}

function* counting(start: Value, step: Value): Iterable<Value> {
  for (let value = start; ; value = binary("+", value, step)) yield value;
}

function* cycling(value: Value): Iterable<Value> {
  const items = toList(value);
  while (items.length > 0) yield* items;
}

function* repeating(value: Value, times: Value): Iterable<Value> {
  const count = times === undefined ? Number.POSITIVE_INFINITY : Number(times);
  for (let i = 0; i < count; i++) yield value;
}

function* sliced(value: Value, bounds: readonly Value[]): Iterable<Value> {
  const [first, second, third] = bounds;
  const start = bounds.length === 1 ? 0 : Number(first ?? 0);
  const end = bounds.length === 1 ? first : second;
  const stop = end === null || end === undefined ? Number.POSITIVE_INFINITY : Number(end);
  const step = Number(third ?? 1);
  if (stop <= start) return;
  let index = 0;
  for (const item of iterate(value)) {
    if (index >= start && (index - start) % step === 0) yield item;
    index += 1;
    if (index >= stop) return;
  }
}

function* accumulated(value: Value, combine: Value, initial: Value): Iterable<Value> {
  let total: Value | undefined = initial === null ? undefined : initial;
  if (total !== undefined) yield total;
  for (const item of iterate(value)) {
    if (total === undefined) total = item;
    else
      total =
        combine === undefined || combine === null
          ? binary("+", total, item)
          : call(combine, total, item);
    yield total;
  }
}

function* grouped(value: Value, key: Value): Iterable<Value> {
  let group: { key: Value; items: Value[] } | undefined;
  for (const item of iterate(value)) {
    const of = key === undefined || key === null ? item : call(key, item);
    if (group !== undefined && pyEquals(group.key, of)) {
      group.items.push(item);
      continue;
    }
    if (group !== undefined) yield Tuple.of(group.key, lazy(group.items));
    group = { key: of, items: [item] };
  }
  if (group !== undefined) yield Tuple.of(group.key, lazy(group.items));
}

const zipLongest: Callable = (args, kwargs) => {
  const lists = args.map(toList);
  const fill = kwargs.get("fillvalue") ?? null;
  const length = Math.max(0, ...lists.map((list) => list.length));
  const rows = Array.from({ length }, (_, i) =>
    Tuple.from(lists.map((list) => (i < list.length ? list[i] : fill))),
  );
  return lazy(rows);
};

const productOf: Callable = (args, kwargs) => {
  const pools = args.map(toList);
  const times = Number(kwargs.get("repeat") ?? 1);
  return lazy(product(Array.from({ length: times }, () => pools).flat()));
};

const chain: Callable = (args) => lazy(chained(args));

export const itertools: ReadonlyMap<string, Value> = new Map<string, Value>([
  ["chain", chain],
  ["product", productOf],
  ["zip_longest", zipLongest],
  ["combinations", builtin("combinations iterable r", combinations)],
  [
    "combinations_with_replacement",
    builtin("combinations_with_replacement iterable r", combinationsWithReplacement),
  ],
  ["permutations", builtin("permutations iterable r?", permutations)],
  ["count", builtin("count start? step?", (start = 0, step = 1) => lazy(counting(start, step)))],
  ["cycle", builtin("cycle iterable", (value) => lazy(cycling(value)))],
  ["repeat", builtin("repeat object times?", (value, times) => lazy(repeating(value, times)))],
  ["islice", builtin("islice iterable *", (value, ...bounds) => lazy(sliced(value, bounds)))],
  [
    "accumulate",
    builtin("accumulate iterable func? initial?", (value, func, initial = null) =>
      lazy(accumulated(value, func, initial)),
    ),
  ],
  ["groupby", builtin("groupby iterable key?", (value, key) => lazy(grouped(value, key)))],
  [
    "compress",
    builtin("compress data selectors", (data, selectors) => {
      const keep = toList(selectors);
      return lazy(toList(data).filter((_, i) => truthy(keep[i] ?? false)));
    }),
  ],
  [
    "starmap",
    builtin("starmap function iterable", (callee, value) =>
      lazy(toList(value).map((args) => call(callee, ...toList(args)))),
    ),
  ],
  [
    "tee",
    builtin("tee iterable n?", (value, count = 2) => {
      const items = toList(value);
      return Tuple.from(Array.from({ length: Number(count) }, () => lazy(items)));
    }),
  ],
]);
