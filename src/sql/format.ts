/** SQL laid out for reading. Only for text without templates: a formatter knows no Jinja. */
import type { SqlLanguage } from "sql-formatter";

const languages: Readonly<Record<string, SqlLanguage>> = {
  duckdb: "duckdb",
  postgres: "postgresql",
  redshift: "redshift",
  snowflake: "snowflake",
  bigquery: "bigquery",
};

/**
 * The same statement with one clause a line and lower-case keywords; the text as it is when the
 * formatter does not understand it. The formatter is loaded at the first call.
 */
export async function formatSql(sql: string, dialect: string): Promise<string> {
  const { format } = await import("sql-formatter");
  const language = languages[dialect] ?? "sql";
  try {
    return format(sql, { language, keywordCase: "lower", tabWidth: 4 });
  } catch {
    // It fails on syntax that it does not know; the text is valid all the same.
    return sql.trim();
  }
}
