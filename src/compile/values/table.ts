/** A query's result as macros know it: rows and columns of an agate table. */

import { pyEquals } from "../../jinja/equality.ts";
import { PyError } from "../../jinja/errors.ts";
import { toList } from "../../jinja/iteration.ts";
import { toNumber } from "../../jinja/numbers.ts";
import { order } from "../../jinja/operators.ts";
import { methods } from "../../jinja/params.ts";
import { toText } from "../../jinja/printing.ts";
import { PyObject, Tuple, type Value } from "../../jinja/value.ts";
import { ColumnType, columnKind } from "./column-types.ts";
import { bound } from "./method-table.ts";
import { groupsOf, TableSet } from "./table-set.ts";
import { asCsv, asJson, asMarkdown } from "./table-text.ts";

/** Position of a column by index (also from the end) or name; -1 when there is none. */
function positionOf(names: readonly string[], key: Value): number {
  if (typeof key === "number") return key < 0 ? key + names.length : key;
  return typeof key === "string" ? names.indexOf(key) : -1;
}

class Row extends PyObject {
  readonly typeName = "Row";
  readonly names: readonly string[];
  readonly cells: readonly Value[];
  constructor(names: readonly string[], cells: readonly Value[]) {
    super();
    this.names = names;
    this.cells = cells;
  }
  getattr(name: string): Value | undefined {
    return bound(rowMethods, this, name) ?? this.getitem(name);
  }
  override getitem(key: Value): Value | undefined {
    return this.cells[positionOf(this.names, key)];
  }
  override iterate(): Iterable<Value> {
    return this.cells;
  }
  override length(): number {
    return this.cells.length;
  }
  override equals(other: Value): boolean {
    const cells = other instanceof Row ? other.cells : other;
    return Array.isArray(cells) && pyEquals(Tuple.from(this.cells), Tuple.from(cells));
  }
  override str(): string {
    return `<agate.Row: (${this.cells.map(toText).join(", ")})>`;
  }
}

const rowMethods = methods<Row>({
  values: (self) => Tuple.from(self.cells),
  keys: (self) => Tuple.from(self.names),
  items: (self) => self.names.map((name, index) => Tuple.of(name, self.cells[index])),
  dict: (self) => new Map(self.names.map((name, index) => [name, self.cells[index]])),
  "get key default?": (self, key, fallback) => self.getitem(key) ?? fallback ?? null,
});

class TableColumn extends PyObject {
  readonly typeName = "Column";
  readonly name: string;
  readonly index: number;
  readonly cells: readonly Value[];
  constructor(name: string, index: number, cells: readonly Value[]) {
    super();
    this.name = name;
    this.index = index;
    this.cells = cells;
  }
  getattr(name: string): Value | undefined {
    if (name === "name" || name === "index") return this[name];
    if (name === "data_type") return new ColumnType(columnKind(this.cells));
    return bound(tableColumnMethods, this, name);
  }
  override getitem(key: Value): Value | undefined {
    return typeof key === "number" ? this.cells.at(key) : undefined;
  }
  override iterate(): Iterable<Value> {
    return this.cells;
  }
  override length(): number {
    return this.cells.length;
  }
  override str(): string {
    return `<agate.Column: (${this.cells.map(toText).join(", ")})>`;
  }
}

/** The order of agate: by value, nulls behind. */
function nullsLast(a: Value, b: Value): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  return order("<", a, b);
}

function distinct(cells: readonly Value[]): Value[] {
  const kept: Value[] = [];
  for (const cell of cells) if (!kept.some((other) => pyEquals(other, cell))) kept.push(cell);
  return kept;
}

const tableColumnMethods = methods<TableColumn>({
  values: (self) => Tuple.from(self.cells),
  values_distinct: (self) => Tuple.from(distinct(self.cells)),
  values_without_nulls: (self) => Tuple.from(self.cells.filter((cell) => cell !== null)),
  values_sorted: (self) => Tuple.from([...self.cells].sort(nullsLast)),
  values_without_nulls_sorted: (self) =>
    Tuple.from(self.cells.filter((cell) => cell !== null).sort(nullsLast)),
});

/** Columns or rows of a table: a sequence that names open, too. */
class Members extends PyObject {
  readonly typeName = "MappedSequence";
  readonly keys: readonly string[];
  readonly items: readonly Value[];
  constructor(keys: readonly string[], items: readonly Value[]) {
    super();
    this.keys = keys;
    this.items = items;
  }
  getattr(name: string): Value | undefined {
    return bound(memberMethods, this, name);
  }
  override getitem(key: Value): Value | undefined {
    return (
      this.items[
        typeof key === "number" && key < 0 ? key + this.items.length : positionOf(this.keys, key)
      ] ?? (typeof key === "number" ? this.items[key] : undefined)
    );
  }
  override iterate(): Iterable<Value> {
    return this.items;
  }
  override length(): number {
    return this.items.length;
  }
}

const memberMethods = methods<Members>({
  values: (self) => Tuple.from(self.items),
  keys: (self) => Tuple.from(self.keys),
  items: (self) => self.keys.map((key, index) => Tuple.of(key, self.items[index])),
  dict: (self) => new Map(self.keys.map((key, index) => [key, self.items[index]])),
  "get key default?": (self, key, fallback) => self.getitem(key) ?? fallback ?? null,
});

export class TableValue extends PyObject {
  readonly typeName = "Table";
  readonly names: readonly string[];
  /** Cells by row. */
  readonly cells: readonly (readonly Value[])[];
  /** Receives what `print_table()` prints. */
  readonly #print: ((text: string) => void) | undefined;

