/** `value.name`, `value[key]` and slices. */
import { dictGet, isDict } from "./collections.ts";
import { bound, elementIndex, sliceIndexes } from "./indexes.ts";
import { lengthOf, toList } from "./iteration.ts";
import { methodsOf } from "./methods/methods.ts";
import { isInt, numeric } from "./numbers.ts";
import { reprOf, toText, typeName } from "./printing.ts";
import { Undefined } from "./undefined.ts";
import { type Callable, PyObject, Tuple, type Value } from "./value.ts";

/** `value.name`: attributes and methods first, then keys; `Undefined` when there is none. */
export function getAttribute(value: Value, name: string, chain = false): Value {
  let found: Value | undefined;
  if (isDict(value)) found = boundMethod(value, name) ?? dictGet(value, name);
  else if (value instanceof PyObject) found = objectAttribute(value, name);
  else found = plainAttribute(value, name);
  return found === undefined ? missing(value, name, chain) : found;
}

function objectAttribute(value: PyObject, name: string): Value | undefined {
  const found = value.getattr(name);
  return found === undefined ? (boundMethod(value, name) ?? value.getitem?.(name)) : found;
}

function plainAttribute(value: Value, name: string): Value | undefined {
  if (typeof value === "function") return functionAttribute(value as Callable, name);
  if (name === "real" && numeric(value) !== undefined) return value;
  return boundMethod(value, name);
}

function functionAttribute(value: Callable, name: string): Value | undefined {
  if (name === "name") return "name" in value ? String(value.name) : "";
  const { attributes } = value;
  return attributes !== undefined && Object.hasOwn(attributes, name)
    ? attributes[name]?.()
    : undefined;
}

/** A method as a function of its own. */
function boundMethod(value: Value, name: string): Callable | undefined {
  const method = methodsOf(value)?.get(name);
  if (method === undefined) return undefined;
  const bound: Callable = (args, kwargs) => method(value, args, kwargs);
  Object.defineProperty(bound, "name", { value: name });
  return bound;
}

/** `value[key]`: items first, then attributes for text keys; `Undefined` when there is none. */
export function getItem(value: Value, key: Value, chain = false): Value {
  const item = directItem(value, key);
  if (item !== undefined) return item;
  if (typeof key === "string") {
    if (isDict(value)) return boundMethod(value, key) ?? missingItem(value, key, chain);
    if (value instanceof PyObject || typeof value === "function")
      return getAttribute(value, key, chain);
    const method = boundMethod(value, key);
    if (method !== undefined) return method;
  }
  return missingItem(value, key, chain);
}

function directItem(value: Value, key: Value): Value | undefined {
  if (Array.isArray(value)) return value[elementIndex(value.length, key)];
  if (typeof value === "string") {
    const text = /[\ud800-\udbff]/.test(value) ? [...value] : value;
    return text[elementIndex(text.length, key)];
  }
  if (isDict(value)) return dictGet(value, key);
  return value instanceof PyObject && value.getitem !== undefined ? value.getitem(key) : undefined;
}

function describe(value: Value): string {
  if (value === null) return "None";
  if (isDict(value)) return "dict object";
  return `${typeName(value)} object`;
}

function missing(value: Value, name: string, chain: boolean): Undefined {
  return new Undefined(name, `'${describe(value)}' has no attribute '${name}'`, chain, () =>
    attributeNames(value),
  );
}

function missingItem(value: Value, key: Value, chain = false): Undefined {
  if (typeof key === "string") return missing(value, key, chain);
  return new Undefined(toText(key), `${describe(value)} has no element ${reprOf(key)}`, chain);
}

function* attributeNames(value: Value): Iterable<string> {
  const table = methodsOf(value);
  if (table !== undefined) yield* table.keys();
  if (isDict(value)) for (const key of toList(value)) if (typeof key === "string") yield key;
}

/** `value[start:stop:step]`, where absent bounds are None. */
export function slice(value: Value, start: Value, stop: Value, step: Value): Value {
  if (value instanceof Undefined) return value.getitem();
  // As any index that does not fit, a bound that is no int finds nothing.
  if (![start, stop, step].every(isBound)) return missingItem(value, Tuple.of(start, stop, step));
  if (typeof value === "string") {
    if (step === null && !/[\ud800-\udbff]/.test(value)) return quickSlice(value, start, stop);
    const chars = [...value];
    return sliceIndexes(chars.length, start, stop, step)
      .map((i) => chars[i])
      .join("");
  }
  const isArray = Array.isArray(value);
  if (
    !isArray &&
    !(value instanceof PyObject && lengthOf(value) !== undefined && value.getitem !== undefined)
  ) {
    return missingItem(value, Tuple.of(start, stop, step));
  }
  const items = isArray ? value : toList(value);
  const picked = sliceIndexes(items.length, start, stop, step).map((i) => items[i]);
  return value instanceof Tuple ? Tuple.from(picked) : picked;
}

function isBound(value: Value): boolean {
  return value === null || typeof value === "boolean" || isInt(value);
}

function quickSlice(text: string, start: Value, stop: Value): string {
  const from = bound(start, text.length, 0);
  const to = bound(stop, text.length, text.length);
  return from < to ? text.slice(from, to) : "";
}
