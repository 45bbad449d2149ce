/** `pprint`: long values over several lines, dicts by key. */
import { dictEntries, isDict } from "../collections.ts";
import { order } from "../operators.ts";
import { reprOf } from "../printing.ts";
import { Tuple, type Value } from "../value.ts";

const width = 80;

/** A value as Python's `pprint.pformat` prints it. */
export function prettyText(value: Value): string {
  return pretty(value, 0, 0);
}

function pretty(value: Value, indent: number, allowance: number): string {
  const flat = flatText(value);
  if (flat.length <= width - indent - allowance) return flat;
  if (isDict(value)) return `{${prettyEntries(value, indent, allowance)}}`;
  if (!Array.isArray(value)) return flat;
  const isTuple = value instanceof Tuple;
  const last = value.length - 1;
  const items = Array.from(value, (item: Value, i) =>
    pretty(item, indent + 1, i === last ? allowance + 1 : 1),
  ).join(`,\n${" ".repeat(indent + 1)}`);
  if (!isTuple) return `[${items}]`;
  return value.length === 1 ? `(${items},)` : `(${items})`;
}

function prettyEntries(value: Value, indent: number, allowance: number): string {
  const entries = sortedEntries(value);
  return entries
    .map(([key, item], i) => {
      const head = `${reprOf(key)}: `;
      const left = i === entries.length - 1 ? allowance + 1 : 1;
      return head + pretty(item, indent + head.length + 1, left);
    })
    .join(`,\n${" ".repeat(indent + 1)}`);
}

function flatText(value: Value): string {
  if (isDict(value)) {
    return `{${sortedEntries(value)
      .map(([key, item]) => `${reprOf(key)}: ${flatText(item)}`)
      .join(", ")}}`;
  }
  if (!Array.isArray(value)) return reprOf(value);
  const inner = Array.from(value, flatText).join(", ");
  if (!(value instanceof Tuple)) return `[${inner}]`;
  return value.length === 1 ? `(${inner},)` : `(${inner})`;
}

function sortedEntries(value: Value): [Value, Value][] {
  if (!isDict(value)) return [];
  return dictEntries(value).sort(([a], [b]) => {
    try {
      return order("<", a, b);
    } catch {
      // Keys of types without an order sort by the name of their type, as pprint does.
      return reprOf(a) < reprOf(b) ? -1 : 1;
    }
  });
}
