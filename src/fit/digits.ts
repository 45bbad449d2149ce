/**
 * Numbers of a model as they are kept. The last bits of a search depend on the order in which a
 * warehouse adds; what is kept does not.
 */

/** @returns The number with this many significant digits. */
export function significant(value: number, digits: number): number {
  return Number.isFinite(value) ? Number(value.toPrecision(digits)) : value;
}
