/** Methods of sets. */
import { PyError } from "../errors.ts";
import { iterate } from "../iteration.ts";
import { methods } from "../params.ts";
import { reprOf } from "../printing.ts";
import { PySet } from "../sets.ts";
import type { Value } from "../value.ts";

function asSet(value: Value): PySet {
  return value instanceof PySet ? value : new PySet(iterate(value));
}

export const setMethods = methods<PySet>({
  "add item": (set, item) => {
    set.add(item);
    return null;
  },
  "update *": (set, ...others) => {
    for (const other of others) for (const item of asSet(other).items) set.add(item);
    return null;
  },
  "discard item": (set, item) => {
    set.delete(item);
    return null;
  },
  "remove item": (set, item) => {
    if (!set.delete(item)) throw new PyError("KeyError", `the set does not hold ${reprOf(item)}`);
    return null;
  },
  pop: (set) => {
    const [item] = set.items;
    if (item === undefined) throw new PyError("KeyError", "pop from an empty set");
    set.delete(item);
    return item;
  },
  clear: (set) => {
    set.clear();
    return null;
  },
  copy: (set) => new PySet(set.items),
  "union *": (set, ...others) => new PySet([set, ...others].flatMap((other) => asSet(other).items)),
  "intersection *": (set, ...others) => {
    const sets = others.map(asSet);
    return new PySet(set.items.filter((item) => sets.every((other) => other.has(item))));
  },
  "difference *": (set, ...others) => {
    const sets = others.map(asSet);
    return new PySet(set.items.filter((item) => !sets.some((other) => other.has(item))));
  },
  "symmetric_difference other": (set, value) => {
    const other = asSet(value);
    const mine = set.items.filter((item) => !other.has(item));
    return new PySet([...mine, ...other.items.filter((item) => !set.has(item))]);
  },
  "issubset other": (set, other) => set.isSubsetOf(asSet(other)),
  "issuperset other": (set, other) => asSet(other).isSubsetOf(set),
  "isdisjoint other": (set, other) => !asSet(other).items.some((item) => set.has(item)),
});
