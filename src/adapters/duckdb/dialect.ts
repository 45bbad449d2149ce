/** DuckDB's SQL, as flags. */
import type { Dialect } from "../../core/dialect.ts";

export const dialect: Dialect = {
  name: "duckdb",
  quoteCharacter: '"',
  folding: "insensitive",
  capabilities: {
    transactionalDdl: true,
    merge: true,
    createOrReplaceTable: true,
    viewsSurviveTableSwap: true,
    maxIdentifierLength: 65_535,
  },
  lexical: { nestedComments: true, dollarQuotes: true },
};
