/** `table.group_by(…)`: one table for each value of a column. */
import { pyEquals } from "../../jinja/equality.ts";
import { methods } from "../../jinja/params.ts";
import { toText } from "../../jinja/printing.ts";
import { PyObject, Tuple, type Value } from "../../jinja/value.ts";
import { bound } from "./method-table.ts";
import { asMarkdown } from "./table-text.ts";

/** A value, and the positions of the rows that have it. */
export interface Group {
  readonly key: Value;
  readonly rows: number[];
}

/** Groups of equal values, in the order in which they first come. */
export function groupsOf(values: readonly Value[]): Group[] {
  const groups: Group[] = [];
  const plain = new Map<Value, Group>();
  for (const [index, key] of values.entries()) {
    const simple = typeof key !== "object" || key === null;
    const known = simple ? plain.get(key) : groups.find((group) => pyEquals(group.key, key));
    if (known) {
      known.rows.push(index);
      continue;
    }
    const group = { key, rows: [index] };
    groups.push(group);
    if (simple) plain.set(key, group);
  }
  return groups;
}

export class TableSet extends PyObject {
  readonly typeName = "TableSet";
  readonly keyName: string;
  readonly keys: readonly Value[];
  readonly tables: readonly Value[];

  constructor(keyName: string, keys: readonly Value[], tables: readonly Value[]) {
    super();
    this.keyName = keyName;
    this.keys = keys;
    this.tables = tables;
  }
  getattr(name: string): Value | undefined {
    return name === "key_name" ? this.keyName : bound(tableSetMethods, this, name);
  }
  override getitem(key: Value): Value | undefined {
    const index = this.keys.findIndex((candidate) => pyEquals(candidate, key));
    if (index >= 0) return this.tables[index];
    return typeof key === "number" ? this.tables.at(key) : undefined;
  }
  override iterate(): Iterable<Value> {
    return this.tables;
  }
  override length(): number {
    return this.tables.length;
  }
  override str(): string {
    const sizes = this.tables.map((table) => (table instanceof PyObject ? table.length?.() : 0));
    const cells = this.keys.map((key, index) => [toText(key), String(sizes[index] ?? 0)]);
    const limits = { rows: Infinity, columns: 2, width: Infinity, precision: 0 };
    return `${asMarkdown({ names: ["table", "rows"], cells }, limits)}\n`;
  }
}

const tableSetMethods = methods<TableSet>({
  keys: (self) => Tuple.from(self.keys),
  values: (self) => Tuple.from(self.tables),
  items: (self) => self.keys.map((key, index) => Tuple.of(key, self.tables[index])),
  dict: (self) => new Map(self.keys.map((key, index) => [key, self.tables[index]])),
  "get key default?": (self, key, fallback) => self.getitem(key) ?? fallback ?? null,
});
