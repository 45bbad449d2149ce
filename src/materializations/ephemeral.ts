/** `ephemeral`: nothing in the warehouse; the select becomes a CTE of those who refer to it. */
import type { Materialization } from "./materialization.ts";

export const ephemeral: Materialization = {
  summary: "No relation: the select is put into each model that refers to it.",
  *plan() {
    // Nothing to do in the warehouse.
  },
};
