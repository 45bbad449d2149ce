/** `view`: the select itself, under a name. Nothing is stored. */
import { columnName, contractChecked } from "./contract.ts";
import type { Materialization } from "./materialization.ts";
import { replaceRelation } from "./replace.ts";
import { mainAround } from "./steps.ts";

export const view: Materialization = {
  summary: "A view over the select: always current, computed when it is read.",
  *plan(input) {
    const { select, config, dialect } = input;
    yield* replaceRelation(input, {
      kind: "view",
      single: true,
      *make(name) {
        const contract = yield* contractChecked(input);
        const columns = contract.map((column) => columnName(column, dialect));
        const { head, tail } = dialect.ddl.viewAs(name, config, columns);
        yield mainAround(head, select, tail, input);
      },
    });
  },
};
