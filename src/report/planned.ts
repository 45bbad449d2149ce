/** A dry run as text: a line for each node, what is wrong with it, and what all of it comes to. */
import type { Event, PlannedNode } from "../core/event.ts";
import { diagnosticLines } from "./diagnostic.ts";
import { built, type Line } from "./lines.ts";
import type { Style } from "./style.ts";
import { counted, spoken, thousands } from "./words.ts";
import type { ReadLine } from "./writer.ts";

export type PlanDone = Extract<Event, { type: "plan:done" }>;

const units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"];

/** `0 B`, `12.3 MiB`. */
export function sized(bytes: number): string {
  let amount = bytes;
  let unit = 0;
  while (amount >= 1024 && unit < units.length - 1) {
    amount /= 1024;
    unit += 1;
  }
  return `${unit === 0 ? amount : amount.toFixed(1)} ${units[unit]}`;
}

/** `0.0075 USD`: two figures of small amounts, cents of others. */
function priced({ amount, currency }: NonNullable<PlannedNode["cost"]>): string {
  const shown = amount >= 0.01 || amount === 0 ? amount.toFixed(2) : amount.toPrecision(2);
  return `${Number(shown) === 0 ? "0" : shown} ${currency}`;
}

function measured({ bytes, rows, cost }: PlannedNode): string[] {
  return [
    ...(bytes === undefined ? [] : [sized(bytes)]),
    ...(cost === undefined ? [] : [`about ${priced(cost)}`]),
    ...(rows === undefined ? [] : [`about ${counted(rows, "row")}`]),
  ];
}

const verdicts = {
  valid: ["VALID", "good"],
  invalid: ["INVALID", "bad"],
  unchecked: ["UNCHECKED", "mild"],
} as const;

function subject({ label }: PlannedNode): string {
  const { type, name, relation } = label;
  if (type === "model") return built(label);
  if (type === "seed" || type === "snapshot") return `${type} ${relation}`;
  return type === "test" || type === "unit_test" ? relation : `${type.replace("_", " ")} ${name}`;
}

/** `view main.stg_orders: replace`, and what it costs or why it was not checked. */
export function plannedLine(planned: PlannedNode): Line {
  const [verdict, tone] = verdicts[planned.verdict];
  const status =
    planned.verdict === "unchecked"
      ? `not checked: ${planned.reason ?? ""}`
      : planned.verdict === "invalid"
        ? (planned.error?.code ?? "error")
        : measured(planned).join(", ") || "ok";
  return { verdict: verdict.padEnd(9), tone, text: `${subject(planned)}: ${planned.deed}`, status };
}

/** The error of an invalid node; `[]` for others. */
export function plannedError(
  { error }: PlannedNode,
  { readLine, style }: { readonly readLine: ReadLine; readonly style?: Style },
): string[] {
  return error === undefined
    ? []
    : diagnosticLines(error, readLine, style).map((line) => `  ${line}`.trimEnd());
}

/** How many nodes there are of each verdict, and what is known of bytes and cost together. */
export function planTotals(planned: readonly PlannedNode[]) {
  const counts = { valid: 0, invalid: 0, unchecked: 0 };
  let bytes: number | undefined;
  let cost: PlannedNode["cost"];
  for (const node of planned) {
    counts[node.verdict] += 1;
    if (node.bytes !== undefined) bytes = (bytes ?? 0) + node.bytes;
    if (node.cost) {
      cost = { amount: (cost?.amount ?? 0) + node.cost.amount, currency: node.cost.currency };
    }
  }
  return { ...counts, bytes, cost };
}

/** The end of a dry run, in one or two sentences. */
export function planSummary({ planned, ms, stopped }: PlanDone): string {
  const { valid, invalid, unchecked, bytes, cost } = planTotals(planned);
  const parts = [
    `${thousands(valid)} valid`,
    ...(invalid > 0 ? [`${thousands(invalid)} invalid`] : []),
    ...(unchecked > 0 ? [`${thousands(unchecked)} not checked`] : []),
  ];
  const read =
    bytes === undefined
      ? ""
      : ` What is known would read ${sized(bytes)}${cost ? `, about ${priced(cost)}` : ""}.`;
  const end = stopped ? "Stopped before its end: " : "";
  const nodes = counted(planned.length, "node");
  return `${end}${nodes} in this order: ${parts.join(", ")}; looked at in ${spoken(ms)}.${read} Nothing was written.`;
}
