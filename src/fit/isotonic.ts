/** Calibration by steps: the rising function that fits best, by pooling neighbours that fall. */

export interface Bin {
  /** Highest score in it. */
  readonly bound: number;
  readonly rows: number;
  readonly positives: number;
}

export interface StepUp {
  readonly bound: number;
  readonly value: number;
}

/**
 * @param bins By rising score.
 * @returns Steps: scores up to `bound` have the probability `value`. Pool adjacent violators
 *   (Ayer and others, 1955).
 */
export function isotonic(bins: readonly Bin[]): StepUp[] {
  const pools: { bound: number; rows: number; positives: number }[] = [];
  for (const bin of bins) {
    let pool = { ...bin };
    for (let before = pools.at(-1); before; before = pools.at(-1)) {
      if (before.positives * pool.rows < pool.positives * before.rows) break;
      pools.pop();
      const rows = before.rows + pool.rows;
      pool = { bound: pool.bound, rows, positives: before.positives + pool.positives };
    }
    pools.push(pool);
  }
  return pools.map(({ bound, rows, positives }) => ({ bound, value: positives / rows }));
}
