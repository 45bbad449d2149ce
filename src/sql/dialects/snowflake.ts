/** Snowflake: `create or replace` for all; DDL commits by itself. */
import type { Dialect, Spelling } from "../../core/dialect.ts";
import {
  informationSchema,
  standardDdl,
  standardSnapshots,
  standardTemplates,
  words,
} from "../standard.ts";

const spelling: Spelling = {
  name: "snowflake",
  quoteCharacter: '"',
  folding: "upper",
  lexical: { backslashEscapes: true, slashComments: true, dollarQuotes: true },
};

const maxIdentifierLength = 255;

export const snowflake: Dialect = {
  ...spelling,
  capabilities: {
    transactions: "dml",
    replaceTable: "statement",
    replaceView: "statement",
    merge: "listed",
    viewsSurviveTableSwap: true,
    databaseInForeignKeys: true,
    maxIdentifierLength,
  },
  ddl: { ...standardDdl(spelling, maxIdentifierLength), index: () => undefined },
  strategies: {
    names: ["append", "delete+insert", "insert_overwrite", "merge", "microbatch"],
    keyed: "merge",
    plain: "append",
    microbatch: "delete-insert",
  },
  snapshots: {
    ...standardSnapshots,
    now: "to_timestamp_ntz(convert_timezone('UTC', current_timestamp()))",
    write: "merge",
  },
  templates: {
    ...standardTemplates,
    prefixes: ["snowflake", "default"],
    columnName: "SnowflakeColumn",
    relations: informationSchema(spelling),
    maxIdentifierLength,
    ownMaterializations: words("table, view, incremental"),
    quoting: { database: false, schema: false, identifier: false },
    integers: words("int, integer, bigint, smallint, tinyint, byteint, numeric, number"),
    numerics: words("int, integer, bigint, smallint, tinyint, byteint, numeric, decimal, number"),
    strings: words("text, character varying, character, varchar, string"),
  },
  profile: {
    defaultSchema: "PUBLIC",
    aliases: {},
    shown: {
      account: null,
      user: null,
      database: null,
      warehouse: null,
      role: null,
      schema: null,
      authenticator: null,
      client_session_keep_alive: false,
      query_tag: null,
    },
  },
};
