/** dbt's Column: a name with a type, and the questions that macros ask about types. */
import { PyError } from "../../jinja/errors.ts";
import { bindArguments, builtin, methods, parameters } from "../../jinja/params.ts";
import { reprOf } from "../../jinja/printing.ts";
import { type Kwargs, PyObject, type Value } from "../../jinja/value.ts";
import type { Warehouse } from "../warehouse.ts";
import { bound } from "./method-table.ts";

type Size = number | string | null;

const sizeOf = (value: Value): Size =>
  typeof value === "number" || typeof value === "string" ? value : null;

export class ColumnValue extends PyObject {
  readonly typeName: string;
  readonly warehouse: Warehouse;
  readonly name: string;
  readonly dtype: string;
  readonly size: Size;
  readonly precision: Size;
  readonly scale: Size;

  constructor(warehouse: Warehouse, name: string, dtype: string, sizes: readonly Size[] = []) {
    super();
    this.typeName = warehouse.columnName;
    this.warehouse = warehouse;
    this.name = name;
    this.dtype = dtype;
    [this.size = null, this.precision = null, this.scale = null] = sizes;
  }

  get quoted(): string {
    const quote = this.warehouse.quoteCharacter;
    return `${quote}${this.name}${quote}`;
  }
  is(kind: "integers" | "floats" | "numerics" | "strings"): boolean {
    return this.warehouse[kind].has(this.dtype.toLowerCase());
  }
  get dataType(): string {
    if (this.warehouse.sizeless) return this.dtype;
    if (this.warehouse.unsizedTexts && this.size === null && this.is("strings")) return this.dtype;
    if (this.is("strings")) return stringType(this.stringSize());
    if (this.is("numerics")) return numericType(this.dtype, this.precision, this.scale);
    return this.dtype;
  }
  stringSize(): number {
    if (!this.is("strings")) {
      throw new PyError(
        "TypeError",
        `string_size() asked of column '${this.name}', which is ${this.dtype}`,
      );
    }
    return this.dtype === "text" || this.size === null ? 256 : Number(this.size);
  }
  getattr(name: string): Value | undefined {
    if (attributes.has(name)) return attributes.get(name)?.(this);
    return bound(columnMethods, this, name);
  }
  override str(): string {
    if (this.warehouse.sizesInTypes) {
      const sizes = [this.size, this.precision, this.scale].map((size) => reprOf(size));
      const [size, precision, scale] = sizes;
      return `${this.typeName}(column=${reprOf(this.name)}, dtype=${reprOf(this.dtype)}, char_size=${size}, numeric_precision=${precision}, numeric_scale=${scale}, fields=[])`;
    }
    return `<${this.typeName} ${this.name} (${this.dataType})>`;
  }
  override equals(other: Value): boolean {
    return (
      other instanceof ColumnValue && other.name === this.name && other.dataType === this.dataType
    );
  }
}

const attributes: ReadonlyMap<string, (self: ColumnValue) => Value> = new Map<
  string,
  (self: ColumnValue) => Value
>([
  ["name", (self) => self.name],
  ["column", (self) => self.name],
  ["quoted", (self) => self.quoted],
  ["dtype", (self) => self.dtype],
  ["data_type", (self) => self.dataType],
  ["expanded_data_type", (self) => self.dataType],
  ["char_size", (self) => self.size],
  ["numeric_precision", (self) => self.precision],
  ["numeric_scale", (self) => self.scale],
  ["mode", () => "NULLABLE"],
  ["fields", (self) => structFields(self)],
]);

/** The parts of `STRUCT(a INTEGER, b DECIMAL(10, 2))`; commas inside of parentheses do not split. */
function structFields(self: ColumnValue): ColumnValue[] {
  const body = /^struct\((.*)\)$/is.exec(self.dtype)?.[1];
  if (body === undefined) return [];
  const fields: string[] = [];
  let depth = 0;
  let start = 0;
  for (let i = 0; i <= body.length; i++) {
    if (body[i] === "(") depth++;
    else if (body[i] === ")") depth--;
    if (i === body.length || (body[i] === "," && depth === 0)) {
      fields.push(body.slice(start, i).trim());
      start = i + 1;
    }
  }
  return fields.map((field) => {
    const [, name = "", dtype = ""] = /^("[^"]*"|\S+)\s+(.*)$/s.exec(field) ?? [];
    return new ColumnValue(self.warehouse, name, dtype);
  });
}

