/** Indexes and slice bounds, as Python counts them. */
import { PyError } from "./errors.ts";
import { numeric } from "./numbers.ts";
import { typeName } from "./printing.ts";
import type { Value } from "./value.ts";

/** Index from the start; -1 (which no array has) when the key is not an int. */
export function elementIndex(length: number, key: Value): number {
  const index = typeof key === "boolean" ? Number(key) : key;
  if (typeof index !== "number" || !Number.isInteger(index)) return -1;
  return index < 0 ? index + length : index;
}

/** A bound of a slice that runs forwards. */
export function bound(value: Value, length: number, absent: number): number {
  if (value === null) return absent;
  const parts = numeric(value);
  if (parts === undefined || !("int" in parts)) {
    throw new PyError("TypeError", `slice bounds must be ints or none, not '${typeName(value)}'`);
  }
  const index = Number(parts.int);
  return Math.min(Math.max(index < 0 ? index + length : index, 0), length);
}

/** The indexes that a slice picks, in order. */
export function sliceIndexes(length: number, start: Value, stop: Value, step: Value): number[] {
  const by = step === null ? 1 : Number(step);
  if (by === 0) throw new PyError("ValueError", "slice step cannot be zero");
  const result: number[] = [];
  if (by > 0) {
    const to = bound(stop, length, length);
    for (let i = bound(start, length, 0); i < to; i += by) result.push(i);
    return result;
  }
  const to = stop === null ? -1 : lowBound(stop, length);
  for (let i = start === null ? length - 1 : lowBound(start, length); i > to; i += by)
    result.push(i);
  return result;
}

/** A bound of a slice that runs backwards: from -1, before the first, to the last. */
function lowBound(value: Value, length: number): number {
  bound(value, length, 0);
  const index = Number(value);
  return Math.min(Math.max(index < 0 ? index + length : index, -1), length - 1);
}

/** The indexes of a slice given as its three bounds. */
export function sliceBounds(length: number, bounds: readonly Value[]): number[] {
  const [start = null, stop = null, step = null] = bounds;
  return sliceIndexes(length, start, stop, step);
}
