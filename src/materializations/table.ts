/** `table`: the rows of the select, stored; replaced as a whole on each run. */
import { constrainedTable, contractChecked, hasConstraints } from "./contract.ts";
import type { Materialization, MaterializationInput, Plan } from "./materialization.ts";
import { createIndexes, createTableAs, dropOther, nameOf, withHooks } from "./steps.ts";

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
    else yield createTableAs(nameOf(input.target, input), input.select, input);
    yield* createIndexes(input);
  });
}
