/** `test`: the failing rows of a data test, kept in a table or view until its next run. */
import type { Materialization } from "./materialization.ts";
import { createTableAs, dropOther, mainAround, nameOf, withHooks } from "./steps.ts";

export const storedFailures: Materialization = {
  summary: "The failing rows of a data test, kept until its next run.",
  *plan(input) {
    const { existing, select, config, target } = input;
    const kind = config["store_failures_as"] === "view" ? "view" : "table";
    const occupied = existing !== undefined && existing.kind !== kind;
    yield* withHooks(input, !occupied, function* () {
      if (occupied) yield dropOther(existing, input);
      const name = nameOf(target, input);
      yield kind === "view"
        ? mainAround(`create or replace view ${name} as (\n`, select, "\n)", input)
        : createTableAs(name, select, input);
    });
  },
};
