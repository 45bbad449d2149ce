/** One line per result: what it came to, what was done to what, how long it took. */
import type { NodeLabel, NodeResult, Status } from "../core/event.ts";
import type { Style } from "./style.ts";
import { cut, fill, widthOf } from "./width.ts";
import { brief, counted } from "./words.ts";
import type { Writer } from "./writer.ts";

export type Tone = keyof Style;

export interface Line {
  /** `OK`, `PASS`, `FAIL 3`, … */
  readonly verdict: string;
  readonly tone: Tone;
  /** `created table main.dim_customers`. */
  readonly text: string;
  /** `1,043 rows in 0.09s`; between brackets at the end. */
  readonly status: string;
}

const tones: Readonly<Record<Status, Tone>> = {
  success: "good",
  pass: "good",
  warn: "mild",
  skipped: "mild",
  "no-op": "faint",
  "partial success": "mild",
  error: "bad",
  fail: "bad",
  "runtime error": "bad",
};

export const isTest = ({ type }: NodeLabel): boolean => type === "test" || type === "unit_test";

/** Rows that a statement wrote, where the warehouse said so. */
export function rowsOf({ label, adapterResponse }: NodeResult): number | undefined {
  const rows = adapterResponse["rows_affected"];
  const stores = label.materialized !== "view" && !isTest(label) && label.type !== "source";
  return stores && typeof rows === "number" && rows >= 0 ? rows : undefined;
}

/** What a model is built into; the first word of a custom materialization is as good as any. */
export function built({ materialized, relation }: NodeLabel): string {
  if (materialized === "incremental") return `incremental table ${relation}`;
  return `${materialized.replaceAll("_", " ")} ${relation}`;
}

/** What a node does, in the words for what was done and for what failed. */
function deed(label: NodeLabel): { done: string; failed: string } {
  const { type, name, relation } = label;
  switch (type) {
    case "model":
      return { done: `created ${built(label)}`, failed: `creating ${built(label)}` };
    case "function":
      return { done: `created function ${name}`, failed: `creating function ${name}` };
    case "seed":
      return { done: `loaded seed ${relation}`, failed: `loading seed ${relation}` };
    case "snapshot":
      return { done: `snapshotted ${relation}`, failed: `snapshotting ${relation}` };
    case "operation":
    case "sql_operation":
      return { done: `hook ${name}`, failed: `in hook ${name}` };
    case "source":
      return { done: `freshness of ${name}`, failed: `freshness of ${name}` };
    case "test":
      return { done: name, failed: name };
    case "unit_test":
      return { done: relation, failed: relation };
    case "exposure":
    case "analysis":
    case "metric":
    case "semantic_model":
    case "saved_query": {
      const shown = `${type.replace("_", " ")} ${name}`;
      return { done: shown, failed: shown };
    }
  }
}

/** `orders` of `model.shop.orders`, `orders.v2` of `model.shop.orders.v2`. */
export function nameInId(id: string): string {
  const [kind, , ...rest] = id.split(".");
  return kind === "test" ? (rest[0] ?? id) : rest.join(".") || id;
}

function skipLine({ label, skippedBy, message }: NodeResult): Line {
  const status =
    skippedBy === undefined ? (message ?? "SKIP") : `because of ${nameInId(skippedBy)}`;
  return { verdict: "SKIP", tone: "mild", text: `${label.type} ${label.name}`, status };
}

export function resultLine(result: NodeResult): Line {
  const { label, status, executionTime, failures } = result;
  const tone = tones[status];
  const time = brief(executionTime);
  const { done, failed } = deed(label);
  const rows = rowsOf(result);
  const line = (verdict: string, text: string, note = time): Line => ({
    verdict,
    tone,
    text,
    status: note,
  });
  switch (status) {
    case "success":
      return line("OK", done, rows === undefined ? time : `${counted(rows, "row")} in ${time}`);
    case "pass":
      return line("PASS", done);
    case "warn":
      return line(failures === null ? "WARN" : `WARN ${failures}`, done);
    case "fail":
      return line(failures === null ? "FAIL" : `FAIL ${failures}`, done);
    case "error":
      return line(label.type === "source" ? "ERROR STALE" : "ERROR", failed);
    case "runtime error":
      return line("ERROR", failed);
    case "partial success":
      return line("PARTIAL", done);
    case "no-op":
      return line("NO-OP", done, "nothing to run");
    case "skipped":
      return skipLine(result);
  }
}

export interface Layout {
  readonly index: number;
  readonly total: number;
  readonly style: Style;
  /** Column at which the brackets begin: dbt's 80, less on a narrow terminal. */
  readonly width: number;
  /** Columns of the terminal: names are cut so that no line is broken. Files get them whole. */
  readonly columns?: number | undefined;
}

export function printerWidth({ isTTY, columns }: Writer): number {
  return isTTY ? Math.max(40, Math.min(80, columns - 26)) : 80;
}

/** ` 9 of 12 OK   created table main.orders ........ [1,043 rows in 0.09s]`. */
export function laidOut(line: Line, { index, total, style, width, columns }: Layout): string {
  const place = `${String(index).padStart(String(total).length)} of ${total} `;
  const verdict = line.verdict.padEnd(4);
  const most = Math.max(20, (columns ?? 0) - width - 4);
  const status = columns === undefined ? line.status : cut(line.status, most);
  const around = widthOf(`${place}${verdict}  [${status}]`);
  // The last column stays free: some terminals wrap as soon as it is written.
  const text = columns === undefined ? line.text : cut(line.text, columns - 2 - around);
  const start = `${place}${verdict} ${text} `;
  const dots = fill(start, width, ".").slice(start.length);
  const gap = dots === "" || text !== line.text ? "" : `${style.faint(dots)} `;
  const paint = style[line.tone];
  return `${place}${paint(verdict)} ${text} ${gap}[${paint(status)}]`;
}
