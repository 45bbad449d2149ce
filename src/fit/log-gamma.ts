/** ln Γ(x), for x > 0. */

/** Of Stirling's series: B(2k) / (2k (2k − 1)). */
const stirling = [
  1 / 12,
  -1 / 360,
  1 / 1260,
  -1 / 1680,
  1 / 1188,
  -691 / 360360,
  1 / 156,
  -3617 / 122400,
];

/**
 * @returns ln Γ(x): Stirling's series, after x was moved beyond 12 by Γ(x + 1) = x Γ(x). The error is
 *   below 1e-14 of the larger of the value and 1.
 */
export function logGamma(x: number): number {
  let moved = x;
  let product = 1;
  let shift = 0;
  while (moved < 12) {
    product *= moved;
    moved += 1;
    if (product > 1e250) {
      shift += Math.log(product);
      product = 1;
    }
  }
  shift += Math.log(product);
  const inverse = 1 / moved;
  let power = inverse;
  let series = 0;
  for (const coefficient of stirling) {
    series += coefficient * power;
    power *= inverse * inverse;
  }
  return (moved - 0.5) * Math.log(moved) - moved + 0.5 * Math.log(2 * Math.PI) + series - shift;
}
