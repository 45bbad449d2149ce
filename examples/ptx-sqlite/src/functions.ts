/** Functions that SQLite lacks, and the macros of this package call. */
import { createHash } from "node:crypto";
import type { Database } from "node-sqlite3-wasm";

type Value = number | bigint | string | Uint8Array | null;

const stamp = (date: Date): string => date.toISOString().replace("T", " ").slice(0, 23);

/** @param now The time of the transaction. */
export function addFunctions(connection: Database, now: () => Date): void {
  const pure = { deterministic: true };
  const md5 = (value: Value) =>
    value === null ? null : createHash("md5").update(String(value)).digest("hex");
  const splitPart = (value: Value, delimiter: Value, part: Value) => {
    if (value === null || delimiter === null || part === null) return null;
    return (
      String(value)
        .split(String(delimiter))
        .at(Number(part) > 0 ? Number(part) - 1 : Number(part)) ?? ""
    );
  };
  const joinFirst = (list: Value, delimiter: Value, count: Value) =>
    list === null
      ? null
      : (JSON.parse(String(list)) as unknown[]).slice(0, Number(count)).join(String(delimiter));
  connection
    .function("md5", md5, pure)
    .function("split_part", splitPart, pure)
    .function("join_first", joinFirst, pure)
    .function("transaction_timestamp", () => stamp(now()));
}
