/** The dialects by adapter type: one file each, one line here. */
import type { Dialect } from "../core/dialect.ts";
import { bigquery } from "./dialects/bigquery.ts";
import { duckdb } from "./dialects/duckdb.ts";
import { postgres } from "./dialects/postgres.ts";
import { redshift } from "./dialects/redshift.ts";
import { snowflake } from "./dialects/snowflake.ts";

const dialects: ReadonlyMap<string, Dialect> = new Map(
  [duckdb, postgres, redshift, snowflake, bigquery].map((dialect) => [dialect.name, dialect]),
);

/** Whether ptx itself has an adapter of the type. */
export const isBuiltIn = (type: string): boolean => dialects.has(type);

/** The dialect of an adapter type; for a type that ptx does not know, DuckDB's under that name. */
export function dialectOf(type: string): Dialect {
  return (
    dialects.get(type) ?? {
      ...duckdb,
      name: type,
      templates: { ...duckdb.templates, prefixes: [type, "default"] },
    }
  );
}
