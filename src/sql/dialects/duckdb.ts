/** DuckDB: embedded, everything in transactions, `create or replace` for all. */
import type { Dialect, Spelling } from "../../core/dialect.ts";
import type { JsonObject } from "../../core/node.ts";
import { quoteIdentifier } from "../quote.ts";
import {
  informationSchema,
  standardDdl,
  standardSnapshots,
  standardTemplates,
  words,
} from "../standard.ts";

const spelling: Spelling = {
  name: "duckdb",
  quoteCharacter: '"',
  folding: "insensitive",
  lexical: { nestedComments: true, dollarQuotes: true },
};

const maxIdentifierLength = 65_535;
const standard = standardDdl(spelling, maxIdentifierLength);

/** The name of the file up to its last dot. */
function databaseOf(output: JsonObject): string {
  const path = String(output["path"] ?? ":memory:");
  if (path === ":memory:") return "memory";
  const file =
    path
      .replace(/[?].*$/, "")
      .split("/")
      .at(-1) ?? path;
  return file.replace(/\.[^.]*$/, "");
}

export const duckdb: Dialect = {
  ...spelling,
  capabilities: {
    transactions: "ddl",
    replaceTable: "statement",
    replaceView: "statement",
    merge: "by-name",
    viewsSurviveTableSwap: true,
    databaseInForeignKeys: false,
    maxIdentifierLength,
    updatesInPlace: true,
    smallGroups: {
      on: "set perfect_ht_threshold = 18",
      off: "reset perfect_ht_threshold",
      byte: "utinyint",
    },
  },
  ddl: {
    ...standard,
    staging({ name }, suffix) {
      const staged = quoteIdentifier(`${name}${suffix}`, spelling);
      const head = `create or replace temporary table ${staged} as (\n`;
      return { name: staged, head, tail: "\n)", drop: `drop table if exists temp.${staged}` };
    },
  },
  strategies: {
    names: ["append", "delete+insert", "merge", "microbatch"],
    keyed: "delete+insert",
    plain: "append",
    microbatch: "delete-insert",
  },
  snapshots: standardSnapshots,
  templates: {
    ...standardTemplates,
    prefixes: ["duckdb", "default"],
    ownMaterializations: words("table, incremental"),
    subqueryAlias: false,
    readsFiles: true,
    sizesInTypes: true,
    columnName: "DuckDBColumn",
    integers: words(
      "tinyint, smallint, integer, bigint, hugeint, utinyint, usmallint, uinteger, ubigint, int1, int2, int4, int8, short, int, signed, long",
    ),
    floats: words("real, float, float4, float8, double"),
    relations: informationSchema(spelling, "system.information_schema.tables"),
    maxIdentifierLength,
  },
  profile: { defaultSchema: "main", aliases: {}, database: databaseOf },
};
