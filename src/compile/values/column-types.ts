/** The kinds that agate gives to the columns of a result, as far as their values tell. */
import { isFloat, isInt } from "../../jinja/numbers.ts";
import { PyDate } from "../../jinja/python/date.ts";
import { PyDatetime } from "../../jinja/python/datetime.ts";
import { PyObject, type Value } from "../../jinja/value.ts";
import { Decimal } from "./decimal.ts";

type Kind = "Boolean" | "Date" | "DateTime" | "Integer" | "Number" | "Text";

function kindOf(value: Value): Kind {
  if (typeof value === "boolean") return "Boolean";
  if (isInt(value)) return "Integer";
  if (isFloat(value) || value instanceof Decimal) return "Number";
  if (value instanceof PyDatetime) return "DateTime";
  return value instanceof PyDate ? "Date" : "Text";
}

/** The kind that holds all values; a column of nulls alone counts as whole numbers, as in dbt. */
export function columnKind(values: readonly Value[]): Kind {
  const kinds = new Set(values.filter((value) => value !== null).map(kindOf));
  const [first = "Integer", ...others] = kinds;
  if (others.length === 0) return first;
  const numbers = [...kinds].every((kind) => kind === "Integer" || kind === "Number");
  return numbers ? "Number" : "Text";
}

/** `column.data_type`: an object without anything but its name. */
export class ColumnType extends PyObject {
  readonly typeName: Kind;
  constructor(kind: Kind) {
    super();
    this.typeName = kind;
  }
  getattr(): undefined {
    return undefined;
  }
  override str(): string {
    return `<agate.data_types.${this.typeName}>`;
  }
}
