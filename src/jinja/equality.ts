/** `==` and truth, as Python has them. */
import { Float, PyObject, type Value } from "./value.ts";

/** Whether `if value` holds. */
export function truthy(value: Value): boolean {
  switch (typeof value) {
    case "boolean":
      return value;
    case "string":
      return value !== "";
    case "number":
      return value !== 0;
    case "bigint":
      return value !== 0n;
    case "object":
      return value !== null && truthyObject(value);
    default:
      return value !== undefined;
  }
}

function truthyObject(value: object): boolean {
  if (Array.isArray(value)) return value.length > 0;
  if (value instanceof Map) return value.size > 0;
  if (value instanceof Float) return value.value !== 0;
  if (value instanceof PyObject) {
    return value.truthy?.() ?? (value.length === undefined || value.length() > 0);
  }
  for (const _ in value) return true;
  return Object.getPrototypeOf(value) !== Object.prototype;
}

/** Python's `==`: numbers by value (`1 == 1.0 == True`), containers by content. */
export function pyEquals(a: Value, b: Value): boolean {
  if (a === b) return true;
  if (typeof a === "string" || typeof b === "string") {
    return typeof a === "object" && a instanceof PyObject
      ? a.equals?.(b) === true
      : b instanceof PyObject && b.equals?.(a) === true;
  }
  const left = plainNumber(a);
  if (left !== undefined && !(b instanceof PyObject)) {
    const right = plainNumber(b);
    // Loose equality compares a bigint with a number by value.
    // biome-ignore lint/suspicious/noDoubleEquals: both are numbers of one kind or the other
    return right !== undefined && left == right;
  }
  return equalObjects(a, b);
}

function plainNumber(value: Value): number | bigint | undefined {
  if (typeof value === "number" || typeof value === "bigint") return value;
  if (typeof value === "boolean") return value ? 1 : 0;
  return value instanceof Float ? value.value : undefined;
}

function equalObjects(a: Value, b: Value): boolean {
  // Objects may equal plain values: a decimal a number.
  if (a instanceof PyObject) return a.equals?.(b) ?? false;
  if (b instanceof PyObject) return b.equals?.(a) ?? false;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (Array.isArray(a)) {
    if (!Array.isArray(b) || a.length !== b.length || a.constructor !== b.constructor) return false;
    return a.every((item: Value, i) => pyEquals(item, b[i]));
  }
  if (Array.isArray(b)) return false;
  return equalDicts(entriesOf(a), entriesOf(b));
}

function entriesOf(dict: object): Map<Value, Value> {
  return dict instanceof Map ? dict : new Map(Object.entries(dict));
}

function equalDicts(a: Map<Value, Value>, b: Map<Value, Value>): boolean {
  if (a.size !== b.size) return false;
  for (const [key, value] of a) {
    const other = b.get(key) ?? searchKey(b, key);
    if (other === undefined || !pyEquals(value, other)) return false;
  }
  return true;
}

function searchKey(dict: Map<Value, Value>, key: Value): Value | undefined {
  if (dict.has(key)) return dict.get(key);
  if (typeof key === "string") return undefined;
  for (const [candidate, value] of dict) if (pyEquals(candidate, key)) return value;
  return undefined;
}
