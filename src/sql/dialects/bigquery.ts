/**
 * BigQuery: `create or replace` for all, no transactions over DDL, options instead of comments,
 * partitions that are replaced as a whole.
 */
import type {
  Ddl,
  Dialect,
  Grants,
  MaterializedViews,
  Partitions,
  Spelling,
} from "../../core/dialect.ts";
import { PtxError } from "../../core/error.ts";
import type { JsonObject } from "../../core/node.ts";
import type { RelationKind, RelationName } from "../../core/relation.ts";
import { literal, qualified } from "../quote.ts";
import {
  informationSchema,
  standardDdl,
  standardTemplates,
  suffixed,
  words,
  wordsOf,
} from "../standard.ts";
import {
  materializedViewOptions,
  optionList,
  optionText,
  refreshOptions,
  stagingOptions,
  tableOptions,
  viewOptions,
} from "./bigquery-options.ts";
import {
  clusterClause,
  clusterOf,
  type PartitionBy,
  partitionClause,
  partitionOf,
  partitionType,
  partitionValue,
  wantedLayout,
} from "./bigquery-partitions.ts";
import { addsFields, convertedColumn } from "./bigquery-structs.ts";

const spelling: Spelling = {
  name: "bigquery",
  quoteCharacter: "`",
  folding: "insensitive",
  lexical: { backslashEscapes: true, hashComments: true, tripleQuotes: true },
};

const maxIdentifierLength = 1024;
const standard = standardDdl(spelling, maxIdentifierLength);

/** `create or replace table x`, and how its rows lie. */
function tableHead(name: string, config: JsonObject, options: readonly string[]): string {
  return [
    `create or replace table ${name}`,
    ...partitionClause(partitionOf(config)),
    ...clusterClause(clusterOf(config)),
    ...options,
  ].join("\n");
}

/** The layout of a table stands behind its columns. */
function definedHead(name: string, definitions: readonly string[], config: JsonObject): string {
  const columns = `create or replace table ${name} (\n  ${definitions.join(",\n  ")}\n)`;
  return tableHead(name, config, tableOptions(config)).replace(
    `create or replace table ${name}`,
    () => columns,
  );
}

const tableAs = (name: string, config: JsonObject) => ({
  head: `${tableHead(name, config, tableOptions(config))}\nas (\n`,
  tail: "\n)",
});

const inWords = (kind: RelationKind): string =>
  kind === "external" ? "external table" : wordsOf(kind);

/** One statement: a table takes five changes in ten seconds, and no more. */
const altered = (table: string, changes: readonly string[]): string[] =>
  changes.length === 0 ? [] : [`alter table ${table} ${changes.join(", ")}`];

const ddl: Ddl = {
  ...standard,
  tableAs,
  tableOf: definedHead,
  definedAs: (name, definitions, config) => ({
    head: `${definedHead(name, definitions, config)}\nas (\n`,
    tail: "\n)",
  }),
  viewAs: (name, config) => ({
    head: `${[`create or replace view ${name}`, ...viewOptions(config)].join("\n")}\nas (\n`,
    tail: "\n)",
  }),
  // Temporary tables end with their script; this one goes by itself when nobody drops it.
  staging(target, suffix, config) {
    const staged = { ...target, name: suffixed(target.name, suffix, maxIdentifierLength) };
    const name = qualified(staged, spelling);
    const head = `${tableHead(name, config, stagingOptions(config))}\nas (\n`;
    return { name, head, tail: "\n)", drop: `drop table if exists ${name}` };
  },
  drop: (kind, name) => `drop ${inWords(kind)} if exists ${name}`,
  addColumns: (table, columns) =>
    altered(
      table,
      columns.map(({ name, type }) => `add column ${name} ${type}`),
    ),
  dropColumns: (table, columns) =>
    altered(
      table,
      columns.map((name) => `drop column ${name}`),
    ),
  // Few types can be changed in place: like dbt, it writes the table anew.
  alterType(table, { name, type, was = "" }, config) {
    const { head, tail } = tableAs(table, config);
    const value = convertedColumn(name, was, type);
    return [`${head}select * replace (${value} as ${name}) from ${table}${tail}`];
  },
  addsFields,
  comment: (kind, name, text) =>
    `alter ${inWords(kind)} ${name} set options(description = ${optionText(text)})`,
  columnComments: (kind, name, comments) =>
    `alter ${kind === "view" ? "view" : "table"} ${name}\n${comments
      .map(
        ({ column, text }) =>
          `  alter column ${column} set options(description = ${optionText(text)})`,
      )
      .join(",\n")}`,
  index: () => undefined,
  clone: (from, to) => `create or replace table ${to} clone ${from}`,
  // Keys are facts for the optimizer, and nothing checks them; other constraints cannot be written.
  constraint(type, written) {
    if (type === "primary_key" || type === "foreign_key") return `${written} not enforced`;
    return type === "unique" || type === "check" ? undefined : written;
  },
  layoutOf: wantedLayout,
  // One script: BigQuery rolls back what a script leaves open at its end.
  together: (statements) =>
    ["begin transaction", ...statements, "commit transaction"].join(";\n\n"),
  prologue(target, select, config) {
    const by = partitionOf(config);
    if (!by || !select.includes("_dbt_max_partition")) return "";
    const value = by.ingestion ? "_PARTITIONTIME" : by.field;
    const newest = `select max(${value}) from ${qualified(target, spelling)} where ${value} is not null`;
    return `declare _dbt_max_partition ${partitionType(by)} default (\n  ${newest}\n);\n`;
  },
};

