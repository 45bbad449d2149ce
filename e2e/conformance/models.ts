/** Text of models, short enough to be read inside of a behaviour. */

/** A model's file: its config, then its select. */
export function model(config: Readonly<Record<string, unknown>>, sql: string): string {
  return `{{ config(**${jinja(config)}) }}\n${sql}\n`;
}

/** JSON is a literal of Jinja but for three words. */
function jinja(value: unknown): string {
  return JSON.stringify(value)
    .replace(/\bnull\b/g, "none")
    .replaceAll(":true", ":True")
    .replaceAll(":false", ":False");
}

export const table = (sql: string, config: Readonly<Record<string, unknown>> = {}) =>
  model({ materialized: "table", ...config }, sql);

export const view = (sql: string, config: Readonly<Record<string, unknown>> = {}) =>
  model({ materialized: "view", ...config }, sql);

export const incremental = (sql: string, config: Readonly<Record<string, unknown>> = {}) =>
  model({ materialized: "incremental", ...config }, sql);

/** A select of literal rows; the first row names the columns. */
export function rowsOf(
  columns: readonly string[],
  ...rows: readonly (readonly string[])[]
): string {
  return rows
    .map((row, i) => {
      const values = row.map((value, j) => (i === 0 ? `${value} as ${columns[j]}` : value));
      return `select ${values.join(", ")}`;
    })
    .join(" union all\n");
}
