/**
 * Python's values, as templates see them.
 *
 * None is `null`; an undefined name is an `Undefined`. `bool` and `str` are JavaScript's. An `int`
 * is an integral `number` or, beyond 2^53, a `bigint`. A `float` is a non-integral `number`, or a
 * `Float` where the value is integral (`10 / 2` prints `5.0`). A list is an array, a tuple a
 * `Tuple`, a dict a `Map` (any keys, insertion order) or, where it comes from YAML or JSON, a plain
 * object. Everything else is a `PyObject` or a `Callable`.
 */
import type { Location } from "../core/location.ts";

export type Value = unknown;
export type Kwargs = ReadonlyMap<string, Value>;

/** Where a call stands in its template. */
export interface CallSite {
  readonly at: Location;
}

/** A function that templates can call. */
export interface Callable {
  (args: readonly Value[], kwargs: Kwargs, site: CallSite): Value;
  /** What `function.name` gives; a function has no others. */
  attributes?: Readonly<Record<string, () => Value>>;
}

/** The names that a template sees; `undefined` means "not defined". */
export interface Scope {
  lookup(name: string): Value | undefined;
  /** All names, for "did you mean"; asked only when an error is shown. */
  names?(): Iterable<string>;
}

/**
 * An object with attributes of its own: relation, column, namespace, datetime, …
 * Subclass it; only `getattr` is needed.
 */
export abstract class PyObject {
  /** Name of its Python type, for messages. */
  abstract readonly typeName: string;
  /** Whether it passes for a dict: `object is mapping`. */
  readonly isMapping?: boolean;
  /** Whether it passes for a number: `object is number`. */
  readonly isNumber?: boolean;
  /** Value of an attribute or bound method; `undefined` when it has none of that name. */
  abstract getattr(name: string): Value | undefined;
  setattr?(name: string, value: Value): void;
  /** `object[key]`; falls back to `getattr` for text keys when absent. */
  getitem?(key: Value): Value | undefined;
  iterate?(): Iterable<Value>;
  length?(): number;
  truthy?(): boolean;
  equals?(other: Value): boolean;
  /** Negative, zero or positive; for `<` and sorting. */
  compare?(other: Value): number;
  /** `object(...)`. */
  call?(args: readonly Value[], kwargs: Kwargs, site: CallSite): Value;
  binary?(operator: string, other: Value, reflected: boolean): Value | undefined;
  /** What `{{ object }}` prints. */
  str(): string {
    return `<${this.typeName}>`;
  }
  repr(): string {
    return this.str();
  }
}

/** A Python float whose value is integral. */
export class Float {
  readonly value: number;
  constructor(value: number) {
    this.value = value;
  }
  /** JSON has one kind of number. */
  toJSON(): number {
    return this.value;
  }
}

/** A Python tuple: prints with parentheses, never changes. */
export class Tuple extends Array<Value> {}
