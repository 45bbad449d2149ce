/** How good scores are, from sums by tenth of the scored rows. */

/** One tenth: rows in the order of their score, those of equal score together. */
export interface Tenth {
  readonly decile: number;
  readonly rows: number;
  readonly positives: number;
  readonly score: number;
  readonly squaredError: number;
  readonly logLoss: number;
  /** Sum of the ranks of the positive rows among all; equal scores share the mean of their ranks. */
  readonly positiveRanks: number;
}

export interface Quality {
  readonly rows: number;
  readonly positives: number;
  readonly auc: number;
  readonly log_loss: number;
  readonly brier: number;
  /** Mean distance of score and rate over tenths, weighted by rows. */
  readonly calibration_error: number;
  readonly mean_score: number;
  readonly lift: readonly { readonly decile: number; readonly value: number }[];
}

const total = (tenths: readonly Tenth[], key: keyof Tenth): number =>
  tenths.reduce((sum, tenth) => sum + tenth[key], 0);

/** AUC by Mann and Whitney; NaN where only one outcome occurs. */
export function quality(tenths: readonly Tenth[]): Quality {
  const rows = total(tenths, "rows");
  const positives = total(tenths, "positives");
  const pairs = positives * (rows - positives);
  const ranks = total(tenths, "positiveRanks");
  const distance = tenths.reduce((sum, one) => sum + Math.abs(one.score - one.positives), 0);
  return {
    rows,
    positives,
    auc: (ranks - (positives * (positives + 1)) / 2) / pairs,
    log_loss: total(tenths, "logLoss") / rows,
    brier: total(tenths, "squaredError") / rows,
    calibration_error: distance / rows,
    mean_score: total(tenths, "score") / rows,
    lift: tenths.map(({ decile, positives: hits, rows: n }) => ({
      decile,
      value: hits / n / (positives / rows),
    })),
  };
}
