/**
 * Nodes as compact JSON: what many nodes share is written once, so that 3,000 nodes load in a few
 * milliseconds. Decoded nodes share these parts, so they must not be changed.
 *
 * Layout: for each set of keys one shape; a row is a shape number and the values in key order.
 * Texts, numbers and booleans stand as they are; objects and lists are `[index]` into `parts`.
 */
import type { Json } from "../core/node.ts";

type Scalar = null | boolean | number | string;
type Cell = Scalar | [number];

export interface EncodedNodes {
  /** Distinct objects and lists, as JSON. */
  readonly parts: readonly Json[];
  /** Keys of each shape. */
  readonly shapes: readonly (readonly string[])[];
  /** Shape number, then one cell per key. */
  readonly rows: readonly (readonly Cell[])[];
}

/** Gives each distinct value a number. */
class Numbered<T> {
  readonly values: T[] = [];
  readonly #numbers = new Map<string, number>();

  numberOf(key: string, value: T): number {
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    const number = this.values.length;
    this.values.push(value);
    this.#numbers.set(key, number);
    return number;
  }
}

/** Numbers objects and lists by content; one seen before is not looked at again. */
class Parts {
  readonly #numbered = new Numbered<Json>();
  readonly #seen = new Map<object, number>();

  get values(): readonly Json[] {
    return this.#numbered.values;
  }
  numberOf(value: Json & object): number {
    let number = this.#seen.get(value);
    if (number === undefined) {
      number = this.#numbered.numberOf(JSON.stringify(value), value);
      this.#seen.set(value, number);
    }
    return number;
  }
}

/** Encodes plain objects; `undefined` values are left out. */
export function encodeNodes(nodes: Iterable<object>): EncodedNodes {
  const parts = new Parts();
  const shapes = new Numbered<readonly string[]>();
  const rows: Cell[][] = [];
  for (const node of nodes) {
    const entries = Object.entries(node).filter(([, value]) => value !== undefined);
    const keys = entries.map(([key]) => key);
    const row: Cell[] = [shapes.numberOf(`${keys.length}\u0000${keys.join("\u0000")}`, keys)];
    for (const [, value] of entries) {
      if (typeof value === "object" && value !== null) {
        row.push([parts.numberOf(value)]);
      } else row.push(value);
    }
    rows.push(row);
  }
  return { parts: parts.values, shapes: shapes.values, rows };
}

/** The nodes again, in the order in which they were encoded. */
export function decodeNodes({ parts, shapes, rows }: EncodedNodes): Record<string, Json>[] {
  // A copy has all keys at once: far cheaper than an object that grows key by key.
  const blanks = shapes.map((keys) => Object.fromEntries(keys.map((key) => [key, null])));
  return rows.map((row) => {
    const shape = Number(row[0]);
    const keys = shapes[shape] ?? [];
    const node: Record<string, Json> = { ...blanks[shape] };
    for (let i = 0; i < keys.length; i += 1) {
      const cell = row[i + 1] ?? null;
      node[keys[i] ?? ""] = Array.isArray(cell) ? (parts[cell[0]] ?? null) : cell;
    }
    return node;
  });
}
