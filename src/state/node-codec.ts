/**
 * Nodes as compact JSON: what many nodes share is written once, so that 3,000 nodes load in a few
 * milliseconds. Decoded nodes share these parts, so they must not be changed.
 *
 * Layout: for each set of keys one shape; a row is a shape number and the values in key order.
 * Texts, numbers and booleans stand as they are; objects and lists are `[index]` into `parts`, or
 * `[0, value]` where a key's values hardly ever repeat.
 */
import type { Json } from "../core/node.ts";

type Scalar = null | boolean | number | string;
type Cell = Scalar | [part: number] | [inline: 0, value: Json];

export interface EncodedNodes {
  /** Distinct objects and lists, as JSON. */
  readonly parts: readonly Json[];
  /** Keys of each shape. */
  readonly shapes: readonly (readonly string[])[];
  /** Shape number, then one cell per key. */
  readonly rows: readonly (readonly Cell[])[];
}

/** JSON that is text already, to be put into larger JSON as it is. */
export class JsonText {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** One object as JSON, some of whose values are text already. */
export function jsonOf(entries: Readonly<Record<string, unknown>>): JsonText {
  // Texts are added, not joined: V8 then copies them once, when all of it is written.
  let text = "";
  for (const [key, value] of Object.entries(entries)) {
    text += text === "" ? "{" : ",";
    text += `${JSON.stringify(key)}:`;
    text += value instanceof JsonText ? value.text : JSON.stringify(value);
  }
  return new JsonText(`${text || "{"}}`);
}

function isEmpty(value: object): boolean {
  if (Array.isArray(value)) return value.length === 0;
  for (const _ in value) return false;
  return true;
}

/** Numbers objects and lists by content. */
class Parts {
  readonly texts: string[] = [];
  readonly #numbers = new Map<string, number>();

  /** A new number is the count of texts before the call. */
  numberOf(value: object): number {
    const text = isEmpty(value) ? (Array.isArray(value) ? "[]" : "{}") : JSON.stringify(value);
    let number = this.#numbers.get(text);
    if (number === undefined) {
      number = this.texts.push(text) - 1;
      this.#numbers.set(text, number);
    }
    return number;
  }
}

/** How often values of one key of one shape were looked for among the parts, and found. */
class KeyCount {
  asked = 0;
  found = 0;

  /** After some tries in vain, looking costs more than writing a value again. */
  get isWorthLooking(): boolean {
    return this.asked < 64 || this.found * 8 > this.asked;
  }
}

function sameKeys(a: readonly string[], b: readonly string[]): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i += 1) if (a[i] !== b[i]) return false;
  return true;
}

/** Numbers lists of keys. Nodes of a kind come one after the other, so the last one found is tried first. */
class Shapes {
  readonly values: (readonly string[])[] = [];
  readonly #numbers = new Map<string, number>();
  #last = -1;

  numberOf(keys: readonly string[]): number {
    const last = this.values[this.#last];
    if (last !== undefined && sameKeys(last, keys)) return this.#last;
    const text = JSON.stringify(keys);
    let number = this.#numbers.get(text);
    if (number === undefined) {
      number = this.values.push(keys) - 1;
      this.#numbers.set(text, number);
    }
    this.#last = number;
    return number;
  }
}

/**
 * Plain loops throughout: this runs for each key of each node, before V8 has optimized anything,
 * where a callback costs several times what it does.
 */
class Encoder {
  readonly #parts = new Parts();
  readonly #shapes = new Shapes();
  readonly #counts: KeyCount[][] = [];
  readonly #rows: Cell[][] = [];

  add(node: Readonly<Record<string, Json | undefined>>): void {
    const keys = definedKeys(node);
    const shape = this.#shapes.numberOf(keys);
    this.#counts[shape] ??= keys.map(() => new KeyCount());
    const counts = this.#counts[shape];
    const row: Cell[] = [shape];
    for (let i = 0; i < keys.length; i += 1) {
      const value = node[keys[i] ?? ""] ?? null;
      row.push(typeof value === "object" && value !== null ? this.#cell(value, counts[i]) : value);
    }
    this.#rows.push(row);
  }

  #cell(value: Json & object, count: KeyCount | undefined): Cell {
    if (count === undefined || !count.isWorthLooking) return [0, value];
    const known = this.#parts.texts.length;
    const number = this.#parts.numberOf(value);
    count.asked += 1;
    if (number < known) count.found += 1;
    return [number];
  }

  json(): JsonText {
    return jsonOf({
      parts: new JsonText(`[${this.#parts.texts.join(",")}]`),
      shapes: this.#shapes.values,
      rows: this.#rows,
    });
  }
}

function definedKeys(node: Readonly<Record<string, unknown>>): string[] {
  const keys = Object.keys(node);
  for (let i = 0; i < keys.length; i += 1) {
    if (node[keys[i] ?? ""] === undefined) return keys.filter((key) => node[key] !== undefined);
  }
  return keys;
}

/** Encodes plain objects as JSON of `EncodedNodes`; `undefined` values are left out. */
export function encodeNodes(nodes: Iterable<object>): JsonText {
  const encoder = new Encoder();
  for (const node of nodes as Iterable<Record<string, Json | undefined>>) encoder.add(node);
  return encoder.json();
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
      node[keys[i] ?? ""] = Array.isArray(cell) ? valueIn(cell, parts) : cell;
    }
    return node;
  });
}

const valueIn = (cell: Exclude<Cell, Scalar>, parts: readonly Json[]): Json =>
  (cell.length === 1 ? parts[cell[0]] : cell[1]) ?? null;
