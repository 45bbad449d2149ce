import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { bgNbdLogLikelihood, fitBgNbd } from "./bg-nbd.ts";
import { significant } from "./digits.ts";
import { fitGammaGamma } from "./gamma-gamma.ts";
import { Growth } from "./growth.ts";
import { isotonic } from "./isotonic.ts";
import { logGamma } from "./log-gamma.ts";
import { quality } from "./metrics.ts";
import { minimum } from "./nelder-mead.ts";
import { inverseDiagonal, solve } from "./solve.ts";
import { bestSplit, type Cell, type Histogram, totalOf } from "./trees.ts";

/** Customers of a BG/NBD with r 1 and a 1, by a seeded generator (Lehmer's). */
function drawn(count: number, { alpha, b }: { alpha: number; b: number }) {
  let state = 42;
  const uniform = (): number => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
  return Array.from({ length: count }, (_, index) => {
    const rate = -Math.log(uniform()) / alpha;
    const leaving = 1 - uniform() ** (1 / b);
    const age = 20 + (index % 20);
    let [x, recency] = [0, 0];
    const wait = (): number => -Math.log(uniform()) / rate;
    let isCustomer = true;
    for (let time = wait(); isCustomer && time < age; time += wait()) {
      x += 1;
      recency = time;
      isCustomer = uniform() >= leaving;
    }
    return { x, recency, age, customers: 1 };
  });
}

describe("logGamma", () => {
  test.each([
    [1, 0],
    [2, 0],
    [0.5, Math.log(Math.sqrt(Math.PI))],
    [10, Math.log(362_880)],
    [0.001, 6.907_178_885_383_853],
    [171.5, 709.1431630309282],
  ])("ln Γ(%s)", (x, expected) => {
    expect(logGamma(x)).toBeCloseTo(expected, 10);
  });

  test("Γ(x + 1) = x Γ(x)", () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-6, max: 1e6, noNaN: true }), (x) => {
        const larger = Math.max(1, Math.abs(logGamma(x)));
        expect(Math.abs(logGamma(x + 1) - Math.log(x) - logGamma(x)) / larger).toBeLessThan(1e-12);
      }),
    );
  });
});

describe("solve", () => {
  test("a system and its variances", () => {
    const a = [[4], [2, 3]];
    expect(solve(a, [8, 7]).x.map((x) => significant(x, 12))).toEqual([1.25, 1.5]);
    expect(inverseDiagonal(a).map((x) => significant(x ?? 0, 12))).toEqual([0.375, 0.5]);
  });

  test("a column that repeats another is left out", () => {
    const a = [[2], [2, 2], [1, 1, 3]];
    const { x, aliased } = solve(a, [2, 2, 1]);
    expect(aliased).toEqual([1]);
    expect(x[0]).toBeCloseTo(1, 12);
    expect(x[1]).toBe(0);
    expect(x[2]).toBeCloseTo(0, 12);
    expect(inverseDiagonal(a)[1]).toBeUndefined();
  });
});

test("the valley of Rosenbrock's function is followed to its end", () => {
  const { x, converged } = minimum(
    ([a = 0, b = 0]) => (1 - a) ** 2 + 100 * (b - a * a) ** 2,
    [-1.2, 1],
  );
  expect(converged).toBe(true);
  expect(x[0]).toBeCloseTo(1, 5);
  expect(x[1]).toBeCloseTo(1, 5);
});

test("a function without a minimum is told", () => {
  expect(minimum(([a = 0]) => -a, [0], { maxEvaluations: 200 }).converged).toBe(false);
});

describe("BG/NBD", () => {
  // Drawn from the model itself: r 1 and a 1 make both of its distributions easy to invert.
  const groups = drawn(4_000, { alpha: 4, b: 3 });

  test("the parameters found are more likely than those around them", () => {
    const { parameters, logLikelihood, converged } = fitBgNbd(groups);
    expect(converged).toBe(true);
    expect(parameters["r"]).toBeGreaterThan(0.85);
    expect(parameters["r"]).toBeLessThan(1.15);
    const { r = 0, alpha = 0, a = 0, b = 0 } = parameters;
    for (const factor of [0.98, 1.02]) {
      expect(bgNbdLogLikelihood(groups, [r * factor, alpha, a, b])).toBeLessThan(logLikelihood);
      expect(bgNbdLogLikelihood(groups, [r, alpha * factor, a, b])).toBeLessThan(logLikelihood);
      expect(bgNbdLogLikelihood(groups, [r, alpha, a * factor, b])).toBeLessThan(logLikelihood);
      expect(bgNbdLogLikelihood(groups, [r, alpha, a, b * factor])).toBeLessThan(logLikelihood);
    }
  });

  test("days or weeks: only alpha changes", () => {
    const days = groups.map((group) => ({
      ...group,
      recency: group.recency * 7,
      age: group.age * 7,
    }));
    const [weekly, daily] = [fitBgNbd(groups).parameters, fitBgNbd(days).parameters];
    expect((daily["alpha"] ?? 0) / 7).toBeCloseTo(weekly["alpha"] ?? 0, 4);
    expect(daily["b"]).toBeCloseTo(weekly["b"] ?? 0, 4);
  });

  test("nobody bought again: that has no answer", () => {
    expect(fitBgNbd([{ x: 0, recency: 0, age: 10, customers: 50 }]).converged).toBe(false);
  });
});

