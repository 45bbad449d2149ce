/** The `loop` variable. */

import { pyEquals } from "../equality.ts";
import { PyError } from "../errors.ts";
import { lengthOf } from "../iteration.ts";
import { builtin } from "../params.ts";
import { Undefined } from "../undefined.ts";
import { type Callable, type Kwargs, PyObject, Tuple, type Value } from "../value.ts";

/** A running loop; items are read ahead only when a template asks for the next or the last. */
export class Loop extends PyObject {
  readonly typeName = "loop";
  readonly depth0: number;
  readonly #recurse: ((items: Value) => Value) | undefined;
  readonly #iterable: Value;
  #rest: Iterator<Value>;
  #ahead: IteratorResult<Value> | undefined;
  #index = -1;
  #length: number | undefined;
  #previous: Value | undefined;
  #current: Value | undefined;
  #changedKey: Value | undefined;

  constructor(
    iterable: Value,
    items: Iterable<Value>,
    filtered: boolean,
    depth0: number,
    recurse: ((items: Value) => Value) | undefined,
  ) {
    super();
    this.#iterable = filtered ? null : iterable;
    this.#rest = items[Symbol.iterator]();
    this.depth0 = depth0;
    this.#recurse = recurse;
  }

  /** The next item, which becomes the current one; `undefined` at the end. */
  advance(): { value: Value } | undefined {
    const result = this.#ahead ?? this.#rest.next();
    this.#ahead = undefined;
    if (result.done === true) return undefined;
    this.#index += 1;
    this.#previous = this.#current;
    this.#current = result.value;
    return result;
  }

  #peek(): IteratorResult<Value> {
    this.#ahead ??= this.#rest.next();
    return this.#ahead;
  }

  #count(): number {
    this.#length ??= lengthOf(this.#iterable) ?? this.#countRest();
    return this.#length;
  }

  #countRest(): number {
    const rest: Value[] = [];
    for (let next = this.#peek(); next.done !== true; next = this.#rest.next())
      rest.push(next.value);
    this.#ahead = undefined;
    this.#rest = rest[Symbol.iterator]();
    return this.#index + 1 + rest.length;
  }

  getattr(name: string): Value | undefined {
    switch (name) {
      case "index":
        return this.#index + 1;
      case "index0":
        return this.#index;
      case "revindex":
        return this.#count() - this.#index;
      case "revindex0":
        return this.#count() - this.#index - 1;
      case "first":
        return this.#index === 0;
      case "last":
        return this.#peek().done === true;
      case "length":
        return this.#count();
      case "depth":
        return this.depth0 + 1;
      case "depth0":
        return this.depth0;
      default:
        return this.#neighbourOrMethod(name);
    }
  }

  #neighbourOrMethod(name: string): Value | undefined {
    switch (name) {
      case "previtem":
        return this.#index === 0
          ? new Undefined("previtem", "there is no previous item")
          : this.#previous;
      case "nextitem": {
        const next = this.#peek();
        return next.done === true ? new Undefined("nextitem", "there is no next item") : next.value;
      }
      case "cycle":
        return builtin("cycle *", (...values) => {
          if (values.length === 0) throw new PyError("TypeError", "no items for cycling given");
          return values[this.#index % values.length];
        });
      case "changed":
        return builtin("changed *", (...values) => this.#changed(Tuple.from(values)));
      default:
        return undefined;
    }
  }

  #changed(key: Value): boolean {
    const same = this.#changedKey !== undefined && pyEquals(this.#changedKey, key);
    this.#changedKey = key;
    return !same;
  }

  override length(): number {
    return this.#count();
  }
  /** `loop(items)` in a recursive loop. */
  override call(args: readonly Value[], _kwargs: Kwargs, _site: Parameters<Callable>[2]): Value {
    if (this.#recurse === undefined) {
      throw new PyError(
        "TypeError",
        "this loop is not recursive",
        "Write '{% for … recursive %}'.",
      );
    }
    return this.#recurse(args[0]);
  }
  override str(): string {
    return `<LoopContext ${this.#index + 1}/${this.#count()}>`;
  }
}
