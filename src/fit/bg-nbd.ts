/**
 * BG/NBD: how often customers buy while they are customers, and when they cease to be.
 *
 * Fader, Hardie and Lee, "Counting Your Customers the Easy Way" (2005): purchases are Poisson with a
 * rate drawn from Gamma(r, alpha); after each one the customer leaves with a probability drawn from
 * Beta(a, b).
 */
import { logGamma } from "./log-gamma.ts";
import { minimum } from "./nelder-mead.ts";

/** Customers who are alike: repeat purchases, time of the last one, and time observed. */
export interface Purchases {
  readonly x: number;
  readonly recency: number;
  readonly age: number;
  readonly customers: number;
}

export interface Estimated {
  readonly parameters: Readonly<Record<string, number>>;
  readonly logLikelihood: number;
  readonly converged: boolean;
}

const logBeta = (a: number, b: number): number => logGamma(a) + logGamma(b) - logGamma(a + b);

/** ln L of equation (6), summed. The parts that only x decides are computed once for each x. */
export function bgNbdLogLikelihood(
  groups: readonly Purchases[],
  [r, alpha, a, b]: readonly [number, number, number, number],
): number {
  const byCount = new Map<number, number>();
  const common = r * Math.log(alpha) - logGamma(r) - logBeta(a, b);
  let sum = 0;
  for (const { x, recency, age, customers } of groups) {
    let known = byCount.get(x);
    if (known === undefined) {
      known = common + logGamma(r + x) + logBeta(a, b + x);
      byCount.set(x, known);
    }
    const alive = -(r + x) * Math.log(alpha + age);
    const gone =
      x > 0
        ? Math.log(a) - Math.log(b + x - 1) - (r + x) * Math.log(alpha + recency)
        : Number.NEGATIVE_INFINITY;
    const larger = Math.max(alive, gone);
    const either = larger + Math.log(Math.exp(alive - larger) + Math.exp(gone - larger));
    sum += customers * (known + either);
  }
  return sum;
}

/**
 * The most likely parameters. Times are scaled to start with, so that their unit does not matter.
 *
 * @param penalizer Times the sum of the parameters' squares, taken from the mean log-likelihood, as
 *   Lifetimes does: keeps `a` and `b` down where the data hardly tell them apart.
 */
export function fitBgNbd(groups: readonly Purchases[], penalizer = 0): Estimated {
  const longest = groups.reduce((most, { age }) => Math.max(most, age), 0);
  const scale = longest > 0 ? 10 / longest : 1;
  const scaled = groups.map((group) => ({
    ...group,
    recency: group.recency * scale,
    age: group.age * scale,
  }));
  const customers = groups.reduce((sum, group) => sum + group.customers, 0);
  const found = minimum(
    (logs) => {
      const [r = 0, alpha = 0, a = 0, b = 0] = logs.map(Math.exp);
      const size = r * r + (alpha / scale) ** 2 + a * a + b * b;
      return penalizer * customers * size - bgNbdLogLikelihood(scaled, [r, alpha, a, b]);
    },
    [0, 0, 0, 0],
  );
  const [r = 1, alpha = 1, a = 1, b = 1] = found.x.map(Math.exp);
  const parameters = { r, alpha: alpha / scale, a, b };
  const within = [r, alpha, a, b].every((value) => value > 1e-6 && value < 1e6);
  const logLikelihood = bgNbdLogLikelihood(groups, [r, alpha / scale, a, b]);
  return { parameters, logLikelihood, converged: found.converged && within };
}
