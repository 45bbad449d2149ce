/** Python's `itertools`, as far as dbt hands it out; the endless ones are left out. */
import { PyError } from "../../jinja/errors.ts";
import { builtin } from "../../jinja/params.ts";
import { type Callable, PyObject, Tuple, type Value } from "../../jinja/value.ts";
import { toList as itemsOf } from "../../jinja/iteration.ts";

const limit = 100_000;

function checked(items: Value[]): Value[] {
  if (items.length > limit) {
    throw new PyError("ValueError", `itertools made more than ${limit} items`, "Build them in SQL instead.");
  }
  return items;
}

function product(pools: readonly Value[][]): Value[] {
  let rows: Value[][] = [[]];
  for (const pool of pools) rows = checked(rows.flatMap((row) => pool.map((item) => [...row, item]))) as Value[][];
  return rows.map((row) => Tuple.from(row));
}

/** Picks of `size` indexes; `next` tells which may follow those taken. */
function picks(size: number, next: (taken: readonly number[]) => number[]): number[][] {
  let rows: number[][] = [[]];
  for (let i = 0; i < size; i++) rows = checked(rows.flatMap((row) => next(row).map((at) => [...row, at]))) as number[][];
  return rows;
}

const range = (from: number, to: number): number[] =>
  Array.from({ length: Math.max(0, to - from) }, (_, index) => from + index);

const rows = (pool: readonly Value[], indexes: readonly number[][]): Value[] =>
  indexes.map((row) => Tuple.from(row.map((at) => pool[at])));

function combinations(signature: string, step: 0 | 1): Callable {
  return builtin(signature, (iterable, size) => {
    const pool = itemsOf(iterable);
    return rows(pool, picks(Number(size), (taken) => range(taken.length === 0 ? 0 : (taken.at(-1) ?? 0) + step, pool.length)));
  });
}

function zipLongest(lists: readonly Value[][], fill: Value): Value[] {
  const length = Math.max(0, ...lists.map((list) => list.length));
  return range(0, length).map((at) => Tuple.from(lists.map((list) => (at < list.length ? list[at] : fill))));
}

const add = (a: Value, b: Value): Value => {
  if (typeof a === "number" && typeof b === "number") return a + b;
  if (typeof a === "string" && typeof b === "string") return a + b;
  const sum = a instanceof PyObject ? a.binary?.("+", b, false) : undefined;
  if (sum === undefined) throw new PyError("TypeError", "accumulate() adds numbers or texts");
  return sum;
};

/** `modules.itertools`. */
export const itertoolsModule: Readonly<Record<string, Value>> = {
  chain: builtin("chain *", (...lists) => lists.flatMap((list) => itemsOf(list))),
  product: ((args, kwargs) => {
    const pools = args.map((list) => itemsOf(list));
    const repeat = Number(kwargs.get("repeat") ?? 1);
    return product(range(0, repeat).flatMap(() => pools));
  }) satisfies Callable,
  permutations: builtin("permutations iterable r?", (iterable, size) => {
    const pool = itemsOf(iterable);
    const free = (taken: readonly number[]) => range(0, pool.length).filter((at) => !taken.includes(at));
    return rows(pool, picks(Number(size ?? pool.length), free));
  }),
  combinations: combinations("combinations iterable r", 1),
  combinations_with_replacement: combinations("combinations_with_replacement iterable r", 0),
  zip_longest: ((args, kwargs) =>
    zipLongest(args.map((list) => itemsOf(list)), kwargs.get("fillvalue") ?? null)) satisfies Callable,
  islice: builtin("islice iterable start stop? step?", (iterable, start, stop, step) => {
    const items = itemsOf(iterable);
    const [from, to] = stop === undefined ? [0, start] : [Number(start ?? 0), stop];
    const every = Number(step ?? 1);
    return items.slice(from, to === null ? undefined : Number(to)).filter((_, index) => index % every === 0);
  }),
  compress: builtin("compress data selectors", (data, selectors) => {
    const keep = itemsOf(selectors);
    return itemsOf(data).filter((_, index) => keep[index] === true || keep[index] === 1);
  }),
  accumulate: builtin("accumulate iterable", (iterable) => {
    const result: Value[] = [];
    for (const item of itemsOf(iterable)) result.push(result.length === 0 ? item : add(result.at(-1), item));
    return result;
  }),
  repeat: builtin("repeat object times", (value, times) => range(0, Number(times)).map(() => value)),
};