function flattened(self: ColumnValue): ColumnValue[] {
  const fields = structFields(self);
  if (fields.length === 0) return [self];
  return fields.flatMap((field) =>
    flattened(field).map(
      (leaf) => new ColumnValue(self.warehouse, `${self.name}.${leaf.name}`, leaf.dtype),
    ),
  );
}

const columnMethods = methods<ColumnValue>({
  is_string: (self) => self.is("strings"),
  is_integer: (self) => self.is("integers"),
  is_numeric: (self) => self.is("numerics"),
  is_float: (self) => self.is("floats"),
  is_number: (self) => self.is("integers") || self.is("numerics") || self.is("floats"),
  is_struct: (self) => self.dtype.toLowerCase().startsWith("struct"),
  string_size: (self) => self.stringSize(),
  "string_type size": (_, size) => stringType(size),
  "numeric_type dtype precision scale": (_, dtype, precision, scale) =>
    numericType(dtype, precision, scale),
  "translate_type dtype": (self, dtype) => translateType(self.warehouse, String(dtype)),
  "literal value": (self, value) => `${String(value)}::${self.dataType}`,
  "can_expand_to other_column": (self, other) =>
    other instanceof ColumnValue &&
    self.is("strings") &&
    other.is("strings") &&
    other.stringSize() > self.stringSize(),
  flatten: flattened,
});

const stringType = (size: Value): string => `character varying(${String(size)})`;

function numericType(dtype: Value, precision: Value, scale: Value): string {
  const whole =
    precision === null || precision === undefined || scale === null || scale === undefined;
  return whole ? String(dtype) : `${String(dtype)}(${String(precision)},${String(scale)})`;
}

/** The warehouse's name for a type that dbt calls the same everywhere. */
export const translateType = (warehouse: Warehouse, dtype: string): string =>
  warehouse.types[dtype.toUpperCase()] ?? dtype;

/**
 * A column from the type as the warehouse spells it: `numeric(10,2)`. Where sizes stay in types, as
 * dbt has it for DuckDB, nothing is taken apart.
 */
export function columnOf(warehouse: Warehouse, name: string, type: string): ColumnValue {
  const found = /^([^(]+)\(\s*(\d+)\s*(?:,\s*(\d+)\s*)?\)$/.exec(type);
  if (!found || warehouse.sizesInTypes) return new ColumnValue(warehouse, name, type);
  const [, base = "", first, second] = found;
  const sizes = second === undefined ? [Number(first)] : [null, Number(first), Number(second)];
  return new ColumnValue(warehouse, name, base.trim(), sizes);
}

const columnParameters = parameters(
  "Column column dtype char_size? numeric_precision? numeric_scale?",
);

/** `api.Column`. */
export class ColumnClass extends PyObject {
  readonly typeName = "type";
  readonly #warehouse: Warehouse;
  readonly #members: Readonly<Record<string, Value>>;

  constructor(warehouse: Warehouse) {
    super();
    this.#warehouse = warehouse;
    this.#members = {
      translate_type: builtin("translate_type dtype", (dtype) =>
        translateType(warehouse, String(dtype)),
      ),
      numeric_type: builtin("numeric_type dtype precision scale", (dtype, precision, scale) =>
        warehouse.sizeless ? dtype : numericType(dtype, precision, scale),
      ),
      string_type: builtin("string_type size", (size) =>
        warehouse.sizeless ? "string" : stringType(size),
      ),
      create: builtin(
        "create name label_or_dtype",
        (name, dtype) =>
          new ColumnValue(warehouse, String(name), translateType(warehouse, String(dtype))),
      ),
      from_description: builtin("from_description name raw_data_type", (name, type) =>
        columnOf(warehouse, String(name), String(type)),
      ),
    };
  }
  getattr(name: string): Value | undefined {
    return Object.hasOwn(this.#members, name) ? this.#members[name] : undefined;
  }
  override call(args: readonly Value[], kwargs: Kwargs): Value {
    const [name, dtype, ...sizes] = bindArguments(columnParameters, args, kwargs);
    return new ColumnValue(this.#warehouse, String(name), String(dtype), sizes.map(sizeOf));
  }
  override str(): string {
    return "<class 'Column'>";
  }
}
