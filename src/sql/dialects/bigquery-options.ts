/** `options(…)` of BigQuery: what a config says of a table or view beside its rows. */
import type { JsonObject } from "../../core/node.ts";

/** Texts of options stand between double quotes, with backslashes. */
export const optionText = (text: string): string =>
  `"${text.replace(/[\\"]/g, "\\$&").replaceAll("\n", "\\n").replaceAll("\r", "\\r")}"`;

const numbered = (config: JsonObject, key: string): number | undefined => {
  const value = config[key];
  if (value === undefined || value === null || value === "") return undefined;
  return Number.isFinite(Number(value)) ? Number(value) : undefined;
};

const pairs = (value: unknown): [string, string][] =>
  value !== null && typeof value === "object" && !Array.isArray(value)
    ? Object.entries(value).map(([key, label]) => [key, String(label ?? "")])
    : [];

const pairList = (all: readonly (readonly [string, string])[]): string =>
  `[${all.map(([key, value]) => `(${optionText(key)}, ${optionText(value)})`).join(", ")}]`;

/** `labels`, over texts of `meta` where `labels_from_meta` asks for them. */
function labelsOf(config: JsonObject): [string, string][] {
  const meta = config["meta"];
  const borrowed =
    config["labels_from_meta"] === true
      ? Object.entries(meta !== null && typeof meta === "object" ? meta : {}).filter(
          ([, value]) => typeof value === "string",
        )
      : [];
  const all = new Map([
    ...borrowed.map(([key, value]) => [key, String(value)] as const),
    ...pairs(config["labels"]),
  ]);
  return [...all];
}

type Option = readonly [name: string, value: string];

/** What tables, views and materialized views have in common. */
function shared(config: JsonObject): Option[] {
  const hours = numbered(config, "hours_to_expiration");
  const labels = labelsOf(config);
  const tags = pairs(config["resource_tags"]);
  return [
    ...(hours === undefined ? [] : [expiration(hours)]),
    ...(labels.length === 0 ? [] : [["labels", pairList(labels)] as const]),
    ...(tags.length === 0 ? [] : [["tags", pairList(tags)] as const]),
  ];
}

const expiration = (hours: number): Option => [
  "expiration_timestamp",
  `timestamp_add(current_timestamp(), interval ${hours} hour)`,
];

function encryption({ kms_key_name: key }: JsonObject): Option[] {
  return typeof key === "string" && key !== "" ? [["kms_key_name", optionText(key)]] : [];
}

function ofPartitions(config: JsonObject): Option[] {
  const days = numbered(config, "partition_expiration_days");
  const filter = config["require_partition_filter"];
  return [
    ...(days === undefined ? [] : [["partition_expiration_days", String(days)] as const]),
    ...(typeof filter === "boolean" ? [["require_partition_filter", String(filter)] as const] : []),
  ];
}

export const optionList = (options: readonly Option[]): string =>
  options.map(([name, value]) => `${name} = ${value}`).join(", ");

const clause = (options: readonly Option[]): string[] =>
  options.length === 0 ? [] : [`options(${optionList(options)})`];

export const tableOptions = (config: JsonObject): string[] =>
  clause([...shared(config), ...encryption(config), ...ofPartitions(config)]);

/** A table that is of no use after the run: it goes by itself should the run be killed. */
export const stagingOptions = (config: JsonObject): string[] =>
  clause([expiration(12), ...encryption(config)]);

export const viewOptions = (config: JsonObject): string[] => clause(shared(config));

/** What can be changed of a materialized view that exists, as far as the config speaks of it. */
export function refreshOptions(config: JsonObject): Option[] {
  const { enable_refresh: enabled, max_staleness: staleness } = config;
  const minutes = numbered(config, "refresh_interval_minutes");
  return [
    ...(typeof enabled === "boolean" ? [["enable_refresh", String(enabled)] as const] : []),
    ...(minutes === undefined ? [] : [["refresh_interval_minutes", String(minutes)] as const]),
    ...(typeof staleness === "string" && staleness !== ""
      ? [["max_staleness", staleness] as const]
      : []),
  ];
}

export const materializedViewOptions = (config: JsonObject): string[] =>
  clause([...shared(config), ...encryption(config), ...refreshOptions(config)]);
