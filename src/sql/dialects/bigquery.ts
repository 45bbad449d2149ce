/** BigQuery: `create or replace` for all, no transactions over DDL, options instead of comments. */
import type { Dialect, Spelling } from "../../core/dialect.ts";
import { informationSchema, standardDdl, standardTemplates, words } from "../standard.ts";

const spelling: Spelling = {
  name: "bigquery",
  quoteCharacter: "`",
  folding: "insensitive",
  lexical: { backslashEscapes: true, hashComments: true, tripleQuotes: true },
};

const maxIdentifierLength = 1024;

export const bigquery: Dialect = {
  ...spelling,
  capabilities: {
    transactions: "none",
    replaceTable: "statement",
    replaceView: "statement",
    merge: "listed",
    viewsSurviveTableSwap: true,
    databaseInForeignKeys: true,
    maxIdentifierLength,
  },
  ddl: { ...standardDdl(spelling, maxIdentifierLength), index: () => undefined },
  strategies: {
    names: ["merge", "insert_overwrite", "microbatch"],
    keyed: "merge",
    plain: "merge",
    microbatch: "insert-overwrite",
  },
  snapshots: {
    now: "cast(current_timestamp() as timestamp)",
    hash(parts) {
      const texts = parts.map((part) => `coalesce(cast(${part} as string), '')`);
      return `to_hex(md5(concat(${texts.join(", '|', ")})))`;
    },
    write: "merge",
    text: "string",
  },
  templates: {
    ...standardTemplates,
    prefixes: ["bigquery", "default"],
    columnName: "BigQueryColumn",
    relations: informationSchema(spelling),
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
      impersonate_service_account: null,
      job_retries: 1,
      job_execution_timeout_seconds: null,
      dataproc_region: null,
      gcs_bucket: null,
    },
  },
};
