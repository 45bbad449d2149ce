/** A comparison as a table that people read: one line a row, its mark in front. */
import type { SqlValue } from "../core/adapter.ts";
import type { Comparison, Row } from "./compare.ts";
import { valueKey } from "./compare.ts";

/** Rows shown of a difference; more would not be read. */
const mostRows = 50;
const widestCell = 60;

/** The text inside `{ decimal: "12.30" }` and the like. */
function inner(value: SqlValue): string | undefined {
  if (typeof value !== "object" || value === null || value instanceof Uint8Array) return undefined;
  if (Array.isArray(value)) return undefined;
  const [only, ...others] = Object.values(value);
  return typeof only === "string" && others.length === 0 ? only : undefined;
}

/** JSON with exact numbers as their text. */
function json(value: SqlValue): string {
  return JSON.stringify(value, (_, part: unknown) => {
    if (typeof part === "bigint") return part.toString();
    return part instanceof Uint8Array ? `${part.length} bytes` : part;
  });
}

/** A cell; texts that could be taken for something else stand in quotes. */
export function cellText(value: SqlValue): string {
  const text =
    typeof value === "string"
      ? /^\s|\s$|^$|^null$|[\n\r\t→]/.test(value)
        ? JSON.stringify(value)
        : value
      : typeof value === "object"
        ? (inner(value) ?? json(value))
        : String(value);
  return text.length > widestCell ? `${text.slice(0, widestCell - 1)}…` : text;
}

interface Line {
  readonly mark: "→" | "-" | "+";
  readonly cells: readonly string[];
}

const changedCells = (expected: Row, actual: Row): string[] =>
  expected.map((value, column) => {
    const now = actual[column] ?? null;
    const [from, to] = [cellText(value), cellText(now)];
    return valueKey(value) === valueKey(now) ? from : `${from} → ${to}`;
  });

function linesOf({ changed, missing, unexpected }: Comparison): Line[] {
  return [
    ...changed.map(({ expected, actual }) => ({
      mark: "→" as const,
      cells: changedCells(expected, actual),
    })),
    ...missing.map((row) => ({ mark: "-" as const, cells: row.map(cellText) })),
    ...unexpected.map((row) => ({ mark: "+" as const, cells: row.map(cellText) })),
  ];
}

const legends: Readonly<Record<Line["mark"], string>> = {
  "→": "→ cells differ, expected → actual",
  "-": "- expected, but not there",
  "+": "+ there, but not expected",
};

const rows = (count: number): string => `${count} ${count === 1 ? "row" : "rows"}`;

/**
 * The difference as text: what the marks mean, the table, and how much of it was as expected.
 * Cells that differ read `expected → actual`.
 */
export function diffText(columns: readonly string[], comparison: Comparison): string {
  const all = linesOf(comparison);
  const shown = all.slice(0, mostRows);
  const widths = columns.map((name, column) =>
    Math.max(name.length, ...shown.map(({ cells }) => cells[column]?.length ?? 0)),
  );
  const line = (mark: string, cells: readonly string[]): string =>
    `  ${mark} ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  ")}`.trimEnd();
  const marks = (["→", "-", "+"] as const).filter((mark) => shown.some((row) => row.mark === mark));
  const hidden = all.length - shown.length;
  return [
    `actual differs from expected (${marks.map((mark) => legends[mark]).join(", ")}):`,
    "",
    line(" ", columns),
    line(
      " ",
      widths.map((width) => "-".repeat(width)),
    ),
    ...shown.map(({ mark, cells }) => line(mark, cells)),
    ...(hidden > 0 ? [`    … and ${hidden} more`] : []),
    ...(comparison.equal > 0 ? ["", `${rows(comparison.equal)} as expected`] : []),
  ].join("\n");
}