test("Gamma-Gamma: the unit of money scales v alone", () => {
  const groups = [12, 18, 25, 33, 47, 80].flatMap((mean) =>
    [1, 2, 4].map((x) => ({ x, mean: mean * (1 + 0.1 * x), customers: 10 })),
  );
  const cents = groups.map((group) => ({ ...group, mean: group.mean * 100 }));
  const [euros, scaled] = [fitGammaGamma(groups).parameters, fitGammaGamma(cents).parameters];
  expect(scaled["p"]).toBeCloseTo(euros["p"] ?? 0, 4);
  expect((scaled["v"] ?? 0) / 100).toBeCloseTo(euros["v"] ?? 0, 3);
});

test("isotonic steps rise, and keep the number of positives", () => {
  const bin = fc.record({
    rows: fc.integer({ min: 1, max: 50 }),
    share: fc.double({ min: 0, max: 1, noNaN: true }),
  });
  fc.assert(
    fc.property(fc.array(bin, { minLength: 1, maxLength: 30 }), (list) => {
      const bins = list.map(({ rows, share }, bound) => ({
        bound,
        rows,
        positives: Math.round(rows * share),
      }));
      const steps = isotonic(bins);
      steps.slice(1).forEach(({ value }, index) => {
        expect(value).toBeGreaterThan(steps[index]?.value ?? 1);
      });
      const valueAt = (score: number) => steps.find(({ bound }) => score <= bound)?.value ?? 0;
      const expected = bins.reduce((sum, { bound, rows }) => sum + rows * valueAt(bound), 0);
      expect(expected).toBeCloseTo(
        bins.reduce((sum, { positives }) => sum + positives, 0),
        6,
      );
    }),
  );
});

test("AUC of perfect, reversed and equal scores", () => {
  const tenth = { decile: 1, rows: 4, positives: 2, score: 2, squaredError: 1, logLoss: 1 };
  expect(quality([{ ...tenth, positiveRanks: 3 + 4 }]).auc).toBe(1);
  expect(quality([{ ...tenth, positiveRanks: 1 + 2 }]).auc).toBe(0);
  expect(quality([{ ...tenth, positiveRanks: 2.5 * 2 }]).auc).toBe(0.5);
});

describe("trees", () => {
  const rules = { learningRate: 1, maxLeafNodes: 3, maxDepth: undefined, minSamplesLeaf: 1, l2: 0 };
  const cell = (gradient: number, rows: number): Cell => ({ gradient, hessian: rows, rows });

  test("the best split parts opposite gradients; what is missing goes where it fits", () => {
    const histogram: Histogram = [[cell(-3, 3), cell(-10, 10), cell(10, 10)]];
    const split = bestSplit(histogram, totalOf(histogram), rules, 1);
    expect(split).toMatchObject({ feature: 0, bin: 1, missingLeft: true });
    expect(split?.left.rows).toBe(13);
  });

  test("no split leaves too few rows, and none is made without a gain", () => {
    const histogram: Histogram = [[undefined, cell(-10, 2), cell(10, 10)]];
    const all = totalOf(histogram);
    expect(bestSplit(histogram, all, { ...rules, minSamplesLeaf: 3 }, 1)).toBeUndefined();
    const even: Histogram = [[undefined, cell(1, 5), cell(1, 5)]];
    expect(bestSplit(even, totalOf(even), rules, 1)).toBeUndefined();
  });

  test("a tree grows best-first, and asks only for nodes that can be in it", () => {
    const root: Histogram = [[undefined, cell(-20, 10), cell(-18, 10), cell(10, 10), cell(30, 10)]];
    const growth = new Growth(root, rules, 1);
    const first = growth.wanted();
    expect(first.map(({ split }) => split.bin)).toEqual([2]);
    for (const one of first) growth.expand(one, [[undefined, cell(-20, 10), cell(-18, 10)]]);
    // Of the two children only the one with the higher gain fits into three leaves.
    const second = growth.wanted();
    expect(second).toHaveLength(1);
    for (const one of second) growth.expand(one, [[undefined, undefined, undefined, cell(10, 10)]]);
    expect(growth.wanted()).toEqual([]);
    const [left, right] = growth.root.children ?? [];
    if (!left || !right) throw new Error("the root was not split");
    expect([growth.splits(left), growth.splits(right)]).toEqual([false, true]);
    expect(growth.value(left)).toBeCloseTo(1.9, 12);
  });
});
