/** A seed that keeps its table (`truncate`) must have the table's columns. */
import type { SeedLoad, Session } from "../../core/adapter.ts";
import { PtxError } from "../../core/error.ts";
import type { Column } from "../../core/relation.ts";

/**
 * The columns of the table, in the order of the file.
 *
 * @throws PtxError PTX4011 when the file has others.
 */
export async function assertSameColumns(
  session: Pick<Session, "columns">,
  { target }: SeedLoad,
  columns: readonly Column[],
): Promise<readonly Column[]> {
  const existing = (await session.columns(target)) ?? [];
  const byName = new Map(existing.map((column) => [column.name.toLowerCase(), column]));
  const kept = columns.flatMap(({ name }) => byName.get(name.toLowerCase()) ?? []);
  if (kept.length === columns.length && columns.length === existing.length) return kept;
  const list = (all: readonly Column[]) => all.map(({ name }) => name).join(", ");
  throw new PtxError(
    "PTX4011",
    `the columns of the seed file (${list(columns)}) are not those of the table (${list(existing)})`,
    { hint: "Run `ptx seed --full-refresh` to create the table anew." },
  );
}
