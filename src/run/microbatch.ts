/**
 * The windows of time that a microbatch model is built in. The rules are dbt's: windows are whole
 * hours, days, months or years of UTC; the last one holds the end of the time to build.
 */
import { PtxError } from "../core/error.ts";
import type { Json, JsonObject } from "../core/node.ts";

/** From `start` up to, not including, `end`. */
export interface TimeWindow {
  readonly start: Date;
  readonly end: Date;
}

const sizes = ["hour", "day", "month", "year"] as const;
type Size = (typeof sizes)[number];

export interface TimeSpan {
  /** The table is there and is added to. */
  readonly incremental: boolean;
  readonly now: Date;
  /** `--event-time-start` and `--event-time-end`. */
  readonly from?: Json | undefined;
  readonly to?: Json | undefined;
}

export const isMicrobatch = (config: JsonObject): boolean =>
  config["materialized"] === "incremental" && config["incremental_strategy"] === "microbatch";

/** The start of the window that a moment lies in, moved by a number of windows. */
function boundary(moment: Date, size: Size, moved = 0): Date {
  const [year, month, day, hour] = [
    moment.getUTCFullYear(),
    moment.getUTCMonth(),
    moment.getUTCDate(),
    moment.getUTCHours(),
  ];
  switch (size) {
    case "hour":
      return new Date(Date.UTC(year, month, day, hour + moved));
    case "day":
      return new Date(Date.UTC(year, month, day + moved));
    case "month":
      return new Date(Date.UTC(year, month + moved));
    case "year":
      return new Date(Date.UTC(year + moved, 0));
  }
}

function sizeOf(config: JsonObject): Size {
  const size = sizes.find((name) => name === config["batch_size"]);
  if (size) return size;
  throw new PtxError("PTX6005", "a microbatch model needs `batch_size`", {
    hint: `Set \`batch_size\` to one of: ${sizes.join(", ")}.`,
  });
}

/** A time as written in YAML or on the command line; without a zone it is UTC. */
function momentOf(value: Json, name: string): Date {
  const text = String(value).trim().replace(" ", "T");
  const full = /^\d{4}-\d\d-\d\d$/.test(text) ? `${text}T00:00:00` : text;
  const zoned = /(?:Z|[+-]\d\d:?\d\d)$/i.test(full) ? full : `${full}Z`;
  const moment = new Date(zoned);
  if (!Number.isNaN(moment.getTime())) return moment;
  throw new PtxError("PTX6005", `\`${name}\` is '${String(value)}', which is no time`, {
    hint: "Write it like 2026-01-31, or 2026-01-31 10:00:00 in UTC.",
  });
}

function startOf(config: JsonObject, size: Size, end: Date, span: TimeSpan): Date {
  if (span.from !== undefined && span.from !== null) {
    return boundary(momentOf(span.from, "--event-time-start"), size);
  }
  if (span.incremental) {
    const lookback = typeof config["lookback"] === "number" ? config["lookback"] : 1;
    // An end on a boundary belongs to the window before it.
    const whole = boundary(end, size).getTime() === end.getTime();
    return boundary(end, size, -(lookback + (whole ? 1 : 0)));
  }
  const { begin } = config;
  if (begin !== undefined && begin !== null) return boundary(momentOf(begin, "begin"), size);
  throw new PtxError("PTX6005", "a microbatch model needs `begin` for its first run", {
    hint: "Set `begin` to the time of the first row, e.g. begin='2026-01-01'.",
  });
}

/** @throws PtxError PTX6005 when only one end is given, or the span ends before it starts. */
export function checkTimeSpan({ from, to }: Pick<TimeSpan, "from" | "to">): void {
  const given = [from, to].filter((value) => value !== undefined && value !== null);
  if (given.length === 0) return;
  if (given.length === 1 || from === undefined || to === undefined) {
    throw new PtxError("PTX6005", "`--event-time-start` and `--event-time-end` need each other", {
      hint: "Name both ends of the time to build.",
    });
  }
  if (momentOf(from, "--event-time-start") >= momentOf(to, "--event-time-end")) {
    throw new PtxError("PTX6005", "`--event-time-start` is not before `--event-time-end`", {
      hint: "The end is not built: for one day, name the next one as the end.",
    });
  }
}

/**
 * The windows to build, oldest first; at least one.
 *
 * @throws PtxError PTX6005 for a config that does not say which.
 */
export function timeWindows(config: JsonObject, span: TimeSpan): readonly TimeWindow[] {
  const size = sizeOf(config);
  const last =
    span.to === undefined || span.to === null ? span.now : momentOf(span.to, "--event-time-end");
  const truncated = boundary(last, size);
  const end = truncated.getTime() === last.getTime() ? last : boundary(last, size, 1);
  const windows: TimeWindow[] = [];
  let start = startOf(config, size, end, span);
  do {
    const next = boundary(start, size, 1);
    windows.push({ start, end: next });
    start = next;
  } while (start < end);
  return windows;
}

/** `2026-01-31T00:00:00+00:00`: as artifacts hold it. */
export const isoTime = (moment: Date): string => `${moment.toISOString().slice(0, 19)}+00:00`;

/** `2026-01-31 00:00:00+00:00`: as SQL compares it. */
export const sqlTime = (moment: Date): string => isoTime(moment).replace("T", " ");

/** `2026-01-31`, or with the hour where windows are hours: names files and lines of a batch. */
export function windowName({ start }: TimeWindow, config: JsonObject): string {
  const text = start.toISOString();
  const lengths: Readonly<Record<Size, number>> = { year: 4, month: 7, day: 10, hour: 13 };
  return text.slice(0, lengths[sizeOf(config)]);
}
