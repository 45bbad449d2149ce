/** From the nodes of the `yaml` library to plain values, with PyYAML's rules. */
import { isAlias, isMap, isScalar, isSeq, type Node, type Pair, type YAMLMap } from "yaml";
import type { Json, JsonObject } from "../../core/node.ts";
import { resolvePlain } from "./scalars.ts";

/** Something in a well-formed document that cannot become a value, or that hides one. */
export interface Problem {
  readonly kind: "key" | "alias" | "tag" | "merge" | "duplicate";
  /** The key, alias or tag as written. */
  readonly name: string;
  readonly offset: number;
  readonly length: number;
}

interface Walk {
  readonly anchors: Map<string, Json>;
  readonly problems: Problem[];
  /** Offset of the end of a text whose last line has no line break; else -1. */
  readonly openEnd: number;
}

/**
 * The value of a document. Aliases share the value of their anchor, so treat it as immutable.
 *
 * @returns The value, and what is wrong with it: all kinds but `duplicate` are errors. Of a key
 *   given twice the last one counts.
 */
export function toJson(root: unknown, text: string): { value: Json; problems: readonly Problem[] } {
  const openEnd = text.endsWith("\n") ? -1 : text.length;
  const walk: Walk = { anchors: new Map(), problems: [], openEnd };
  return { value: fromNode(root, walk), problems: walk.problems };
}

/** The key as JSON spells it: YAML keys may be numbers or booleans. `undefined` for a collection. */
export function keyText(key: unknown): string | undefined {
  if (key === null || key === undefined) return "null";
  if (!isScalar(key)) return undefined;
  const text = String(key.value ?? "");
  if (key.type !== "PLAIN") return text;
  const value = resolvePlain(text);
  return typeof value === "number" && Number.isInteger(value) && text.includes(".")
    ? `${value}.0`
    : String(value);
}

/** Whether a pair is a merge key: a plain `<<`. */
export const isMerge = ({ key }: Pair): boolean =>
  isScalar(key) && key.value === "<<" && key.type === "PLAIN";

function fromNode(node: unknown, walk: Walk): Json {
  if (node === null || node === undefined) return null;
  if (isAlias(node)) return aliasOf(node.source, node, walk);
  let value: Json;
  if (isMap(node)) value = mapOf(node, walk);
  else if (isSeq(node)) value = node.items.map((item) => fromNode(item, walk));
  else value = isScalar(node) ? scalarOf(node, walk) : null;
  const anchor = (node as Node & { anchor?: string }).anchor;
  if (anchor !== undefined) walk.anchors.set(anchor, value);
  return value;
}

function aliasOf(name: string, node: Node, walk: Walk): Json {
  const value = walk.anchors.get(name);
  if (value !== undefined) return value;
  report(walk, "alias", name, node);
  return null;
}

function mapOf(map: YAMLMap, walk: Walk): JsonObject {
  const merges = map.items.filter(isMerge);
  const merged: JsonObject = {};
  for (const { value } of merges.toReversed()) merge(merged, value, walk);
  const own = new Set<string>();
  for (const pair of map.items) {
    if (merges.length > 0 && isMerge(pair)) continue;
    const key = keyText(pair.key);
    const value = fromNode(pair.value, walk);
    if (key === undefined) {
      report(walk, "key", "", pair.key as Node);
      continue;
    }
    if (own.has(key)) report(walk, "duplicate", key, pair.key as Node);
    own.add(key);
    put(merged, key, value);
  }
  return merged;
}

/** Adds what `<<` refers to; the first of a list wins. */
function merge(into: JsonObject, from: unknown, walk: Walk): void {
  const value = fromNode(from, walk);
  const parts = Array.isArray(value) ? value.toReversed() : [value];
  for (const part of parts) {
    if (part === null || typeof part !== "object" || Array.isArray(part)) {
      report(walk, "merge", "<<", from as Node);
      return;
    }
    for (const [key, item] of Object.entries(part)) put(into, key, item);
  }
}

/** Own property even for `__proto__`. */
export function put(object: JsonObject, key: string, value: Json): void {
  if (key !== "__proto__") object[key] = value;
  else
    Object.defineProperty(object, key, {
      value,
      enumerable: true,
      writable: true,
      configurable: true,
    });
}

const core = "tag:yaml.org,2002:";

function scalarOf(node: Node & { value: unknown; type?: unknown }, walk: Walk): Json {
  const text = String(node.value ?? "");
  if (node.tag === undefined) {
    if (node.type === "PLAIN") return resolvePlain(text);
    return endsOpen(node, walk) ? text.replace(/\n$/, "") : text;
  }
  switch (node.tag) {
    case "!":
    case `${core}int`:
    case `${core}float`:
    case `${core}bool`:
    case `${core}null`:
    case `${core}timestamp`:
      return resolvePlain(text);
    case `${core}str`:
      return text;
    default:
      report(walk, "tag", node.tag, node);
      return text;
  }
}

/** Block text up to the end of a file without a final line break: it has none either. */
function endsOpen({ type, range }: Node & { type?: unknown }, { openEnd }: Walk): boolean {
  return (
    openEnd >= 0 && range?.[2] === openEnd && (type === "BLOCK_LITERAL" || type === "BLOCK_FOLDED")
  );
}

function report(walk: Walk, kind: Problem["kind"], name: string, node: Node | null): void {
  const [start, end] = node?.range ?? [0, 1];
  walk.problems.push({ kind, name, offset: start, length: Math.max(1, end - start) });
}
