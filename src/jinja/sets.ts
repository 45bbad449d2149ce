/** Python's set: unique values in the order they were added. */
import { pyEquals } from "./equality.ts";
import { assertHashable } from "./hashable.ts";
import { reprOf } from "./printing.ts";
import { PyObject, type Value } from "./value.ts";

export class PySet extends PyObject {
  readonly typeName = "set";
  readonly items: Value[] = [];
  /** Texts and ints, which are found without a search. */
  readonly #quick = new Set<Value>();

  constructor(items: Iterable<Value> = []) {
    super();
    for (const item of items) this.add(item);
  }

  has(item: Value): boolean {
    if (this.#quick.has(item)) return true;
    if (typeof item === "string") return false;
    return this.items.some((other) => pyEquals(other, item));
  }
  add(item: Value): void {
    assertHashable(item);
    if (this.has(item)) return;
    this.items.push(item);
    if (typeof item === "string" || typeof item === "number") this.#quick.add(item);
  }
  /** Whether the item was there. */
  delete(item: Value): boolean {
    const index = this.items.findIndex((other) => pyEquals(other, item));
    if (index === -1) return false;
    this.#quick.delete(this.items[index]);
    this.items.splice(index, 1);
    return true;
  }
  clear(): void {
    this.items.length = 0;
    this.#quick.clear();
  }
  getattr(): undefined {
    return undefined;
  }
  override iterate(): Value[] {
    return [...this.items];
  }
  override length(): number {
    return this.items.length;
  }
  override equals(other: Value): boolean {
    return (
      other instanceof PySet &&
      other.items.length === this.items.length &&
      this.items.every((item) => other.has(item))
    );
  }
  override str(): string {
    if (this.items.length === 0) return "set()";
    return `{${this.items.map(reprOf).join(", ")}}`;
  }
  isSubsetOf(other: PySet): boolean {
    return this.items.every((item) => other.has(item));
  }
  /** `|`, `&`, `-`, `^`. */
  override binary(operator: string, other: Value, reflected: boolean): Value | undefined {
    if (!(other instanceof PySet)) return undefined;
    const [a, b] = reflected ? [other, this] : [this, other];
    if (operator === "-") return new PySet(a.items.filter((item) => !b.has(item)));
    return undefined;
  }
}
