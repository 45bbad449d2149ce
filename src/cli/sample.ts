/** `--sample`: the part of time that a run reads, as a length back from now or as two ends. */
import { PtxError } from "../core/error.ts";
import type { Json } from "../core/node.ts";
import type { TimeRange } from "../core/project.ts";
import { yamlOption } from "./yaml-option.ts";

const hint =
  "Write --sample '3 days', or --sample '{start: 2026-01-01, end: 2026-01-31 12:00:00}'.";
const mistake = (message: string) => new PtxError("PTX9014", `--sample ${message}`, { hint });

const sizes = ["hour", "day", "month", "year"] as const;

/** `2026-01-31 00:00:00+00:00`, with a fraction where there is one: as dbt prints a time. */
function sqlText(moment: Date): string {
  const [date = "", time = ""] = moment.toISOString().slice(0, -1).split("T");
  return `${date} ${time.endsWith(".000") ? time.slice(0, -4) : `${time}000`}+00:00`;
}

/** The same time of another month; its last day where the month is shorter. */
function monthsBefore(moment: Date, months: number): Date {
  const moved = new Date(moment);
  moved.setUTCMonth(moment.getUTCMonth() - months);
  if (moved.getUTCDate() !== moment.getUTCDate()) moved.setUTCDate(0);
  return moved;
}

function before(moment: Date, count: number, size: (typeof sizes)[number]): Date {
  if (size === "month") return monthsBefore(moment, count);
  if (size === "year") return monthsBefore(moment, 12 * count);
  return new Date(moment.getTime() - count * (size === "day" ? 24 : 1) * 3_600_000);
}

function lately(text: string, now: Date): TimeRange {
  const [count = "", word, ...rest] = text.split(" ");
  if (word === undefined || rest.length > 0) {
    throw mistake(`takes a number and a length of time, not '${text}'`);
  }
  if (!/^\d+$/.test(count)) throw mistake(`'${text}': '${count}' is no whole number`);
  const size = sizes.find((name) => name === word.toLowerCase().replace(/s+$/, ""));
  if (size === undefined) {
    throw mistake(`'${text}': '${word}' is no length of time; these are: ${sizes.join(", ")}`);
  }
  return { start: sqlText(before(now, Number(count), size)), end: sqlText(now) };
}

/** Without a zone a time is UTC. */
function momentOf(value: Json | undefined, name: string): Date {
  if (value === undefined || value === null)
    throw mistake(`needs both ends: \`${name}\` is missing`);
  const text = String(value).trim().replace(" ", "T");
  const full = text.includes("T") ? text : `${text}T00:00:00`;
  const moment = new Date(/(?:Z|[+-]\d\d:?\d\d)$/i.test(full) ? full : `${full}Z`);
  if (!Number.isNaN(moment.getTime())) return moment;
  throw mistake(`has \`${name}: ${String(value)}\`: '${String(value)}', which is no time`);
}

/** @throws PtxError PTX9014 for what says no part of time. */
export function sampleOption(text: string, now: Date): TimeRange {
  const trimmed = text.trim();
  if (!trimmed.startsWith("{")) return lately(trimmed, now);
  const { start, end } = yamlOption(trimmed, "--sample");
  const [from, to] = [momentOf(start, "start"), momentOf(end, "end")];
  if (from >= to) throw mistake("starts when it is over: `start` is not before `end`");
  return { start: sqlText(from), end: sqlText(to) };
}
