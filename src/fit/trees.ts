/**
 * Growing one tree from histograms: which splits are best, and which nodes are worth a look.
 *
 * The objective is that of gradient boosting with second derivatives (Chen and Guestrin, 2016); trees
 * grow best-first up to a number of leaves, as LightGBM and scikit-learn do. Sums are whole numbers, so
 * the order in which they were added does not show.
 */

/** Sums over the rows of one node in one bin of one feature. */
export interface Cell {
  readonly gradient: number;
  readonly hessian: number;
  readonly rows: number;
}

/** By feature, by bin; bin 0 holds what is missing. Absent bins are empty. */
export type Histogram = readonly (readonly (Cell | undefined)[])[];

export interface GrowthRules {
  readonly learningRate: number;
  /** `undefined`: as many as there are. */
  readonly maxLeafNodes: number | undefined;
  readonly maxDepth: number | undefined;
  readonly minSamplesLeaf: number;
  readonly l2: number;
}

export interface Split {
  readonly feature: number;
  /** Bins from 1 up to this one go left. */
  readonly bin: number;
  readonly missingLeft: boolean;
  readonly gain: number;
  readonly left: Cell;
  readonly right: Cell;
}

const minHessian = 1e-3;
const empty: Cell = { gradient: 0, hessian: 0, rows: 0 };
const plus = (a: Cell, b: Cell): Cell => ({
  gradient: a.gradient + b.gradient,
  hessian: a.hessian + b.hessian,
  rows: a.rows + b.rows,
});
const minus = (a: Cell, b: Cell): Cell => ({
  gradient: a.gradient - b.gradient,
  hessian: a.hessian - b.hessian,
  rows: a.rows - b.rows,
});

const worth = ({ gradient, hessian }: Cell, l2: number): number =>
  (gradient * gradient) / (hessian + l2);

/** All rows of a node, from any of its features. */
export function totalOf([first = []]: Histogram): Cell {
  return first.reduce<Cell>((sum, cell) => (cell ? plus(sum, cell) : sum), empty);
}

/** The histogram of a child, from those of its parent and the other child. */
export function without(parent: Histogram, child: Histogram): Histogram {
  return parent.map((bins, feature) =>
    bins.map((cell, bin) => {
      const taken = child[feature]?.[bin];
      if (cell === undefined || taken === undefined) return cell;
      return cell.rows === taken.rows ? undefined : minus(cell, taken);
    }),
  );
}

class Best {
  split: Split | undefined;
  readonly #all: Cell;
  readonly #rules: GrowthRules;
  readonly #scale: number;

  constructor(all: Cell, rules: GrowthRules, scale: number) {
    this.#all = all;
    this.#rules = rules;
    this.#scale = scale;
  }

  offer(feature: number, bin: number, missingLeft: boolean, left: Cell): void {
    const { minSamplesLeaf } = this.#rules;
    const least = minHessian * this.#scale;
    if (left.rows < minSamplesLeaf || left.hessian < least) return;
    const right = minus(this.#all, left);
    if (right.rows < minSamplesLeaf || right.hessian < least) return;
    const l2 = this.#rules.l2 * this.#scale;
    const gain = (worth(left, l2) + worth(right, l2) - worth(this.#all, l2)) / this.#scale;
    // A gain of rounding errors is none; ties go to the first feature and the lowest bin.
    if (gain <= Math.max(this.split?.gain ?? 0, 1e-10)) return;
    this.split = { feature, bin, missingLeft, gain, left, right };
  }
}

/**
 * The best split of a node; `undefined` where none is allowed, or none helps.
 *
 * @param scale What gradients and hessians were multiplied by.
 */
export function bestSplit(
  histogram: Histogram,
  all: Cell,
  rules: GrowthRules,
  scale: number,
): Split | undefined {
  if (all.rows < 2 * rules.minSamplesLeaf) return undefined;
  const best = new Best(all, rules, scale);
  histogram.forEach((bins, feature) => {
    const missing = bins[0];
    let left = empty;
    let withMissing = missing;
    for (let bin = 1; bin < bins.length; bin++) {
      const cell = bins[bin];
      if (cell === undefined) continue;
      left = plus(left, cell);
      best.offer(feature, bin, missing === undefined && 2 * left.rows > all.rows, left);
      if (withMissing) {
        withMissing = plus(withMissing, cell);
        best.offer(feature, bin, true, withMissing);
      }
    }
  });
  return best.split;
}

/** What a leaf adds to the log-odds. */
export const leafValue = ({ gradient, hessian }: Cell, rules: GrowthRules, scale: number): number =>
  (-rules.learningRate * gradient) / (hessian + rules.l2 * scale);
