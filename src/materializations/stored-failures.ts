/** `test`: the failing rows of a data test, kept in a table or view until its next run. */
import type { Materialization } from "./materialization.ts";
import { replaceRelation } from "./replace.ts";
import { mainAround, tableAs } from "./steps.ts";

export const storedFailures: Materialization = {
  summary: "The failing rows of a data test, kept until its next run.",
  *plan(input) {
    const { select, config, dialect } = input;
    const kind = config["store_failures_as"] === "view" ? "view" : "table";
    yield* replaceRelation(input, {
      kind,
      single: true,
      *make(name) {
        if (kind === "table") yield* tableAs(name, select, input);
        else {
          const { head, tail } = dialect.ddl.viewAs(name, config, []);
          yield mainAround(head, select, tail, input);
        }
      },
    });
  },
};
