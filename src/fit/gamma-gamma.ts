/**
 * Gamma-Gamma: what a purchase of a customer is worth, whatever their number.
 *
 * Fader and Hardie, "The Gamma-Gamma Model of Monetary Value" (2013): values are Gamma(p, nu), and nu
 * is drawn from Gamma(q, v).
 */
import type { Estimated } from "./bg-nbd.ts";
import { logGamma } from "./log-gamma.ts";
import { minimum } from "./nelder-mead.ts";

/** Customers who are alike: number of repeat purchases, and their mean value. */
export interface Spending {
  readonly x: number;
  readonly mean: number;
  readonly customers: number;
}

export function gammaGammaLogLikelihood(
  groups: readonly Spending[],
  [p, q, v]: readonly [number, number, number],
): number {
  const byCount = new Map<number, number>();
  let sum = 0;
  for (const { x, mean, customers } of groups) {
    let known = byCount.get(x);
    if (known === undefined) {
      known =
        logGamma(p * x + q) - logGamma(p * x) - logGamma(q) + q * Math.log(v) + p * x * Math.log(x);
      byCount.set(x, known);
    }
    const own = (p * x - 1) * Math.log(mean) - (p * x + q) * Math.log(x * mean + v);
    sum += customers * (known + own);
  }
  return sum;
}

/** The most likely parameters, from customers with x > 0 and a positive mean; penalized as BG/NBD. */
export function fitGammaGamma(groups: readonly Spending[], penalizer = 0): Estimated {
  const all = groups.reduce((sum, { customers }) => sum + customers, 0);
  const typical = groups.reduce((sum, { mean, customers }) => sum + mean * customers, 0) / all;
  const scaled = groups.map((group) => ({ ...group, mean: group.mean / typical }));
  const found = minimum(
    (logs) => {
      const [p = 0, q = 0, v = 0] = logs.map(Math.exp);
      const size = p * p + q * q + (v * typical) ** 2;
      return penalizer * all * size - gammaGammaLogLikelihood(scaled, [p, q, v]);
    },
    [0.5, 0.5, 0],
  );
  const [p = 1, q = 1, v = 1] = found.x.map(Math.exp);
  const within = [p, q, v].every((value) => value > 1e-6 && value < 1e6);
  const logLikelihood = gammaGammaLogLikelihood(groups, [p, q, v * typical]);
  return {
    parameters: { p, q, v: v * typical },
    logLikelihood,
    converged: found.converged && within,
  };
}
