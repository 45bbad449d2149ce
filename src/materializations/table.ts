/** `table`: the rows of the select, stored; replaced as a whole on each run. */
import type { ColumnInfo } from "../core/node.ts";
import { columnName, constrainedTable, contractChecked, hasConstraints } from "./contract.ts";
import { createIndexes } from "./indexes.ts";
import type { Materialization, MaterializationInput, Plan } from "./materialization.ts";
import { replaceRelation } from "./replace.ts";
import { mainAround, sql, tableAs } from "./steps.ts";

export const table: Materialization = {
  summary: "The rows of the select, stored in a table that each run replaces as a whole.",
  plan: replaceTable,
};

/** Builds the target anew: also the first run and the full refresh of an incremental model. */
export function* replaceTable(input: MaterializationInput): Plan {
  const constrained = hasConstraints(input);
  yield* replaceRelation(input, {
    kind: "table",
    single: !constrained || input.dialect.ddl.definedAs !== undefined,
    *make(name) {
      const contract = yield* contractChecked(input);
      if (constrained) yield* constrainedTable(name, input, contract);
      else yield* tableOf(name, input, contract);
      yield* createIndexes(input, name);
    },
  });
}

/** The columns of a contract stand in its order, whatever the order of the select. */
function* tableOf(
  name: string,
  input: MaterializationInput,
  contract: readonly ColumnInfo[],
): Plan {
  if (contract.length === 0) {
    yield* tableAs(name, input.select, input);
    return;
  }
  const { ddl } = input.dialect;
  const list = contract.map((column) => columnName(column, input.dialect)).join(", ");
  const { head, tail } = ddl.tableAs(name, input.config);
  const start = `${head}select ${list} from (\n`;
  yield mainAround(start, input.select, `\n) as model_subq${tail}`, input);
  for (const statement of ddl.afterTable(name, input.config)) yield sql(statement);
}
