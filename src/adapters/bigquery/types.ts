/** Columns of BigQuery: their types as SQL spells them. */
import type { Column } from "../../core/relation.ts";
import type { Field, Schema } from "./api.ts";

/** The interface still speaks of types by their names of legacy SQL. */
const names: Readonly<Record<string, string>> = {
  INTEGER: "INT64",
  FLOAT: "FLOAT64",
  BOOLEAN: "BOOL",
};

export const columnsOf = (schema: Schema | undefined): Column[] =>
  (schema?.fields ?? []).map((field) => ({ name: field.name, type: typeOf(field) }));

/** `ARRAY<STRUCT<a INT64, b STRING(5)>>`. */
export function typeOf(field: Field): string {
  const type = elementType(field);
  return field.mode === "REPEATED" ? `ARRAY<${type}>` : type;
}

function elementType({ type, fields, precision, scale, maxLength, rangeElementType }: Field) {
  if (type === "RECORD" || type === "STRUCT") {
    const members = (fields ?? []).map((field) => `${field.name} ${typeOf(field)}`);
    return `STRUCT<${members.join(", ")}>`;
  }
  if (type === "RANGE") return `RANGE<${rangeElementType?.type ?? ""}>`;
  const name = names[type] ?? type;
  if (precision !== undefined && precision !== "0") {
    const places = scale === undefined || scale === "0" ? "" : `, ${scale}`;
    return `${name}(${precision}${places})`;
  }
  return maxLength === undefined || maxLength === "0" ? name : `${name}(${maxLength})`;
}
