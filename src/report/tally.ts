/** Counts of results, by dbt's rules for its last line. */
import type { NodeResult, Status } from "../core/event.ts";

export interface Tally {
  pass: number;
  warn: number;
  error: number;
  skip: number;
  noop: number;
  total: number;
}

const columns: Readonly<Record<Status, keyof Tally>> = {
  success: "pass",
  pass: "pass",
  warn: "warn",
  error: "error",
  fail: "error",
  "runtime error": "error",
  "partial success": "error",
  skipped: "skip",
  "no-op": "noop",
};

export function tallied(results: readonly NodeResult[]): Tally {
  const tally: Tally = { pass: 0, warn: 0, error: 0, skip: 0, noop: 0, total: 0 };
  for (const { status } of results) {
    tally[columns[status]] += 1;
    tally.total += 1;
  }
  return tally;
}

export const isFailure = ({ status }: NodeResult): boolean => columns[status] === "error";

export function statsLine(results: readonly NodeResult[]): string {
  const { pass, warn, error, skip, noop, total } = tallied(results);
  return `Done. PASS=${pass} WARN=${warn} ERROR=${error} SKIP=${skip} NO-OP=${noop} TOTAL=${total}`;
}
