/** Template values as JSON, and back. */
import type { Json, JsonObject } from "../core/node.ts";
import { DictView, dictEntries, isDict } from "./collections.ts";
import { PyError } from "./errors.ts";
import { PyIterator, toList } from "./iteration.ts";
import { float, floatText, numeric } from "./numbers.ts";
import { reprOf, toText, typeName } from "./printing.ts";
import { PySet } from "./sets.ts";
import { Undefined } from "./undefined.ts";
import { Float, PyObject, type Value } from "./value.ts";

/**
 * A value as plain JSON: dicts become objects, tuples and sets arrays, objects such as relations
 * their text, undefined names null.
 */
export function toJson(value: Value): Json {
  if (value === null || value === undefined) return null;
  if (typeof value === "string" || typeof value === "boolean") return value;
  const parts = numeric(value);
  if (parts !== undefined) return Number("int" in parts ? parts.int : parts.float);
  if (Array.isArray(value)) return Array.from(value, toJson);
  if (isDict(value)) {
    const result: JsonObject = {};
    for (const [key, item] of dictEntries(value)) result[toText(key)] = toJson(item);
    return result;
  }
  return value instanceof PyObject ? objectToJson(value) : toText(value);
}

function objectToJson(value: PyObject): Json {
  if (value instanceof Undefined) return null;
  const isList = value instanceof PySet || value instanceof DictView || value instanceof PyIterator;
  return isList ? toList(value).map(toJson) : value.str();
}

/** Plain JSON as template values: objects become dicts that templates may change freely. */
export function fromJson(value: Json): Value {
  if (typeof value !== "object" || value === null || (value as Value) instanceof Float)
    return value;
  if (Array.isArray(value)) return value.map(fromJson);
  return new Map(Object.entries(value).map(([key, item]) => [key, fromJson(item)]));
}

const jsonParts = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?/g;

/** A JSON text as Python reads it: `1.0` is a float. @throws SyntaxError for what is no JSON. */
export function parseJson(text: string): Value {
  if (!/\d(?:\.\d|[eE])/.test(text)) return JSON.parse(text);
  const marked = text.replace(jsonParts, (part) =>
    part.startsWith('"') || /^-?\d+$/.test(part) ? part : `{"\\u0000float":${part}}`,
  );
  return JSON.parse(marked, (_, value) => {
    const held = value?.["\u0000float"];
    return held === undefined ? value : float(held);
  });
}

const jsonEscapes: Readonly<Record<string, string>> = {
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
  "\b": "\\b",
  "\f": "\\f",
  '"': '\\"',
  "\\": "\\\\",
};

function quotedJson(text: string): string {
  const body = text.replace(/[^ !#-[\]-~]/g, (char) => {
    const known = jsonEscapes[char];
    if (known !== undefined) return known;
    return `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`;
  });
  return `"${body}"`;
}

/**
 * Python's `json.dumps(value)`: `, ` and `: ` between parts, all of ASCII.
 *
 * @param indent Spaces per level; `undefined` for one line.
 * @throws PyError TypeError for values that JSON cannot hold.
 */
export function toJsonText(value: Value, indent?: number, sortKeys = false): string {
  return write(value, indent, sortKeys, "\n");
}

function write(
  value: Value,
  indent: number | undefined,
  sortKeys: boolean,
  newline: string,
): string {
  if (value === null) return "null";
  if (typeof value === "string") return quotedJson(value);
  if (typeof value === "boolean") return String(value);
  const parts = numeric(value);
  if (parts !== undefined) return "int" in parts ? parts.int.toString() : jsonFloat(parts.float);
  const inner = indent === undefined ? newline : newline + " ".repeat(indent);
  if (Array.isArray(value)) {
    const items = Array.from(value, (item: Value) => write(item, indent, sortKeys, inner));
    return enclosed("[", items, "]", indent, newline, inner);
  }
  if (isDict(value)) {
    let entries = dictEntries(value).map(([key, item]): [string, Value] => [keyText(key), item]);
    if (sortKeys) entries = entries.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
    const items = entries.map(
      ([key, item]) => `${quotedJson(key)}: ${write(item, indent, sortKeys, inner)}`,
    );
    return enclosed("{", items, "}", indent, newline, inner);
  }
  throw new PyError("TypeError", `Object of type ${typeName(value)} is not JSON serializable`);
}

function jsonFloat(value: number): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "Infinity" : "-Infinity";
  return floatText(value);
}

function keyText(key: Value): string {
  if (typeof key === "string") return key;
  if (key === null) return "null";
  if (typeof key === "boolean") return String(key);
  if (numeric(key) !== undefined) return toText(key);
  throw new PyError("TypeError", `keys must be str, int, float, bool or None, not ${reprOf(key)}`);
}

function enclosed(
  open: string,
  items: readonly string[],
  close: string,
  indent: number | undefined,
  newline: string,
  inner: string,
): string {
  if (items.length === 0) return open + close;
  if (indent === undefined) return open + items.join(", ") + close;
  return open + inner + items.join(`,${inner}`) + newline + close;
}
