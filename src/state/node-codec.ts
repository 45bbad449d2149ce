/**
 * Nodes as compact JSON: what many nodes share is written once, so that 3,000 nodes load in a few
 * milliseconds. Decoded nodes share these parts, so they must not be changed.
 *
 * Layout: nodes with the same keys are one shape, and each of their keys one column of values.
 */
import type { Json } from "../core/node.ts";

/** How the values of a column are written. */
const same = 0;
const plain = 1;
const numbered = 2;

type Column =
  /** One value that all nodes have. */
  | readonly [form: typeof same, value: Json]
  /** A value for each node. */
  | readonly [form: typeof plain, values: readonly Json[]]
  /** For each node the number of a part. */
  | readonly [form: typeof numbered, parts: readonly number[]];

interface EncodedShape {
  readonly keys: readonly string[];
  readonly columns: readonly Column[];
}

export interface EncodedNodes {
  /** Distinct values that many nodes have. */
  readonly parts: readonly Json[];
  readonly shapes: readonly EncodedShape[];
  /** The nodes in order: number of a shape, how many nodes of it follow, and so on. */
  readonly order: readonly number[];
}

/** JSON that is text already, in parts, to be put into larger JSON or written as it is. */
export class JsonText {
  readonly parts: readonly string[];
  constructor(parts: readonly string[]) {
    this.parts = parts;
  }
  get text(): string {
    return this.parts.join("");
  }
}

/** One object as JSON, some of whose values are text already. */
export function jsonOf(entries: Readonly<Record<string, unknown>>): JsonText {
  const parts: string[] = [];
  for (const [key, value] of Object.entries(entries)) {
    parts.push(`${parts.length === 0 ? "{" : ","}${JSON.stringify(key)}:`);
    if (value instanceof JsonText) for (const part of value.parts) parts.push(part);
    else parts.push(JSON.stringify(value));
  }
  parts.push(parts.length === 0 ? "{}" : "}");
  return new JsonText(parts);
}

/** One list as JSON, whose items are text already. */
function jsonList(items: readonly (string | JsonText)[]): JsonText {
  const parts = ["["];
  for (const item of items) {
    if (parts.length > 1) parts.push(",");
    if (typeof item === "string") parts.push(item);
    else for (const part of item.parts) parts.push(part);
  }
  parts.push("]");
  return new JsonText(parts);
}

const isScalar = (value: Json): boolean => typeof value !== "object" || value === null;

function isEmpty(value: object): boolean {
  if (Array.isArray(value)) return value.length === 0;
  for (const _ in value) return false;
  return true;
}

function textOf(value: Json): string {
  if (isScalar(value) || !isEmpty(value as object)) return JSON.stringify(value);
  return Array.isArray(value) ? "[]" : "{}";
}

/** Numbers values by content. */
class Parts {
  readonly texts: string[] = [];
  readonly #numbers = new Map<string, number>();

  numberOf(value: Json): number {
    const text = textOf(value);
    let number = this.#numbers.get(text);
    if (number === undefined) {
      number = this.texts.push(text) - 1;
      this.#numbers.set(text, number);
    }
    return number;
  }
}

/** So many values of a column are looked for among the parts before it is known whether that pays. */
const tries = 64;

function sameKeys(a: readonly string[], b: readonly string[]): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i += 1) if (a[i] !== b[i]) return false;
  return true;
}

/** The nodes of one set of keys. */
class Shape {
  readonly keys: readonly string[];
  readonly #nodes: Readonly<Record<string, Json | undefined>>[] = [];

  constructor(keys: readonly string[]) {
    this.keys = keys;
  }

  add(node: Readonly<Record<string, Json | undefined>>): void {
    this.#nodes.push(node);
  }

