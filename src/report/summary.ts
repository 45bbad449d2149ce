/** The end of a run: what ran, whether it is fine, each failure again in full, the counts. */
import type { Event, NodeResult } from "../core/event.ts";
import type { ResourceType } from "../core/node.ts";
import { type FailureContext, failureBlock } from "./failure.ts";
import { type Style, styleOf } from "./style.ts";
import { isFailure, statsLine, tallied } from "./tally.ts";
import { counted, inventory, spoken } from "./words.ts";

export type RunDone = Extract<Event, { type: "run:done" }>;

/** What ran, not what was left out: `12 seeds, 41 models`. */
export function ranInventory(results: readonly NodeResult[]): string {
  const counts: Partial<Record<ResourceType | "unit_test", number>> = {};
  for (const { label, status } of results) {
    if (status !== "skipped") counts[label.type] = (counts[label.type] ?? 0) + 1;
  }
  return inventory(counts);
}

export function finishedLine({ results, ms }: RunDone): string {
  return `Finished ${ranInventory(results)} in ${spoken(ms)}.`;
}

/** `Completed with 2 errors and 1 warning:`; the text that JSON logs carry too. */
export function verdictLine(results: readonly NodeResult[]): string {
  const failed = results.filter(isFailure);
  const partial = failed.filter(({ status }) => status === "partial success").length;
  const { warn } = tallied(results);
  const parts = [
    ...(failed.length > partial ? [counted(failed.length - partial, "error")] : []),
    ...(partial > 0 ? [counted(partial, "partial success", "partial successes")] : []),
    ...(warn > 0 ? [counted(warn, "warning")] : []),
  ];
  if (parts.length > 0) return `Completed with ${parts.join(" and ")}:`;
  return "Completed successfully";
}

function stoppedLine({ results, stopped }: RunDone): string | undefined {
  if (!stopped) return undefined;
  const { remaining, reason, signal } = stopped;
  const nodes = results.filter(({ label }) => label.type !== "operation");
  const skipped = nodes.filter(({ status }) => status === "skipped");
  const cancelled = skipped.filter(({ skippedBy }) => skippedBy === undefined).length - remaining;
  const parts = [
    ...(cancelled > 0 ? [`${cancelled} cancelled`] : []),
    ...(remaining > 0 ? [`${remaining} not started`] : []),
  ];
  const by =
    reason === "signal"
      ? `by ${signal ?? "an interruption"}`
      : "at the first failure (--fail-fast)";
  const left = parts.length === 0 ? "" : `: ${parts.join(", ")}`;
  return `Stopped ${by} after ${nodes.length - skipped.length} of ${counted(nodes.length, "node")}${left}.`;
}

function bySkipCause(results: readonly NodeResult[]): ReadonlyMap<string, readonly NodeResult[]> {
  const skipped = new Map<string, NodeResult[]>();
  for (const result of results) {
    if (result.skippedBy === undefined) continue;
    const group = skipped.get(result.skippedBy) ?? [];
    group.push(result);
    skipped.set(result.skippedBy, group);
  }
  return skipped;
}

function verdict(done: RunDone, style: Style): string {
  const text = verdictLine(done.results);
  if (done.results.some(isFailure)) return style.bad(text);
  if (text !== "Completed successfully") return style.mild(text);
  return done.stopped ? "" : style.good(text);
}

export function summaryLines(done: RunDone, context: Omit<FailureContext, "skipped">): string[] {
  const { results, stopped } = done;
  const { style = styleOf({ color: false }), suggestions } = context;
  const told = { ...context, skipped: bySkipCause(results) };
  const failed = results.filter(isFailure);
  const warned = results.filter(({ status }) => status === "warn");
  const lines = ["", finishedLine(done)];
  const stop = stoppedLine(done);
  if (stop !== undefined) lines.push(style.mild(stop));
  const closing = verdict(done, style);
  if (closing !== "") lines.push(closing);
  for (const result of [...failed, ...warned]) lines.push("", ...failureBlock(result, told));
  if (suggestions.retry !== undefined && (failed.length > 0 || stopped)) {
    lines.push("", `Next: \`${suggestions.retry}\` runs again what failed and what was left out.`);
  }
  const blank = lines.length > 3 || failed.length > 0 ? [""] : [];
  return [...lines, ...blank, statsLine(results)];
}
