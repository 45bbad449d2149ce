/** The functions that Jinja2 gives every template. */

import { dictEntries, dictSet, isDict } from "./collections.ts";
import { PyError } from "./errors.ts";
import { elementIndex, sliceBounds } from "./indexes.ts";
import { iterate, toList } from "./iteration.ts";
import { isInt } from "./numbers.ts";
import { builtin } from "./params.ts";
import { reprOf, toText, typeName } from "./printing.ts";
import { type Callable, type Kwargs, PyObject, Tuple, type Value } from "./value.ts";

/** `namespace(a=1)`: the one object whose attributes `set ns.a = …` can change. */
export class NamespaceObject extends PyObject {
  readonly typeName = "Namespace";
  readonly #attributes = new Map<string, Value>();

  getattr(name: string): Value | undefined {
    return this.#attributes.get(name);
  }
  override setattr(name: string, value: Value): void {
    this.#attributes.set(name, value);
  }
  override getitem(key: Value): Value | undefined {
    return this.#attributes.get(toText(key));
  }
  override str(): string {
    return `<Namespace ${reprOf(new Map(this.#attributes))}>`;
  }
}

/** dict(...) and namespace(...) take a dict or pairs, then names. */
function entriesOf(args: readonly Value[], kwargs: Kwargs): [Value, Value][] {
  const entries: [Value, Value][] = [];
  for (const source of args) {
    if (isDict(source)) entries.push(...dictEntries(source));
    else for (const pair of iterate(source)) entries.push(pairOf(pair));
  }
  entries.push(...kwargs);
  return entries;
}

function pairOf(value: Value): [Value, Value] {
  const items = toList(value);
  if (items.length !== 2) {
    throw new PyError("ValueError", `a dict is made of pairs, not of ${reprOf(value)}`);
  }
  return [items[0], items[1]];
}

const namespace: Callable = (args, kwargs) => {
  const result = new NamespaceObject();
  for (const [key, value] of entriesOf(args, kwargs)) result.setattr(toText(key), value);
  return result;
};

/** `dict(...)`. */
export const dict: Callable = (args, kwargs) => {
  if (args.length > 1)
    throw new PyError("ArgumentError", `dict() takes at most 1 argument, got ${args.length}`);
  const result = new Map<Value, Value>();
  for (const [key, value] of entriesOf(args, kwargs)) dictSet(result, key, value);
  return result;
};

const longestRange = 100_000;

/** `range(start, stop, step)`. */
export class PyRange extends PyObject {
  readonly typeName = "range";
  readonly start: number;
  readonly step: number;
  readonly #stop: number;
  readonly #length: number;

  constructor(start: number, stop: number, step: number) {
    super();
    this.start = start;
    this.step = step;
    this.#stop = stop;
    this.#length = Math.max(0, Math.ceil((stop - start) / step));
  }
  getattr(name: string): Value | undefined {
    if (name === "start") return this.start;
    if (name === "step") return this.step;
    return name === "stop" ? this.#stop : undefined;
  }
  override getitem(key: Value): Value | undefined {
    if (key instanceof Tuple)
      return sliceBounds(this.#length, key).map((i) => this.start + i * this.step);
    const index = elementIndex(this.#length, key);
    return index >= 0 && index < this.#length ? this.start + index * this.step : undefined;
  }
  override *iterate(): Iterable<Value> {
    for (let i = 0; i < this.#length; i++) yield this.start + i * this.step;
  }
  override length(): number {
    return this.#length;
  }
  override equals(other: Value): boolean {
    return other instanceof PyRange && reprOf([...this.iterate()]) === reprOf([...other.iterate()]);
  }
  override str(): string {
    const step = this.step === 1 ? "" : `, ${this.step}`;
    return `range(${this.start}, ${this.#stop}${step})`;
  }
}

function asInt(value: Value): number {
  if (typeof value === "boolean") return Number(value);
  if (isInt(value)) return Number(value);
  throw new PyError("TypeError", `range() needs ints, not '${typeName(value)}'`);
}

const range = builtin("range start stop? step?", (first, second, third) => {
  const start = second === undefined ? 0 : asInt(first);
  const stop = asInt(second === undefined ? first : second);
  const step = third === undefined ? 1 : asInt(third);
  if (step === 0) throw new PyError("ValueError", "range() step must not be zero");
  const result = new PyRange(start, stop, step);
  if (result.length() > longestRange) {
    throw new PyError(
      "OverflowError",
      `range() is limited to ${longestRange} items here, not ${result.length()}`,
    );
  }
  return result;
});

/** `cycler(...)`: one value after the other with `next()`. */
class Cycler extends PyObject {
  readonly typeName = "Cycler";
  readonly #items: readonly Value[];
  #position = 0;

  constructor(items: readonly Value[]) {
    super();
    this.#items = items;
  }
  getattr(name: string): Value | undefined {
    if (name === "current") return this.#items[this.#position];
    if (name === "next") {
      return builtin("next", () => {
        const value = this.#items[this.#position];
        this.#position = (this.#position + 1) % this.#items.length;
        return value;
      });
    }
    if (name !== "reset") return undefined;
    return builtin("reset", () => {
      this.#position = 0;
      return null;
    });
  }
}

const cycler = builtin("cycler *", (...items) => {
  if (items.length === 0) throw new PyError("TypeError", "cycler() needs at least one item");
  return new Cycler(items);
});

const joiner = builtin("joiner sep?", (separator) => {
  let used = false;
  return builtin("joiner", () => {
    const text = used ? (separator ?? ", ") : "";
    used = true;
    return text;
  });
});

export const globals: ReadonlyMap<string, Value> = new Map<string, Value>([
  ["range", range],
  ["dict", dict],
  ["namespace", namespace],
  ["cycler", cycler],
  ["joiner", joiner],
]);
