/** `indexes:` as templates write them, read into wishes. */
import type { IndexWish } from "../core/dialect.ts";

/** The entries that name columns: `[{columns: [a, b], unique: true, type: hash}]`. */
export function indexWishes({ indexes }: Readonly<Record<string, unknown>>): IndexWish[] {
  if (!Array.isArray(indexes)) return [];
  return indexes.flatMap((entry: unknown) => {
    if (entry === null || typeof entry !== "object") return [];
    const { columns, unique, type } = entry as Record<string, unknown>;
    const listed = typeof columns === "string" ? [columns] : columns;
    if (!Array.isArray(listed) || listed.length === 0) return [];
    const method = typeof type === "string" ? type : undefined;
    return [{ columns: listed.map(String), unique: unique === true, type: method }];
  });
}
