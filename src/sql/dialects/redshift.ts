/** Redshift: Postgres without indexes, with distribution and sort keys. */
import type { Dialect, Spelling } from "../../core/dialect.ts";
import { quoteIdentifier } from "../quote.ts";
import {
  informationSchema,
  renamingDdl,
  standardSnapshots,
  standardTemplates,
  suffixed,
} from "../standard.ts";
import { postgresGrants } from "./postgres.ts";

const spelling: Spelling = {
  name: "redshift",
  quoteCharacter: '"',
  folding: "lower",
  lexical: { nestedComments: true, dollarQuotes: true },
};

const maxIdentifierLength = 127;
const renaming = renamingDdl(spelling, maxIdentifierLength);

export const redshift: Dialect = {
  ...spelling,
  capabilities: {
    transactions: "ddl",
    replaceTable: "rename",
    replaceView: "rename",
    merge: "listed",
    viewsSurviveTableSwap: false,
    databaseInForeignKeys: true,
    maxIdentifierLength,
  },
  ddl: {
    ...renaming,
    rename: (kind, from, to) =>
      `alter ${kind === "view" ? "view" : "table"} ${from} rename to ${to}`,
    staging({ name }, suffix) {
      const staged = quoteIdentifier(suffixed(name, suffix, maxIdentifierLength), spelling);
      const drop = `drop table if exists ${staged}`;
      return { name: staged, head: `create temporary table ${staged} as (\n`, tail: "\n)", drop };
    },
    index: () => undefined,
  },
  strategies: {
    names: ["append", "delete+insert", "merge", "microbatch"],
    keyed: "delete+insert",
    plain: "append",
    microbatch: "delete-insert",
  },
  snapshots: { ...standardSnapshots, now: "getdate()" },
  grants: postgresGrants,
  templates: {
    ...standardTemplates,
    prefixes: ["redshift", "postgres", "default"],
    columnName: "RedshiftColumn",
    relations: informationSchema(spelling),
    maxIdentifierLength,
  },
  profile: {
    defaultSchema: "public",
    aliases: { dbname: "database", pass: "password" },
    shown: {
      host: null,
      user: null,
      port: null,
      database: null,
      method: "database",
      cluster_id: null,
      iam_profile: null,
      schema: null,
      sslmode: null,
      region: null,
      autocommit: true,
      access_key_id: null,
    },
  },
};
