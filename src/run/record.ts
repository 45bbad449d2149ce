/** What a run wants to know of the one before it. */
import { asNodeId, type NodeId } from "../core/node.ts";

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null;

/** Commands that record results of nodes which they have only compiled. */
const compiling: ReadonlySet<unknown> = new Set(["compile", "docs", "generate", "show"]);

/**
 * Seconds by node out of a parsed `run_results.json`, of those nodes that ran: the weights of the
 * next plan. They are a guess, so a file of any shape is taken; what it does not say is left out.
 */
export function lastSeconds(runResults: unknown): Map<NodeId, number> {
  const { results, args }: Record<string, unknown> = isRecord(runResults) ? runResults : {};
  const seconds = new Map<NodeId, number>();
  if (isRecord(args) && compiling.has(args["which"])) return seconds;
  for (const result of Array.isArray(results) ? (results as unknown[]) : []) {
    if (!isRecord(result) || result["status"] === "skipped") continue;
    const { unique_id, execution_time } = result;
    if (typeof unique_id !== "string" || typeof execution_time !== "number") continue;
    if (execution_time > 0) seconds.set(asNodeId(unique_id), execution_time);
  }
  return seconds;
}
