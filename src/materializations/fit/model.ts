/** What a method has learned, as rows of the result and as SQL over the design. */
import type { Answer, Step } from "../materialization.ts";

/** One row of the coefficient table; what is not said is null. */
export interface ModelRow {
  readonly part: string;
  readonly name: string;
  readonly level?: string | undefined;
  readonly tree?: number;
  readonly node?: number;
  readonly yes_node?: number;
  readonly no_node?: number;
  readonly missing_node?: number;
  readonly bound?: number | undefined;
  readonly value?: number | undefined;
  readonly std_error?: number | undefined;
}

export type Asking<T> = Generator<Step, T, Answer>;

/** A model of outcomes, and the scores of rows that it was not trained on. */
export interface Learned {
  readonly rows: readonly ModelRow[];
  /** The log-odds of a row of the design. */
  readonly logOdds: string;
  /** Steps of the search, for the log. */
  readonly steps: number;
}

/** A training on the rows that a condition keeps; all without. */
export interface Learner {
  learn(where: string | undefined): Asking<Learned>;
}
