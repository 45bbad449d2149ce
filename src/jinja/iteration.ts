/** What templates can loop over, and how long it is. */
import { type Dict, dictKeys, dictSize, isDict } from "./collections.ts";
import { PyError } from "./errors.ts";
import { typeName } from "./printing.ts";
import { PyObject, type Value } from "./value.ts";

/** A generator: what filters such as `map` return. It can be read once. */
export class PyIterator extends PyObject {
  readonly typeName = "generator";
  readonly #iterator: Iterator<Value>;

  constructor(items: Iterable<Value>) {
    super();
    this.#iterator = items[Symbol.iterator]();
  }
  getattr(): undefined {
    return undefined;
  }
  /** Does not close the source when a reader stops early: the next one goes on from there. */
  override iterate(): Iterable<Value> {
    const iterator = this.#iterator;
    return { [Symbol.iterator]: () => ({ next: () => iterator.next() }) };
  }
  override truthy(): boolean {
    return true;
  }
  override str(): string {
    return "<generator object>";
  }
}

/** The values that `for` would see. @throws PyError TypeError for what cannot be looped over. */
export function iterate(value: Value, use?: string): Iterable<Value> {
  if (typeof value === "string" || Array.isArray(value)) return value;
  if (value instanceof PyObject) {
    const items = value.iterate?.();
    if (items !== undefined) return items;
  } else if (isDict(value)) {
    return dictKeys(value);
  }
  const type = typeName(value);
  if (use === "in") throw new PyError("TypeError", `argument of type '${type}' is not iterable`);
  throw new PyError(
    "TypeError",
    `'${type}' object is not iterable`,
    value === null ? "It is none here; give it a default, e.g. 'or []'." : undefined,
  );
}

/** `list(value)`: always a new array. */
export function toList(value: Value): Value[] {
  return Array.isArray(value) ? Array.from(value) : [...iterate(value)];
}

/** `len(value)`; `undefined` for what has no length. */
export function lengthOf(value: Value): number | undefined {
  if (typeof value === "string") return codePoints(value);
  if (Array.isArray(value)) return value.length;
  if (value instanceof PyObject) return value.length?.();
  return isDict(value) ? dictSize(value satisfies Dict) : undefined;
}

/** Python counts characters, JavaScript UTF-16 units. */
function codePoints(text: string): number {
  if (!/[\ud800-\udbff]/.test(text)) return text.length;
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}
