/** `table`: the rows of the select, stored; replaced as a whole on each run. */
import type { ColumnInfo } from "../core/node.ts";
import { quoteIdentifier } from "../sql/quote.ts";
import { constrainedTable, contractChecked, hasConstraints } from "./contract.ts";
import type { Materialization, MaterializationInput, Plan, Step } from "./materialization.ts";
import { createIndexes, createTableAs, dropOther, mainAround, nameOf, withHooks } from "./steps.ts";

export const table: Materialization = {
  summary: "The rows of the select, stored in a table that each run replaces as a whole.",
  plan: replaceTable,
};

/** Builds the target anew: also the first run and the full refresh of an incremental model. */
export function* replaceTable(input: MaterializationInput): Plan {
  const { existing } = input;
  const occupied = existing !== undefined && existing.kind !== "table";
  const constrained = hasConstraints(input);
  yield* withHooks(input, !occupied && !constrained, function* () {
    const contract = yield* contractChecked(input);
    if (occupied) yield dropOther(existing, input);
    if (constrained) yield* constrainedTable(input, contract);
    else yield tableOf(input, contract);
    yield* createIndexes(input);
  });
}

/** The columns of a contract stand in its order, whatever the order of the select. */
function tableOf(input: MaterializationInput, contract: readonly ColumnInfo[]): Step {
  const name = nameOf(input.target, input);
  if (contract.length === 0) return createTableAs(name, input.select, input);
  const list = contract.map((column) => quoteIdentifier(column.name, input.dialect)).join(", ");
  const head = `create or replace table ${name} as (\nselect ${list} from (\n`;
  return mainAround(head, input.select, "\n) as model_subq\n)", input);
}
