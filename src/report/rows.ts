/** Rows of a query as a table, as JSON lines or as CSV. */
import type { QueryResult, SqlValue } from "../core/adapter.ts";
import { cut, fill, widthOf } from "./width.ts";

/** Names under which exact values are wrapped, e.g. `{ decimal: "12.30" }`. */
const wrappers: ReadonlySet<string> = new Set([
  "decimal",
  "date",
  "time",
  "timestamp",
  "timestamptz",
  "interval",
  "uuid",
]);

/** The text inside `{ decimal: "12.30" }` and the like; `undefined` for other values. */
function unwrapped(value: SqlValue): string | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  if (value instanceof Uint8Array) return undefined;
  const [only, ...others] = Object.entries(value);
  if (only === undefined || others.length > 0 || !wrappers.has(only[0])) return undefined;
  return typeof only[1] === "string" ? only[1] : undefined;
}

const hex = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

/** A value as JSON has it; numbers that JSON would round are texts. */
export function jsonValue(value: SqlValue): unknown {
  if (typeof value === "bigint") return value.toString();
  if (typeof value !== "object" || value === null) return value;
  if (value instanceof Uint8Array) return hex(value);
  const text = unwrapped(value);
  if (text !== undefined) return text;
  if (Array.isArray(value)) return value.map(jsonValue);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, jsonValue(item)]));
}

/** A value as one cell of text; null is empty. */
export function cellText(value: SqlValue): string {
  if (value === null) return "";
  if (typeof value === "string") return value;
  if (
    typeof value === "object" &&
    unwrapped(value) === undefined &&
    !(value instanceof Uint8Array)
  ) {
    return JSON.stringify(jsonValue(value));
  }
  return String(jsonValue(value));
}

const widestCell = 60;

const isNumeric = (type: string): boolean =>
  /int|decimal|numeric|float|double|real|number/i.test(type);

/** The rows as a table with `|` between columns; long cells are cut, numbers stand right. */
export function tableText({ columns, rows }: QueryResult): string {
  const cells = rows.map((row) => row.map((value) => cellText(value).replaceAll("\n", "\\n")));
  const widths = columns.map(({ name }, index) =>
    Math.min(widestCell, Math.max(widthOf(name), ...cells.map((row) => widthOf(row[index] ?? "")))),
  );
  const line = (texts: readonly string[], right: (index: number) => boolean) =>
    `| ${texts
      .map((text, index) => {
        const width = widths[index] ?? 0;
        const shown = cut(text, width);
        return right(index)
          ? `${" ".repeat(Math.max(0, width - widthOf(shown)))}${shown}`
          : fill(shown, width);
      })
      .join(" | ")} |`;
  const numeric = columns.map(({ type }) => isNumeric(type));
  return [
    line(
      columns.map(({ name }) => name),
      (index) => numeric[index] ?? false,
    ),
    `| ${widths.map((width) => "-".repeat(width)).join(" | ")} |`,
    ...cells.map((row) => line(row, (index) => numeric[index] ?? false)),
  ].join("\n");
}

/** One JSON object a row. */
export function jsonRows({ columns, rows }: QueryResult): Record<string, unknown>[] {
  return rows.map((row) =>
    Object.fromEntries(columns.map(({ name }, index) => [name, jsonValue(row[index] ?? null)])),
  );
}

const csvCell = (text: string): string =>
  /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;

/** RFC 4180, with a header. */
export function csvText({ columns, rows }: QueryResult): string {
  const lines = [columns.map(({ name }) => name), ...rows.map((row) => row.map(cellText))];
  return lines.map((line) => line.map(csvCell).join(",")).join("\n");
}
