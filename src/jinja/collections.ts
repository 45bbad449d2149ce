/** Python's dict and set on top of JavaScript's, with keys compared as Python compares them. */

import { pyEquals } from "./equality.ts";
import { PyError } from "./errors.ts";
import { assertHashable } from "./hashable.ts";
import { reprOf } from "./printing.ts";
import { PySet } from "./sets.ts";
import { Float, PyObject, Tuple, type Value } from "./value.ts";

export type Dict = Map<Value, Value> | Record<string, Value>;

export function isDict(value: Value): value is Dict {
  if (typeof value !== "object" || value === null) return false;
  if (value instanceof Map) return true;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** Tuples, floats and bools equal other keys without being identical to them. */
function needsSearch(key: Value): boolean {
  return typeof key === "object"
    ? key !== null
    : typeof key === "boolean" || key === 0 || key === 1;
}

function findKey(dict: Map<Value, Value>, key: Value): Value | undefined {
  if (dict.has(key)) return key;
  if (!needsSearch(key)) return undefined;
  assertHashable(key);
  for (const candidate of dict.keys()) {
    if (needsSearch(candidate) || key instanceof Float) {
      if (pyEquals(candidate, key)) return candidate;
    }
  }
  return undefined;
}

/** `undefined` when the key is absent. */
export function dictGet(dict: Dict, key: Value): Value | undefined {
  if (dict instanceof Map) {
    const direct = dict.get(key);
    if (direct !== undefined) return direct;
    const found = findKey(dict, key);
    return found === undefined ? undefined : dict.get(found);
  }
  if (typeof key === "string") return Object.hasOwn(dict, key) ? dict[key] : undefined;
  if (typeof key === "object") assertHashable(key);
  return undefined;
}

export function dictHas(dict: Dict, key: Value): boolean {
  return dictGet(dict, key) !== undefined;
}

export function dictSet(dict: Dict, key: Value, value: Value): void {
  if (dict instanceof Map) {
    dict.set(findKey(dict, key) ?? checkedKey(key), value);
    return;
  }
  if (typeof key !== "string") {
    throw new PyError("TypeError", `this dict has text keys only, not ${reprOf(key)}`);
  }
  dict[key] = value;
}

function checkedKey(key: Value): Value {
  assertHashable(key);
  return key;
}

/** Removes a key; returns what it held, `undefined` when absent. */
export function dictDelete(dict: Dict, key: Value): Value | undefined {
  const value = dictGet(dict, key);
  if (value === undefined) return undefined;
  if (dict instanceof Map) dict.delete(findKey(dict, key) ?? key);
  else delete dict[String(key)];
  return value;
}

export function dictSize(dict: Dict): number {
  return dict instanceof Map ? dict.size : Object.keys(dict).length;
}

export function dictKeys(dict: Dict): Value[] {
  return dict instanceof Map ? [...dict.keys()] : Object.keys(dict);
}

export function dictEntries(dict: Dict): [Value, Value][] {
  return dict instanceof Map ? [...dict] : Object.entries(dict);
}

/** What `keys()`, `values()` and `items()` return: a live view. */
export class DictView extends PyObject {
  readonly typeName: "dict_keys" | "dict_values" | "dict_items";
  readonly dict: Dict;

  constructor(kind: "keys" | "values" | "items", dict: Dict) {
    super();
    this.typeName = `dict_${kind}`;
    this.dict = dict;
  }
  getattr(): undefined {
    return undefined;
  }
  override iterate(): Value[] {
    if (this.typeName === "dict_keys") return dictKeys(this.dict);
    const entries = dictEntries(this.dict);
    if (this.typeName === "dict_values") return entries.map(([, value]) => value);
    return entries.map(([key, value]) => Tuple.of(key, value));
  }
  override length(): number {
    return dictSize(this.dict);
  }
  override str(): string {
    return `${this.typeName}(${reprOf(this.iterate())})`;
  }
  override equals(other: Value): boolean {
    if (this.typeName === "dict_values") return this === other;
    const mine = new PySet(this.iterate());
    const theirs = other instanceof DictView ? new PySet(other.iterate()) : other;
    return mine.equals(theirs);
  }
  override binary(operator: string, other: Value, reflected: boolean): Value | undefined {
    if (operator !== "-" || this.typeName === "dict_values") return undefined;
    const theirs = Array.isArray(other) || isDict(other) ? new PySet(keysOf(other)) : viewed(other);
    return new PySet(this.iterate()).binary(operator, theirs, reflected);
  }
}

function keysOf(value: readonly Value[] | Dict): Iterable<Value> {
  return Array.isArray(value) ? value : dictKeys(value as Dict);
}

function viewed(value: Value): Value {
  return value instanceof DictView ? new PySet(value.iterate()) : value;
}
