/** `seed`: a CSV file as a table. Loading is the adapter's; this decides what happens around it. */
import type { Dialect } from "../core/dialect.ts";
import { PtxError } from "../core/error.ts";
import type { JsonObject } from "../core/node.ts";
import { withHooks } from "./hooks.ts";
import { createIndexes } from "./indexes.ts";
import type { Materialization, MaterializationInput } from "./materialization.ts";
import { nameOf } from "./steps.ts";

export const seed: Materialization = {
  summary: "The rows of a CSV file, in a table.",
  *plan(input) {
    const { existing, fullRefresh, seed: file, config, target, dialect } = input;
    if (!file) throw new Error("a seed was planned without its file");
    if (existing?.kind === "view") {
      throw new PtxError("PTX4101", `Cannot seed to '${nameOf(existing, input)}', it is a view`, {
        hint: "Drop the view, or give the seed another `alias`.",
      });
    }
    // A refresh that keeps the table would keep indexes and comments of another config.
    const truncate = existing !== undefined && !fullRefresh;
    yield* withHooks(input, {
      kind: "table",
      single: true,
      inPlace: truncate,
      *work() {
        yield {
          kind: "seed",
          load: {
            target,
            file: file.file,
            delimiter: file.delimiter,
            columnTypes: columnTypes(input),
            quoteColumns: quotesColumns(config, dialect),
            truncate,
            config,
          },
          message: fullRefresh ? "CREATE" : "INSERT",
        };
        if (!truncate) yield* createIndexes(input, nameOf(target, input));
      },
    });
  },
};

/** `quote_columns:`, else what dbt does on this warehouse. */
export function quotesColumns({ quote_columns: wanted }: JsonObject, dialect: Dialect): boolean {
  return typeof wanted === "boolean" ? wanted : dialect.templates.quotesSeedColumns !== false;
}

/** `column_types: {zip: varchar(5)}`. */
export function columnTypes({
  config,
}: Pick<MaterializationInput, "config">): Record<string, string> {
  const types = config["column_types"];
  if (types === null || typeof types !== "object" || Array.isArray(types)) return {};
  return Object.fromEntries(Object.entries(types).map(([name, type]) => [name, String(type)]));
}