  constructor(
    names: readonly string[],
    cells: readonly (readonly Value[])[],
    print?: (text: string) => void,
  ) {
    super();
    this.names = names;
    this.cells = cells;
    this.#print = print;
  }

  get rows(): Row[] {
    return this.cells.map((row) => new Row(this.names, row));
  }
  get columns(): Members {
    const columns = this.names.map(
      (name, index) =>
        new TableColumn(
          name,
          index,
          this.cells.map((row) => row[index] ?? null),
        ),
    );
    return new Members(this.names, columns);
  }
  get types(): ColumnType[] {
    return this.names.map(
      (_, index) => new ColumnType(columnKind(this.cells.map((row) => row[index] ?? null))),
    );
  }
  with(names: readonly string[], cells: readonly (readonly Value[])[]): TableValue {
    return new TableValue(names, cells, this.#print);
  }
  print(text: string): void {
    this.#print?.(text);
  }
  getattr(name: string): Value | undefined {
    if (name === "rows") return new Members([], this.rows);
    if (name === "columns") return this.columns;
    if (name === "column_names") return Tuple.from(this.names);
    if (name === "column_types") return Tuple.from(this.types);
    if (name === "row_names") return null;
    return bound(tableMethods, this, name);
  }
  override iterate(): Iterable<Value> {
    return this.rows;
  }
  override length(): number {
    return this.cells.length;
  }
  override truthy(): boolean {
    return true;
  }
  override str(): string {
    const cells = this.types.map((type, index) => [this.names[index], type.typeName]);
    const unlimited = { rows: Infinity, columns: 2, width: Infinity, precision: 0 };
    return `${asMarkdown({ names: ["column", "data_type"], cells }, unlimited)}\n`;
  }
}

/** Positions of the columns that a name or a list of names stands for. @throws PyError KeyError */
function chosen(self: TableValue, keys: Value): number[] {
  const wanted = typeof keys === "string" ? [keys] : toList(keys);
  return wanted.map((key) => {
    const index = positionOf(self.names, key);
    if (index < 0)
      throw new PyError(
        "KeyError",
        `no column '${toText(key)}' in the result`,
        `It has ${self.names.join(", ")}.`,
      );
    return index;
  });
}

function pick(self: TableValue, indexes: readonly number[]): TableValue {
  return self.with(
    indexes.map((index) => self.names[index] ?? ""),
    self.cells.map((row) => indexes.map((index) => row[index] ?? null)),
  );
}

/** A limit of `print_table`: `none` lifts it. */
const limitOf = (given: Value, usual: number): number =>
  given === undefined ? usual : (toNumber(given) ?? Number.POSITIVE_INFINITY);

const tableMethods = methods<TableValue>({
  "print_table max_rows? max_columns? output? max_column_width? locale? max_precision?": (
    self,
    rows,
    columns,
    _output,
    width,
    _locale,
    precision,
  ) => {
    const limits = {
      rows: limitOf(rows, 20),
      columns: limitOf(columns, 6),
      width: limitOf(width, 20),
      precision: limitOf(precision, 3),
    };
    self.print(asMarkdown(self, limits));
    return null;
  },
  print_csv: (self) => {
    self.print(asCsv(self));
    return null;
  },
  "print_json path? key? newline? indent?": (self, _path, key, _newline, indent) => {
    const [named] = typeof key === "string" ? chosen(self, key) : [];
    self.print(asJson(self, named, typeof indent === "number" ? indent : undefined));
    return null;
  },
  "order_by key reverse?": (self, keys, reverse) => {
    const by = chosen(self, keys);
    const sorted = [...self.cells].sort((a, b) => {
      const differing = by.map((at) => nullsLast(a[at] ?? null, b[at] ?? null));
      const first = differing.find((difference) => difference !== 0) ?? 0;
      return reverse === true ? -first : first;
    });
    return self.with(self.names, sorted);
  },
  "group_by key key_name? key_type?": (self, key, name) => {
    const [at = 0] = chosen(self, key);
    const groups = groupsOf(self.cells.map((row) => row[at] ?? null));
    const tables = groups.map(({ rows }) =>
      self.with(
        self.names,
        rows.map((row) => self.cells[row] ?? []),
      ),
    );
    const keyName = typeof name === "string" ? name : (self.names[at] ?? "group");
    return new TableSet(
      keyName,
      groups.map((group) => group.key),
      tables,
    );
  },
  "select key": (self, keys) => pick(self, chosen(self, keys)),
  "exclude key": (self, keys) => {
    const out = new Set(chosen(self, keys));
    return pick(
      self,
      [...self.names.keys()].filter((index) => !out.has(index)),
    );
  },
  "limit start_or_stop? stop? step?": (self, first, second) => {
    const [start, stop] = second === undefined ? [0, first] : [Number(first ?? 0), second];
    return self.with(
      self.names,
      self.cells.slice(start, typeof stop === "number" ? stop : undefined),
    );
  },
  "rename column_names": (self, names) => {
    const given =
      names instanceof Map ? self.names.map((name) => names.get(name) ?? name) : toList(names);
    return self.with(given.map(toText), self.cells);
  },
  "distinct key?": (self, key) => {
    const at = key === undefined || key === null ? [...self.names.keys()] : chosen(self, key);
    const seen: Value[] = [];
    return self.with(
      self.names,
      self.cells.filter((row) => {
        const value = Tuple.from(at.map((index) => row[index]));
        if (seen.some((other) => pyEquals(other, value))) return false;
        seen.push(value);
        return true;
      }),
    );
  },
});