  /** JSON of an `EncodedShape`. */
  json(parts: Parts): JsonText {
    const columns = this.keys.map((key) => JSON.stringify(this.#column(key, parts)));
    return jsonOf({
      keys: this.keys,
      columns: jsonList(columns),
    } satisfies Record<keyof EncodedShape, unknown>);
  }

  #column(key: string, parts: Parts): Column {
    const values: Json[] = [];
    let scalars = true;
    for (let i = 0; i < this.#nodes.length; i += 1) {
      const value = this.#nodes[i]?.[key] ?? null;
      values.push(value);
      scalars &&= isScalar(value);
    }
    if (!scalars) return partsColumn(values, parts);
    const [first = null] = values;
    for (let i = 1; i < values.length; i += 1) if (values[i] !== first) return [plain, values];
    return [same, first];
  }
}

/** A column with objects or lists: by the numbers of the parts where values repeat. */
function partsColumn(values: readonly Json[], parts: Parts): Column {
  const numbers: number[] = [];
  const distinct = new Set<number>();
  let last: Json | undefined;
  for (let i = 0; i < values.length; i += 1) {
    const value = values[i] ?? null;
    const number = value === last ? (numbers[i - 1] ?? 0) : parts.numberOf(value);
    last = value;
    numbers.push(number);
    if (distinct.size < tries) distinct.add(number);
    // Where most tries were in vain, looking costs more than writing a value again.
    if (i === tries - 1 && distinct.size > tries / 2) return [plain, values];
  }
  return distinct.size === 1 ? [same, values[0] ?? null] : [numbered, numbers];
}

/**
 * Plain loops throughout: this runs for each key of each node, before V8 has optimized anything,
 * where a callback costs several times what it does.
 */
class Encoder {
  readonly #numbers = new Map<string, number>();
  readonly #shapes: Shape[] = [];
  readonly #order: number[] = [];

  add(node: Readonly<Record<string, Json | undefined>>): void {
    const keys = definedKeys(node);
    const number = this.#shapeOf(keys);
    this.#shapes[number]?.add(node);
    // Nodes of a kind come one after the other.
    const last = this.#order.length - 2;
    if (this.#order[last] === number) this.#order[last + 1] = (this.#order[last + 1] ?? 0) + 1;
    else this.#order.push(number, 1);
  }

  #shapeOf(keys: readonly string[]): number {
    const last = this.#order.at(-2) ?? -1;
    const shape = this.#shapes[last];
    if (shape !== undefined && sameKeys(shape.keys, keys)) return last;
    const text = JSON.stringify(keys);
    const known = this.#numbers.get(text);
    if (known !== undefined) return known;
    const number = this.#shapes.push(new Shape(keys)) - 1;
    this.#numbers.set(text, number);
    return number;
  }

  json(): JsonText {
    const parts = new Parts();
    const shapes = jsonList(this.#shapes.map((shape) => shape.json(parts)));
    return jsonOf({
      parts: jsonList(parts.texts),
      shapes,
      order: this.#order,
    } satisfies Record<keyof EncodedNodes, unknown>);
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
export function decodeNodes({ parts, shapes, order }: EncodedNodes): Record<string, Json>[] {
  const counts = shapes.map(() => 0);
  for (let i = 0; i < order.length; i += 2) {
    const shape = order[i] ?? 0;
    counts[shape] = (counts[shape] ?? 0) + (order[i + 1] ?? 0);
  }
  const decoded = shapes.map((shape, i) => decodeShape(shape, counts[i] ?? 0, parts));
  const taken = shapes.map(() => 0);
  const nodes: Record<string, Json>[] = [];
  for (let i = 0; i < order.length; i += 2) {
    const shape = order[i] ?? 0;
    const from = taken[shape] ?? 0;
    const to = from + (order[i + 1] ?? 0);
    for (let at = from; at < to; at += 1) nodes.push(decoded[shape]?.[at] ?? {});
    taken[shape] = to;
  }
  return nodes;
}

function decodeShape(
  { keys, columns }: EncodedShape,
  count: number,
  parts: readonly Json[],
): Record<string, Json>[] {
  // A copy has all keys at once: far cheaper than an object that grows key by key.
  const blank = Object.fromEntries(
    keys.map((key, i) => [key, columns[i]?.[0] === same ? columns[i][1] : null]),
  ) as Record<string, Json>;
  const nodes = Array.from({ length: count }, () => ({ ...blank }));
  for (let i = 0; i < keys.length; i += 1) {
    const key = keys[i] ?? "";
    const column = columns[i];
    if (column === undefined || column[0] === same) continue;
    if (column[0] === numbered) fill(nodes, key, column[1], parts);
    else fill(nodes, key, column[1]);
  }
  return nodes;
}

/** Gives each node its value of a key, or the part whose number that is. */
function fill(
  nodes: readonly Record<string, Json>[],
  key: string,
  values: readonly Json[],
  parts?: readonly Json[],
): void {
  for (let i = 0; i < nodes.length; i += 1) {
    const value = values[i] ?? null;
    const node = nodes[i];
    if (node) node[key] = parts === undefined ? value : (parts[Number(value)] ?? null);
  }
}
