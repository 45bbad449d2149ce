/** What the counts of a test mean. The rules and texts are dbt's. */
import type { Status } from "../core/event.ts";
import type { TestConfig } from "./config.ts";
import type { TestCounts } from "./count.ts";

export interface Verdict {
  readonly status: Extract<Status, "pass" | "warn" | "fail">;
  /** 0 for a test that passed, whatever it counted. */
  readonly failures: number;
  /** `Got 3 results, configured to fail if != 0`; null for a test that passed. */
  readonly message: string | null;
}

/** @param warningsFail `--warn-error`: what would warn fails. */
export function judge(
  { severity, warnIf, errorIf }: TestConfig,
  { failures, shouldWarn, shouldError }: TestCounts,
  warningsFail = false,
): Verdict {
  const got = `Got ${failures} ${failures === 1 ? "result" : "results"}`;
  if (severity === "error" && shouldError) {
    return { status: "fail", failures, message: `${got}, configured to fail if ${errorIf}` };
  }
  if (!shouldWarn) return { status: "pass", failures: 0, message: null };
  return warningsFail
    ? { status: "fail", failures, message: `${got}, configured to fail if ${warnIf}` }
    : { status: "warn", failures, message: `${got}, configured to warn if ${warnIf}` };
}
