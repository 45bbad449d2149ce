/** Rows of a unit test as a select: every column of the input, cast to its type. */
import type { Dialect } from "../core/dialect.ts";
import type { Json, JsonObject } from "../core/node.ts";
import type { Column } from "../core/relation.ts";
import { literal, quoteIdentifier } from "../sql/quote.ts";

/** A value that nobody has given a type to. */
export function valueSql(value: Json, dialect: Dialect): string {
  if (value === null) return "null";
  if (typeof value === "string") return literal(value, dialect);
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  if (Array.isArray(value)) return `[${value.map((item) => valueSql(item, dialect)).join(", ")}]`;
  const fields = Object.entries(value).map(
    ([key, item]) => `${literal(key, dialect)}: ${valueSql(item, dialect)}`,
  );
  return `{${fields.join(", ")}}`;
}

/**
 * A value as its column has it. A length that would cut texts off (`varchar(3)`) is left out: a test
 * must show the value that its author wrote.
 */
export function castSql(value: Json, type: string, dialect: Dialect): string {
  const wide = typeof value === "string" && /^(character )?var(ying|char)/i.test(type);
  const target = wide ? type.replace(/\(.*\)$/, "") : type;
  return `cast(${valueSql(value, dialect)} as ${target})`;
}

const select = (columns: readonly Column[], value: (column: Column) => Json, dialect: Dialect) =>
  `select ${columns
    .map((column) => {
      const cast = castSql(value(column), column.type, dialect);
      return `${cast} as ${quoteIdentifier(column.name, dialect)}`;
    })
    .join(", ")}`;

/** A row with its names in lower case: names of columns are written in any case. */
export const lowered = (row: JsonObject): ReadonlyMap<string, Json> =>
  new Map(Object.entries(row).map(([name, value]) => [name.toLowerCase(), value]));

/** A select of the rows; columns that a row does not name are null. */
export function rowsSql(
  rows: readonly JsonObject[],
  columns: readonly Column[],
  dialect: Dialect,
): string {
  if (rows.length === 0) return `${select(columns, () => null, dialect)}\nlimit 0`;
  return rows
    .map((row) => {
      const values = lowered(row);
      return select(columns, ({ name }) => values.get(name.toLowerCase()) ?? null, dialect);
    })
    .join("\nunion all\n");
}

/** The names that rows use, as first written, in the order of their first use. */
export function namesIn(rows: readonly JsonObject[]): string[] {
  const names = new Map<string, string>();
  for (const row of rows) {
    for (const name of Object.keys(row)) {
      if (!names.has(name.toLowerCase())) names.set(name.toLowerCase(), name);
    }
  }
  return [...names.values()];
}

/** A name that rows use and the columns do not have, with the row that uses it. */
export function unknownName(
  rows: readonly JsonObject[],
  columns: readonly { readonly name: string }[],
): { readonly row: number; readonly name: string } | undefined {
  const known = new Set(columns.map(({ name }) => name.toLowerCase()));
  for (const [row, values] of rows.entries()) {
    for (const name of Object.keys(values)) {
      if (!known.has(name.toLowerCase())) return { row, name };
    }
  }
  return undefined;
}
