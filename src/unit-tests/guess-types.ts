/**
 * Columns of an input that nobody has described: neither the warehouse nor a property file nor the
 * model's SQL says what types it has, so its rows must.
 */
import type { Json, JsonObject } from "../core/node.ts";
import type { Column } from "../core/relation.ts";
import { lowered, namesIn } from "./fixture-sql.ts";

const patterns: readonly (readonly [RegExp, string])[] = [
  [/^\d{4}-\d{2}-\d{2}$/, "date"],
  [/^\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}(:\d{2}(\.\d+)?)?$/, "timestamp"],
];

function typeOf(value: Json): string {
  if (typeof value === "boolean") return "boolean";
  if (typeof value === "number") return Number.isInteger(value) ? "bigint" : "double precision";
  if (typeof value !== "string") return "varchar";
  return patterns.find(([pattern]) => pattern.test(value))?.[1] ?? "varchar";
}

function commonType(values: readonly Json[]): string {
  const types = new Set(values.filter((value) => value !== null).map(typeOf));
  if (types.has("bigint") && types.has("double precision")) types.delete("bigint");
  if (types.has("date") && types.has("timestamp")) types.delete("date");
  const [only, ...others] = types;
  return only === undefined || others.length > 0 ? "varchar" : only;
}

/**
 * A column for each name in the rows, after the declared ones, whose types hold.
 *
 * @param declared Columns of the property file that have a `data_type`.
 */
export function guessColumns(rows: readonly JsonObject[], declared: readonly Column[]): Column[] {
  const known = new Set(declared.map(({ name }) => name.toLowerCase()));
  const values = rows.map(lowered);
  const guessed = namesIn(rows)
    .filter((name) => !known.has(name.toLowerCase()))
    .map((name) => ({
      name,
      type: commonType(values.map((row) => row.get(name.toLowerCase()) ?? null)),
    }));
  return [...declared, ...guessed];
}
