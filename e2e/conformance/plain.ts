/** Values that all warehouses give alike: exact integers as numbers, the rest as text. */
import type { SqlValue } from "../../src/core/adapter.ts";

export type Plain = null | boolean | number | string | readonly Plain[];

/** Decimals without trailing zeros count as numbers, too: `count(*)` is one in some warehouses. */
export function plain(value: SqlValue): Plain {
  if (value === null || typeof value !== "object") {
    return typeof value === "bigint" ? Number(value) : value;
  }
  if (value instanceof Uint8Array) return Buffer.from(value).toString("hex");
  if (Array.isArray(value)) return value.map(plain);
  const entries = Object.entries(value);
  const [tag, inner] = entries[0] ?? [];
  if (entries.length !== 1 || typeof inner !== "string") return JSON.stringify(value);
  return tag === "decimal" ? Number(inner) : inner;
}
