/** The events of a dry run, for which dbt has no names. */
import type { PlannedNode } from "../core/event.ts";
import type { JsonObject } from "../core/node.ts";
import { type JsonEvent, nodeInfo } from "./json-node.ts";
import { type PlanDone, plannedError, plannedLine, planSummary, planTotals } from "./planned.ts";
import type { ReadLine } from "./writer.ts";

const measures = ({ bytes, rows, cost }: Pick<PlannedNode, "bytes" | "rows" | "cost">) => ({
  bytes: bytes ?? null,
  rows: rows ?? null,
  cost: cost ? { ...cost } : null,
});

export function plannedEvents(planned: PlannedNode, readLine: ReadLine): JsonEvent[] {
  const { label, action, deed, after, verdict, reason, error } = planned;
  const { verdict: shown, text, status } = plannedLine(planned);
  const { index, total } = label;
  const at = error?.at;
  const told: JsonObject | null = error
    ? {
        code: error.code,
        message: error.message,
        file: at?.file ?? null,
        line: at?.line ?? null,
        column: at?.column ?? null,
        hint: error.hint ?? null,
      }
    : null;
  const data: JsonObject = {
    index,
    total,
    action,
    description: deed,
    depends_on: [...after],
    verdict,
    reason: reason ?? null,
    error: told,
    ...measures(planned),
    node_info: nodeInfo(label, {}),
  };
  const lines = [
    `${index} of ${total} ${shown.trimEnd()} ${text} [${status}]`,
    ...plannedError(planned, { readLine }),
  ];
  const level = verdict === "invalid" ? "error" : "info";
  return [{ name: "DryRunNode", code: "Q090", level, msg: lines.join("\n"), data }];
}

export function planDoneEvents(event: PlanDone): JsonEvent[] {
  const { valid, invalid, unchecked, ...sums } = planTotals(event.planned);
  const data: JsonObject = {
    valid,
    invalid,
    unchecked,
    bytes: sums.bytes ?? null,
    cost: sums.cost ? { ...sums.cost } : null,
    stopped: event.stopped,
    execution_time: event.ms / 1000,
  };
  const level = invalid > 0 ? "error" : "info";
  return [{ name: "DryRunDone", code: "Q091", level, msg: planSummary(event), data }];
}
