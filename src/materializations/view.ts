/** `view`: the select itself, under a name. Nothing is stored. */
import { contractChecked } from "./contract.ts";
import type { Materialization } from "./materialization.ts";
import { dropOther, mainAround, nameOf, withHooks } from "./steps.ts";

export const view: Materialization = {
  summary: "A view over the select: always current, computed when it is read.",
  *plan(input) {
    const { existing, select } = input;
    const occupied = existing !== undefined && existing.kind !== "view";
    yield* withHooks(
      input,
      !occupied,
      function* () {
        yield* contractChecked(input);
        if (occupied) yield dropOther(existing, input);
        const head = `create or replace view ${nameOf(input.target, input)} as (\n`;
        yield mainAround(head, select, "\n)", input);
      },
      "view",
    );
  },
};
