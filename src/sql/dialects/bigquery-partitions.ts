/** `partition_by` and `cluster_by` of BigQuery: read, written, and compared with what a table has. */
import { PtxError } from "../../core/error.ts";
import type { Json, JsonObject } from "../../core/node.ts";

export interface PartitionBy {
  readonly field: string;
  readonly dataType: "date" | "timestamp" | "datetime" | "int64";
  readonly granularity: Granularity;
  readonly range: Range | undefined;
  /** By the time at which rows arrive, in a column that the table does not list. */
  readonly ingestion: boolean;
}

interface Range {
  readonly start: string;
  readonly end: string;
  readonly interval: string;
}

const granularities = ["hour", "day", "month", "year"] as const;
type Granularity = (typeof granularities)[number];

const dataTypes = ["date", "timestamp", "datetime", "int64"] as const;

const isObject = (value: Json | undefined): value is JsonObject =>
  value !== undefined && value !== null && typeof value === "object" && !Array.isArray(value);

const wrong = (message: string, hint: string): PtxError =>
  new PtxError("PTX4118", message, { hint });

/** @throws PtxError PTX4118 for a `partition_by` that says too little, or something unknown. */
export function partitionOf(config: JsonObject): PartitionBy | undefined {
  const given = config["partition_by"];
  if (given === undefined || given === null) return undefined;
  if (!isObject(given) || typeof given["field"] !== "string") {
    throw wrong(
      "`partition_by` is not a mapping with a `field`",
      "Write `partition_by: {field: …}`.",
    );
  }
  const dataType = oneOf(dataTypes, "data_type", given["data_type"] ?? "date");
  const granularity = oneOf(granularities, "granularity", given["granularity"] ?? "day");
  const range = dataType === "int64" ? rangeOf(given["range"]) : undefined;
  const ingestion = given["time_ingestion_partitioning"] === true;
  return { field: given["field"], dataType, granularity, range, ingestion };
}

function oneOf<T extends string>(known: readonly T[], key: string, given: Json): T {
  const found = known.find((name) => name === String(given).toLowerCase());
  if (found !== undefined) return found;
  throw wrong(`\`${key}\` of \`partition_by\` is "${String(given)}"`, `Use ${known.join(", ")}.`);
}

function rangeOf(given: Json | undefined): Range {
  const parts = isObject(given) ? given : {};
  const [start, end, interval] = ["start", "end", "interval"].map((key) => {
    const value = parts[key];
    if (typeof value === "number" || typeof value === "string") return String(value);
    throw wrong(
      `\`range\` of \`partition_by\` has no \`${key}\``,
      "Write `range: {start: 0, end: 100, interval: 10}`.",
    );
  });
  return { start: start ?? "", end: end ?? "", interval: interval ?? "" };
}

/** The column that says which partition a row is in. */
const columnOf = ({ field, ingestion }: PartitionBy, table = ""): string =>
  `${table === "" ? "" : `${table}.`}${ingestion ? "_PARTITIONTIME" : field}`;

/** Types whose column is its own partition. */
const isWhole = ({ dataType, granularity, ingestion }: PartitionBy): boolean =>
  dataType === "int64" || (dataType === "date" && granularity === "day" && !ingestion);

/**
 * `partition by …`.
 *
 * @throws PtxError PTX4118 for a table by time of arrival: BigQuery makes none from a select.
 */
export function partitionClause(by: PartitionBy | undefined): string[] {
  if (by === undefined) return [];
  if (by.ingestion) {
    throw wrong(
      "`time_ingestion_partitioning` is not supported: BigQuery makes no such table from a select",
      `Partition by the column itself: remove the key, and keep \`${by.field}\` as \`field\`.`,
    );
  }
  if (by.range) {
    const { start, end, interval } = by.range;
    return [
      `partition by range_bucket(${by.field}, generate_array(${start}, ${end}, ${interval}))`,
    ];
  }
  return [`partition by ${isWhole(by) ? by.field : truncated(by, columnOf(by))}`];
}

function truncated({ dataType, granularity, ingestion }: PartitionBy, column: string): string {
  return `${ingestion ? "timestamp" : dataType}_trunc(${column}, ${granularity})`;
}

/** The partition of a row of a table, as an expression. */
export function partitionValue(by: PartitionBy, table?: string): string {
  const column = columnOf(by, table);
  if (!isWhole(by)) return truncated(by, column);
  return by.dataType === "date" ? `date(${column})` : column;
}

/** The type of that expression. */
export const partitionType = ({ dataType, ingestion }: PartitionBy): string =>
  ingestion ? "timestamp" : dataType;

export const clusterOf = ({ cluster_by: given }: JsonObject): string[] => {
  if (typeof given === "string") return [given];
  return Array.isArray(given) ? given.map(String) : [];
};

export const clusterClause = (fields: readonly string[]): string[] =>
  fields.length === 0 ? [] : [`cluster by ${fields.join(", ")}`];

/** Partitions and clusters of a table, as its facts tell them. */
export type Layout =
  | { readonly field: string | undefined; readonly granularity: string }
  | ({ readonly field: string | undefined } & Range);

/** One text for each way to lay out a table: `day(d) | a, b`. */
export function layoutOf(by: Layout | undefined, clusters: readonly string[]): string {
  const cluster = clusters.length === 0 ? "" : ` | ${clusters.join(", ")}`;
  if (by === undefined) return `none${cluster}`.toLowerCase();
  const field = by.field ?? "";
  const partition =
    "granularity" in by
      ? `${by.granularity}(${field})`
      : `range(${field}, ${by.start}, ${by.end}, ${by.interval})`;
  return `${partition}${cluster}`.toLowerCase();
}

/** The layout that a config asks for. */
export function wantedLayout(config: JsonObject): string {
  const by = partitionOf(config);
  const clusters = clusterOf(config);
  if (by === undefined) return layoutOf(undefined, clusters);
  if (by.range) return layoutOf({ field: by.field, ...by.range }, clusters);
  const field = by.ingestion ? undefined : by.field;
  return layoutOf({ field, granularity: by.granularity }, clusters);
}

/** The same as keys of a load job. */
export function loadPartitioning(config: JsonObject): Record<string, unknown> {
  const by = partitionOf(config);
  const fields = clusterOf(config);
  const clustering = fields.length === 0 ? {} : { clustering: { fields } };
  if (by === undefined) return clustering;
  if (by.range) return { rangePartitioning: { field: by.field, range: by.range }, ...clustering };
  const type = by.granularity.toUpperCase();
  const timePartitioning = by.ingestion ? { type } : { type, field: by.field };
  return { timePartitioning, ...clustering };
}