const replaced = "dbt_partitions_for_replacement";

function overwrite(
  target: string,
  columns: readonly string[],
  source: string,
  predicate: string,
): string {
  const list = columns.join(", ");
  return `merge into ${target} as DBT_INTERNAL_DEST
using ${source} as DBT_INTERNAL_SOURCE
on false
when not matched by source and ${predicate}
  then delete
when not matched then insert (${list})
  values (${list})`;
}

const partitions: Partitions = {
  overwrite(target, config) {
    const by = required(config, "insert_overwrite");
    const value = partitionValue(by, "DBT_INTERNAL_DEST");
    const listed = Array.isArray(config["partitions"]) ? config["partitions"].map(String) : [];
    if (listed.length > 0) {
      const predicate = `${value} in (${listed.join(", ")})`;
      return {
        statements: (staging, columns) => overwrite(target, columns, staging, predicate),
        direct(columns) {
          const [head = "", tail = ""] = overwrite(target, columns, "(\n\0\n)", predicate).split(
            "\0",
          );
          return { head, tail };
        },
      };
    }
    return {
      statements(staging, columns) {
        const own = partitionValue(by);
        const found = `select distinct ${own} from ${staging} where ${own} is not null`;
        const merge = overwrite(target, columns, staging, `${value} in unnest(${replaced})`);
        return `declare ${replaced} array<${partitionType(by)}> default (array(\n  ${found}\n));\n${merge}`;
      },
    };
  },
  assertBatches(config) {
    const by = required(config, "microbatch");
    const size = String(config["batch_size"] ?? "").toLowerCase();
    if (by.granularity === size && by.dataType !== "int64") return;
    throw new PtxError(
      "PTX4103",
      "The 'microbatch' strategy requires a `partition_by` config with the same granularity as its configured `batch_size`.",
      { hint: `Set \`granularity\` of \`partition_by\` to ${size || "the batch_size"}.` },
    );
  },
};

function required(config: JsonObject, strategy: string): PartitionBy {
  const by = partitionOf(config);
  if (by) return by;
  throw new PtxError(
    "PTX4103",
    `The '${strategy}' strategy requires the \`partition_by\` config.`,
    { hint: "Set `partition_by` to the column that says in which partition a row is." },
  );
}

/** Rights on a relation are listed by the region that it is in. */
const grantsIn = (location: string): Grants => ({
  show: ({ database, schema, name }) => `select grantee, privilege_type
from ${informationOf({ database, schema: `region-${location.toLowerCase()}` })}.OBJECT_PRIVILEGES
where object_schema = ${literal(schema, spelling)} and object_name = ${literal(name, spelling)}
  and split(grantee, ':')[safe_offset(1)] != session_user()`,
  grant: (privilege, name, grantees, kind) =>
    `grant \`${privilege}\` on ${inWords(kind)} ${name} to ${grantees.map(optionText).join(", ")}`,
  revoke: (privilege, name, grantees, kind) =>
    `revoke \`${privilege}\` on ${inWords(kind)} ${name} from ${grantees.map(optionText).join(", ")}`,
  kept: true,
});

