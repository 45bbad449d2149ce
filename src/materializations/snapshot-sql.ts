/** The selects of a snapshot: its first versions, and the changes that a later run finds. */
import type { Column } from "../core/relation.ts";
import { quoteIdentifier } from "../sql/quote.ts";
import type { MaterializationInput } from "./materialization.ts";
import type { SnapshotConfig } from "./snapshot-config.ts";

const scdId = ({ keys, updatedAt, style }: SnapshotConfig): string =>
  style.hash([...keys, updatedAt]);

/** `dbt_valid_to` of a current version; the odd `nullif` gives a null the type of a time. */
function openEnd({ updatedAt, current }: SnapshotConfig): string {
  return `coalesce(nullif(${updatedAt}, ${updatedAt}), ${current ?? "null"})`;
}

export function firstVersions(
  { select }: Pick<MaterializationInput, "select">,
  config: SnapshotConfig,
): string {
  const { names, updatedAt, hardDeletes } = config;
  const deleted = hardDeletes === "new_record" ? `,\n  'False' as ${names.isDeleted}` : "";
  return `select *,
  ${scdId(config)} as ${names.scdId},
  ${updatedAt} as ${names.updatedAt},
  ${updatedAt} as ${names.validFrom},
  ${openEnd(config)} as ${names.validTo}${deleted}
from (
${select}
) sbq`;
}

/** Names of the working columns that hold the key. */
export function keyNames({ keys, listed }: SnapshotConfig): string[] {
  return listed ? keys.map((_, i) => `dbt_unique_key_${i + 1}`) : ["dbt_unique_key"];
}

export interface StagingFacts {
  readonly input: MaterializationInput;
  readonly config: SnapshotConfig;
  /** Columns of the select. */
  readonly source: readonly Column[];
  /** Columns of the snapshot table. */
  readonly present: readonly Column[];
  /** Condition under which a row is a new version. */
  readonly changed: string;
  readonly target: string;
}

/**
 * All changes as rows of `dbt_change_type` insert, update or delete: new and changed rows are
 * inserts, and each version that ends is an update (or a delete) with the time of its end.
 */
export function staging(facts: StagingFacts): string {
  const { input, config } = facts;
  const { names, updatedAt } = config;
  const keys = config.keys.map((key, i) => `${key} as ${keyNames(config)[i]}`).join(", ");
  const open = config.current
    ? `(${names.validTo} = ${config.current} or ${names.validTo} is null)`
    : `${names.validTo} is null`;
  const deletes = config.hardDeletes !== "ignore";
  const records = config.hardDeletes === "new_record";
  const parts = [
    `with snapshot_query as (\n${input.select}\n)`,
    `snapshotted_data as (
  select *, ${keys}
  from ${facts.target}
  where ${open}
)`,
    `insertions_source_data as (
  select *, ${keys},
    ${updatedAt} as ${names.updatedAt},
    ${updatedAt} as ${names.validFrom},
    ${openEnd(config)} as ${names.validTo},
    ${scdId(config)} as ${names.scdId}
  from snapshot_query
)`,
    `updates_source_data as (
  select *, ${keys},
    ${updatedAt} as ${names.updatedAt},
    ${updatedAt} as ${names.validFrom},
    ${updatedAt} as ${names.validTo}
  from snapshot_query
)`,
    ...(deletes ? [`deletes_source_data as (\n  select *, ${keys}\n  from snapshot_query\n)`] : []),
    insertions(facts),
    updates(facts),
    ...(deletes ? [deletions(facts)] : []),
    ...(records ? [deletionRecords(facts)] : []),
  ];
  const branches = [
    "insertions",
    "updates",
    ...(deletes ? ["deletes"] : []),
    ...(records ? ["deletion_records"] : []),
  ];
  return `${parts.join(",\n")}\n${branches.map((name) => `select * from ${name}`).join("\nunion all\n")}`;
}

function sameKey(config: SnapshotConfig): string {
  return keyNames(config)
    .map((key) => `snapshotted_data.${key} = source_data.${key}`)
    .join(" and ");
}

const firstKey = (config: SnapshotConfig): string => keyNames(config)[0] ?? "dbt_unique_key";

/** A row that is back after a deletion is new, whether it changed or not. */
const changedOrBack = ({ changed, config }: StagingFacts): string =>
  config.hardDeletes === "new_record"
    ? `${changed} or snapshotted_data.${config.names.isDeleted} = 'True'`
    : changed;

function insertions(facts: StagingFacts): string {
  const { config } = facts;
  const deleted =
    config.hardDeletes === "new_record" ? `, 'False' as ${config.names.isDeleted}` : "";
  const key = `snapshotted_data.${firstKey(config)}`;
  return `insertions as (
  select 'insert' as dbt_change_type, source_data.*${deleted}
  from insertions_source_data as source_data
  left outer join snapshotted_data on ${sameKey(config)}
  where ${key} is null
    or (${key} is not null and (${changedOrBack(facts)}))
)`;
}

function updates(facts: StagingFacts): string {
  const { names, hardDeletes } = facts.config;
  const deleted = hardDeletes === "new_record" ? `, snapshotted_data.${names.isDeleted}` : "";
  return `updates as (
  select 'update' as dbt_change_type, source_data.*, snapshotted_data.${names.scdId}${deleted}
  from updates_source_data as source_data
  join snapshotted_data on ${sameKey(facts.config)}
  where (${changedOrBack(facts)})
)`;
}

/** The rows that are gone from the select; those that were recorded as deleted stay as they are. */
function goneFrom({ config }: StagingFacts): string {
  const { names, current, hardDeletes } = config;
  const end = `snapshotted_data.${names.validTo}`;
  const recorded = `
    and not (
      snapshotted_data.${names.isDeleted} = 'True'
      and ${current ? `${end} = ${current}` : `${end} is null`}
    )`;
  return `from snapshotted_data
  left join deletes_source_data as source_data on ${sameKey(config)}
  where source_data.${firstKey(config)} is null${hardDeletes === "new_record" ? recorded : ""}`;
}

function deletions(facts: StagingFacts): string {
  const { names, hardDeletes, style } = facts.config;
  const deleted = hardDeletes === "new_record" ? `, snapshotted_data.${names.isDeleted}` : "";
  return `deletes as (
  select 'delete' as dbt_change_type, source_data.*,
    ${style.now} as ${names.validFrom},
    ${style.now} as ${names.updatedAt},
    ${style.now} as ${names.validTo},
    snapshotted_data.${names.scdId}${deleted}
  ${goneFrom(facts)}
)`;
}

/** A new version that says "deleted", with the last known values. */
function deletionRecords(facts: StagingFacts): string {
  const { config, source, present, input } = facts;
  const { names, style } = config;
  const known = new Set(present.map(({ name }) => name.toLowerCase()));
  const values = source.map(({ name }) => {
    const from = known.has(name.toLowerCase()) ? "snapshotted_data" : "source_data";
    return `${from}.${quoteIdentifier(name, input.dialect)}`;
  });
  const keys = keyNames(config).map((key) => `snapshotted_data.${key}`);
  return `deletion_records as (
  select 'insert' as dbt_change_type,
    ${[...values, ...keys].join(", ")},
    ${style.now} as ${names.validFrom},
    ${style.now} as ${names.updatedAt},
    snapshotted_data.${names.validTo} as ${names.validTo},
    ${style.hash([names.scdId, style.now])} as ${names.scdId},
    'True' as ${names.isDeleted}
  ${goneFrom(facts)}
)`;
}
