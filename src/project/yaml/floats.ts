/**
 * Floats with integral values, where it shows: `1.0` in a var is to print as `1.0`, as Python does.
 *
 * YAML's values are JSON elsewhere, which has one kind of number. So these are looked up in the
 * text afterwards, only for what templates print, and only in texts that have such a number at all.
 */
import type { Json, JsonObject } from "../../core/node.ts";
import { Float } from "../../jinja/value.ts";
import type { Yaml } from "../yaml.ts";

type Path = readonly (string | number)[];

/** Whether a value, or anything in it, passes. Most arguments of tests hold no number at all. */
function holds(value: Json, passes: (leaf: Json) => boolean): boolean {
  if (typeof value !== "object" || value === null || value instanceof Float) return passes(value);
  for (const key in value) {
    if (holds((value as JsonObject)[key] ?? null, passes)) return true;
  }
  return false;
}

const isWhole = (leaf: Json): boolean => typeof leaf === "number" && Number.isInteger(leaf);
const isFloat = (leaf: Json): boolean => (leaf as unknown) instanceof Float;

/** A copy of `value` in which `change` has replaced the numbers. */
function mapNumbers(value: Json, path: Path, change: (number: number, path: Path) => Json): Json {
  if (typeof value === "number") return change(value, path);
  if (Array.isArray(value)) {
    return value.map((item, index) => mapNumbers(item, [...path, index], change));
  }
  if (typeof value !== "object" || value === null || value instanceof Float) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, mapNumbers(item, [...path, key], change)]),
  );
}

const asFloat = (value: number): Json => new Float(value) as unknown as Json;

/**
 * The value at `path` of a YAML text, with a `Float` for each float whose value is integral.
 *
 * A `Float` is no `Json`; it writes itself as one.
 */
export function withFloats(yaml: Yaml, path: Path): Json {
  let value: Json | undefined = yaml.value;
  for (const step of path) value = (value as Record<string | number, Json> | null)?.[step];
  return markFloats(value ?? null, path, (at) => yaml.isFloat(at));
}

/** The same for a value that was taken out of its text: `isWritten` as a float is asked for each whole number. */
export function markFloats(value: Json, path: Path, isWritten: (path: Path) => boolean): Json {
  if (!holds(value, isWhole)) return value;
  return mapNumbers(value, path, (number, at) =>
    Number.isInteger(number) && isWritten(at) ? asFloat(number) : number,
  );
}

/** Where in `value` there is a `Float`. */
export const floatPaths = (value: Json): Path[] =>
  holds(value, isFloat) ? pathsIn(value, []) : [];

function pathsIn(value: Json, path: Path): Path[] {
  if (isFloat(value)) return [path];
  if (Array.isArray(value)) return value.flatMap((item, index) => pathsIn(item, [...path, index]));
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => pathsIn(item, [...path, key]));
}

/** `value` with floats where `floatPaths` found them, before it was written as JSON and read again. */
export function restoreFloats(value: JsonObject, floats: readonly Path[]): JsonObject {
  if (floats.length === 0) return value;
  const known = new Set(floats.map((path) => JSON.stringify(path)));
  const restored = mapNumbers(value, [], (number, path) =>
    known.has(JSON.stringify(path)) ? asFloat(number) : number,
  );
  return restored as JsonObject;
}
