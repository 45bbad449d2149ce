/**
 * Actual rows against expected ones: as bags, so that order means nothing and duplicates count.
 *
 * Rows without a counterpart are paired with the most similar one of the other side, so that a
 * difference in one cell is shown as that, and not as two rows.
 */
import type { SqlValue } from "../core/adapter.ts";

export type Row = readonly SqlValue[];

export interface Comparison {
  readonly equal: number;
  /** Rows that differ in some cells. */
  readonly changed: readonly { readonly expected: Row; readonly actual: Row }[];
  /** Expected rows that are not there. */
  readonly missing: readonly Row[];
  /** Rows that nobody expected. */
  readonly unexpected: readonly Row[];
}

/** Stands for a value: two values are the same when their keys are. */
export function valueKey(value: SqlValue): string {
  return JSON.stringify(value, (name, part: unknown) => {
    // 3 and 3.00 are one number: where a type has no scale of its own, each value has another one.
    if (name === "decimal" && typeof part === "string") {
      return part.includes(".") ? part.replace(/\.?0+$/, "") : part;
    }
    if (typeof part === "bigint") return `${part}n`;
    // JSON has no NaN, no infinities and no negative zero; the first two must not pass for null.
    if (typeof part === "number" && !Number.isFinite(part)) return `${part}f`;
    return part instanceof Uint8Array ? [...part] : part;
  });
}

/** Takes out of both lists what they share; returns how many rows that is. */
function cancel(expected: Row[], actual: Row[]): number {
  const places = new Map<string, number[]>();
  actual.forEach((row, index) => {
    const key = valueKey(row);
    const known = places.get(key);
    if (known) known.push(index);
    else places.set(key, [index]);
  });
  const matched = new Set<number>();
  const left = expected.filter((row) => {
    const index = places.get(valueKey(row))?.shift();
    if (index !== undefined) matched.add(index);
    return index === undefined;
  });
  const rest = actual.filter((_, index) => !matched.has(index));
  expected.splice(0, expected.length, ...left);
  actual.splice(0, actual.length, ...rest);
  return matched.size;
}

/** Above this many pairs nobody reads them any more, and looking for them takes too long. */
const mostPairs = 40_000;

interface Pair {
  readonly expected: number;
  readonly actual: number;
  readonly same: number;
}

/** Pairs that share at least one value, the most similar first; a first column that agrees counts twice. */
function similarPairs(expected: readonly Row[], actual: readonly Row[]): Pair[] {
  if (expected.length * actual.length > mostPairs) return [];
  const keys = actual.map((row) => row.map(valueKey));
  const pairs: Pair[] = [];
  expected.forEach((row, e) => {
    const own = row.map(valueKey);
    keys.forEach((other, a) => {
      const equal = own.filter((key, column) => key === other[column]).length;
      if (equal === 0) return;
      pairs.push({ expected: e, actual: a, same: equal + (own[0] === other[0] ? 1 : 0) });
    });
  });
  return pairs.sort((a, b) => b.same - a.same || a.expected - b.expected || a.actual - b.actual);
}

export function compareRows(expectedRows: readonly Row[], actualRows: readonly Row[]): Comparison {
  const expected = [...expectedRows];
  const actual = [...actualRows];
  const equal = cancel(expected, actual);
  const usedExpected = new Set<number>();
  const usedActual = new Set<number>();
  const changed: { expected: Row; actual: Row }[] = [];
  for (const pair of similarPairs(expected, actual)) {
    const [from, to] = [expected[pair.expected], actual[pair.actual]];
    if (usedExpected.has(pair.expected) || usedActual.has(pair.actual) || !from || !to) continue;
    usedExpected.add(pair.expected);
    usedActual.add(pair.actual);
    changed.push({ expected: from, actual: to });
  }
  return {
    equal,
    changed,
    missing: expected.filter((_, index) => !usedExpected.has(index)),
    unexpected: actual.filter((_, index) => !usedActual.has(index)),
  };
}

export const isEqual = ({ changed, missing, unexpected }: Comparison): boolean =>
  changed.length + missing.length + unexpected.length === 0;