const materializedViews: MaterializedViews = {
  kind: "materialized_view",
  create: (name, config) => ({
    head: `${[
      `create or replace materialized view ${name}`,
      ...partitionClause(partitionOf(config)),
      ...clusterClause(clusterOf(config)),
      ...materializedViewOptions(config),
    ].join("\n")}\nas (\n`,
    tail: "\n)",
  }),
  refresh: (name) => `call bq.refresh_materialized_view('${name.replaceAll("`", "")}')`,
  describe: (relation) => {
    const from = (view: string) => `${informationOf(relation)}.${view}`;
    const here = `table_name = ${literal(relation.name, spelling)}`;
    return `select option_name, option_value from ${from("TABLE_OPTIONS")} where ${here}
union all
select 'cluster_by', string_agg(column_name, ', ' order by clustering_ordinal_position)
from ${from("COLUMNS")} where ${here} and clustering_ordinal_position is not null`;
  },
  changes(relation, inForce, config) {
    const present = new Map(inForce);
    const clusters = present.get("cluster_by") ?? "";
    if ((clusters === "null" ? "" : clusters) !== clusterOf(config).join(", ")) return "replace";
    const other = refreshOptions(config).filter(
      ([name, value]) => !sameOption(name, value, present),
    );
    if (other.length === 0) return [];
    return [
      `alter materialized view ${qualified(relation, spelling)} set options(${optionList(other)})`,
    ];
  },
};

/** Options that were never set are not listed; minutes come as a fraction. */
function sameOption(name: string, wanted: string, present: ReadonlyMap<string, string>): boolean {
  const usual: Readonly<Record<string, string>> = {
    enable_refresh: "true",
    refresh_interval_minutes: "30",
  };
  const found = present.get(name) ?? usual[name];
  if (found === undefined) return false;
  return found.toLowerCase() === wanted.toLowerCase() || Number(found) === Number(wanted);
}

/** Quoted parts, and a last one that is not: not every reader of BigQuery's SQL takes it quoted. */
export const informationOf = ({
  database,
  schema,
}: Pick<RelationName, "database" | "schema">): string =>
  `${qualified({ database: undefined, schema: database ?? "", name: schema }, spelling)}.INFORMATION_SCHEMA`;

/** The dialect where data lies in this location: the one thing that SQL must know of it. */
export const bigqueryIn = (location = "US"): Dialect => ({
  ...bigquery,
  grants: grantsIn(location),
});

export const bigquery: Dialect = {
  ...spelling,
  capabilities: {
    transactions: "none",
    replaceTable: "statement",
    replaceView: "statement",
    merge: "listed",
    deleteUsing: false,
    viewsSurviveTableSwap: true,
    databaseInForeignKeys: true,
    maxIdentifierLength,
  },
  ddl,
  partitions,
  strategies: {
    // dbt has neither of the last two here; projects that run elsewhere use them.
    names: ["merge", "insert_overwrite", "microbatch", "append", "delete+insert"],
    keyed: "merge",
    plain: "merge",
    microbatch: "insert-overwrite",
  },
  snapshots: {
    now: "current_timestamp()",
    hash(parts) {
      const texts = parts.map((part) => `coalesce(cast(${part} as string), '')`);
      return `to_hex(md5(concat(${texts.join(", '|', ")})))`;
    },
    write: "merge",
    text: "string",
  },
  grants: grantsIn("US"),
  materializedViews,
  templates: {
    ...standardTemplates,
    prefixes: ["bigquery", "default"],
    columnName: "BigQueryColumn",
    relations: (database, schema) =>
      informationSchema(spelling, `${informationOf({ database, schema })}.TABLES`)(
        database,
        schema,
      ),
    maxIdentifierLength,
    ownMaterializations: words("table, view, incremental"),
    sizeless: true,
    types: {
      STRING: "STRING",
      TIMESTAMP: "TIMESTAMP",
      FLOAT: "FLOAT64",
      INTEGER: "INT64",
      BOOLEAN: "BOOLEAN",
      RECORD: "RECORD",
    },
    integers: words("int64"),
    floats: words("float64"),
    numerics: words("numeric"),
    strings: words("string"),
  },
  profile: {
    defaultSchema: "public",
    aliases: { project: "database", dataset: "schema" },
    shown: {
      method: null,
      database: null,
      execution_project: null,
      schema: null,
      location: null,
      priority: null,
      maximum_bytes_billed: null,
      reservation: null,
      impersonate_service_account: null,
      job_retry_deadline_seconds: null,
      job_retries: 1,
      job_creation_timeout_seconds: null,
      job_execution_timeout_seconds: null,
      client_id: null,
      token_uri: null,
      compute_region: null,
      dataproc_cluster_name: null,
      gcs_bucket: null,
    },
  },
};
