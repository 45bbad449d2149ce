/** Methods of ints and floats. */

import { PyError } from "../errors.ts";
import { int, toNumber } from "../numbers.ts";
import { methods } from "../params.ts";
import { Float, Tuple, type Value } from "../value.ts";

export const intMethods = methods<number | bigint | boolean>({
  bit_length: (value) => {
    const size = BigInt(value) < 0n ? -BigInt(value) : BigInt(value);
    return size === 0n ? 0 : size.toString(2).length;
  },
  is_integer: () => true,
  conjugate: (value) => value,
});

export const floatMethods = methods<number | Float>({
  is_integer: (value) => Number.isInteger(toNumber(value)),
  conjugate: (value) => value,
  as_integer_ratio: ratio,
});

/** The exact fraction of a float. */
function ratio(value: number | Float): Value {
  let numerator = value instanceof Float ? value.value : value;
  if (!Number.isFinite(numerator)) {
    throw new PyError("ValueError", "cannot convert an infinite float or NaN to a fraction");
  }
  let denominator = 1n;
  while (!Number.isInteger(numerator)) {
    numerator *= 2;
    denominator *= 2n;
  }
  return Tuple.of(int(BigInt(numerator)), int(denominator));
}
