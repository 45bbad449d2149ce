/** How old the rows of a source are, and whether that is too old. Pure. */
import type { QueryResult, SqlValue } from "../core/adapter.ts";
import { PtxError } from "../core/error.ts";
import type { JsonObject, SourceNode } from "../core/node.ts";

/** Seconds of the periods that YAML may name. */
const periods: Readonly<Record<string, number>> = { minute: 60, hour: 3600, day: 86_400 };

interface Limit {
  readonly count: number;
  readonly period: string;
}

function limitOf(criteria: JsonObject, key: "warn_after" | "error_after"): Limit | undefined {
  const value = criteria[key];
  if (value === null || typeof value !== "object" || Array.isArray(value)) return undefined;
  const { count, period } = value;
  return typeof count === "number" && typeof period === "string" ? { count, period } : undefined;
}

/** Whether there is anything to check. */
export function hasFreshness({ freshness }: SourceNode): boolean {
  if (!freshness) return false;
  return Boolean(limitOf(freshness, "warn_after") ?? limitOf(freshness, "error_after"));
}

const exceeded = (limit: Limit | undefined, ageSeconds: number): boolean =>
  limit !== undefined && ageSeconds > limit.count * (periods[limit.period] ?? Number.NaN);

/** The verdict on an age; the stricter limit counts, and a limit is kept when it is just reached. */
export function judgeAge(criteria: JsonObject, ageSeconds: number): "pass" | "warn" | "error" {
  if (exceeded(limitOf(criteria, "error_after"), ageSeconds)) return "error";
  return exceeded(limitOf(criteria, "warn_after"), ageSeconds) ? "warn" : "pass";
}

function agoText(seconds: number): string {
  const units = [
    ["day", 86_400],
    ["hour", 3600],
    ["minute", 60],
  ] as const;
  const [unit, size] = units.find(([, length]) => seconds >= length) ?? (["second", 1] as const);
  const count = Math.floor(seconds / size);
  return `${count} ${unit}${count === 1 ? "" : "s"} ago`;
}

export function verdictText(measured: Measured, criteria: JsonObject): string {
  const limits = (["warn_after", "error_after"] as const).flatMap((key) => {
    const limit = limitOf(criteria, key);
    if (!limit) return [];
    return [
      `${key.replace("_", " ")} ${limit.count} ${limit.period}${limit.count === 1 ? "" : "s"}`,
    ];
  });
  const last = measured.loaded ? `last loaded ${agoText(measured.ageSeconds)}` : "no rows at all";
  return [last, ...limits].join(", ");
}

/** The moment that a value of a result names; times without a zone are UTC. */
function momentOf(value: SqlValue | undefined): Date | undefined {
  if (value === null || value === undefined || typeof value !== "object") return undefined;
  const text = ["timestamptz", "timestamp", "date"]
    .map((key) => (value as { readonly [key: string]: SqlValue })[key])
    .find((found) => typeof found === "string");
  if (typeof text !== "string") return undefined;
  const iso = text.trim().replace(" ", "T");
  const day = iso.length === 10 ? `${iso}T00:00:00` : iso;
  const zoned = /(?:Z|[+-]\d\d(?::?\d\d)?)$/i.test(day.slice(10)) ? day : `${day}Z`;
  const date = new Date(zoned.replace(/([+-]\d\d)$/, "$1:00"));
  return Number.isNaN(date.getTime()) ? undefined : date;
}

export interface Measured {
  readonly maxLoadedAt: Date;
  readonly snapshottedAt: Date;
  readonly ageSeconds: number;
  /** Whether there was a row at all; an empty source is as old as time. */
  readonly loaded: boolean;
}

export function measuredIn({ rows, columns }: QueryResult, source: SourceNode): Measured {
  const [newest, now] = rows[0] ?? [];
  const snapshottedAt = momentOf(now);
  const maxLoadedAt = newest === null ? new Date("0001-01-01T00:00:00Z") : momentOf(newest);
  if (!snapshottedAt || !maxLoadedAt) {
    const type = columns[0]?.type ?? "nothing";
    throw new PtxError(
      "PTX6004",
      `the load time of ${source.source_name}.${source.name} is ${type}, not a timestamp`,
      { hint: "Cast it in `loaded_at_field`, e.g. `cast(loaded_at as timestamp)`." },
    );
  }
  const ageSeconds = (snapshottedAt.getTime() - maxLoadedAt.getTime()) / 1000;
  return { maxLoadedAt, snapshottedAt, ageSeconds, loaded: newest !== null };
}
