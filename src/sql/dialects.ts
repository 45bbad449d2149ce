/** The dialects by adapter type: how names are quoted and what DDL can do. Data only. */
import type { Capabilities, Dialect } from "../core/dialect.ts";

const capable: Capabilities = {
  transactionalDdl: true,
  merge: true,
  createOrReplaceTable: true,
  viewsSurviveTableSwap: true,
  maxIdentifierLength: 255,
};

const dialects: Readonly<Record<string, Dialect>> = {
  duckdb: {
    name: "duckdb",
    quoteCharacter: '"',
    folding: "insensitive",
    capabilities: capable,
    lexical: { nestedComments: true, dollarQuotes: true },
  },
  postgres: {
    name: "postgres",
    quoteCharacter: '"',
    folding: "lower",
    capabilities: {
      ...capable,
      createOrReplaceTable: false,
      viewsSurviveTableSwap: false,
      maxIdentifierLength: 63,
    },
    lexical: { nestedComments: true, dollarQuotes: true },
  },
  redshift: {
    name: "redshift",
    quoteCharacter: '"',
    folding: "lower",
    capabilities: {
      ...capable,
      createOrReplaceTable: false,
      viewsSurviveTableSwap: false,
      maxIdentifierLength: 127,
    },
    lexical: { nestedComments: true, dollarQuotes: true },
  },
  snowflake: {
    name: "snowflake",
    quoteCharacter: '"',
    folding: "upper",
    capabilities: { ...capable, transactionalDdl: false },
    lexical: { backslashEscapes: true, slashComments: true, dollarQuotes: true },
  },
  bigquery: {
    name: "bigquery",
    quoteCharacter: "`",
    folding: "insensitive",
    capabilities: { ...capable, transactionalDdl: false, maxIdentifierLength: 1024 },
    lexical: { backslashEscapes: true, hashComments: true, tripleQuotes: true },
  },
};

/** The dialect of an adapter type; for a type that ptx does not know, standard SQL as DuckDB reads it. */
export function dialectOf(type: string): Dialect {
  return dialects[type] ?? { ...(dialects["duckdb"] as Dialect), name: type };
}
