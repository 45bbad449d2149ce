/** How long to wait before a second try. */
import { setTimeout as sleep } from "node:timers/promises";

/** Milliseconds before the n-th further try, from 0: doubled each time, and anywhere below it. */
const delayBefore = (attempt: number, { first, longest }: Backoff): number =>
  Math.min(longest, first * 2 ** attempt) * (0.5 + Math.random() / 2);

export interface Backoff {
  /** Milliseconds. */
  readonly first: number;
  readonly longest: number;
}

/** Waits; jitter keeps those who failed together from coming back together. */
export const pause = (attempt: number, backoff: Backoff): Promise<void> =>
  sleep(delayBefore(attempt, backoff));
