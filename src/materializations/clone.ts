/** `clone`: what `ptx clone` makes of a table where the warehouse copies tables without their rows. */
import { PtxError } from "../core/error.ts";
import type { Materialization } from "./materialization.ts";
import { replaceRelation } from "./replace.ts";

export const clone: Materialization = {
  summary: "A copy of a table that shares its rows until one of the two changes; `ptx clone` only.",
  *plan(input) {
    const { config, dialect } = input;
    const from = config["clone_of"];
    if (typeof from !== "string" || !dialect.ddl.clone(from, from, config)) {
      throw new PtxError("PTX4107", "the materialization clone belongs to `ptx clone`", {
        hint: "Set materialized='table', or 'view'.",
      });
    }
    yield* replaceRelation(input, {
      kind: "table",
      single: true,
      *make(name) {
        yield { kind: "sql", sql: dialect.ddl.clone(from, name, config) ?? "", main: true };
      },
    });
  },
};
