/** What a measurement says, and small things that all of them need. */
import type { Profile } from "../emulators/server.ts";

export interface Measured {
  readonly what: string;
  readonly is: string;
  /** What it is compared with. */
  readonly beside: string;
  readonly ratio?: number;
  /** The largest ratio that is good enough. */
  readonly atMost?: number;
  /** For what is no ratio. */
  readonly good?: boolean;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

const leastOf = (values: readonly number[]): number => Math.min(...values);

/** The fastest of the rounds and the one in the middle: others may use the machine, too. */
export const shown = (seconds: readonly number[]): string =>
  `${leastOf(seconds).toFixed(2)} s (median ${median(seconds).toFixed(2)})`;

/** Of the fastest rounds: what slows one of them down is seldom what is measured. */
export const ratioOf = (ours: readonly number[], theirs: readonly number[]): number =>
  leastOf(ours) / leastOf(theirs);

export async function secondsOf(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
}

/** Settings of a profile in the words of the driver. */
export const asClient = ({ host, port, user, password, dbname }: Profile) => ({
  host: String(host),
  port: Number(port),
  user: String(user),
  password: String(password),
  database: String(dbname),
});
