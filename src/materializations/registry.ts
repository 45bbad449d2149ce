/** The materializations, by the name that `materialized:` has. One file, one line. */
import { PtxError } from "../core/error.ts";
import { suggest } from "../core/suggest.ts";
import { clone } from "./clone.ts";
import { ephemeral } from "./ephemeral.ts";
import { fit } from "./fit/fit.ts";
import { incremental } from "./incremental.ts";
import { iterative } from "./iterative.ts";
import type { Materialization } from "./materialization.ts";
import { materializedView } from "./materialized-view.ts";
import { seed } from "./seed.ts";
import { snapshot } from "./snapshot.ts";
import { storedFailures } from "./stored-failures.ts";
import { table } from "./table.ts";
import { view } from "./view.ts";

const materializations: ReadonlyMap<string, Materialization> = new Map([
  ["view", view],
  ["table", table],
  ["test", storedFailures],
  ["ephemeral", ephemeral],
  ["incremental", incremental],
  ["fit", fit],
  ["iterative", iterative],
  ["materialized_view", materializedView],
  ["dynamic_table", materializedView],
  ["clone", clone],
  ["seed", seed],
  ["snapshot", snapshot],
]);

/** @throws PtxError PTX4107 for a name that nothing implements. */
export function materializationNamed(name: string): Materialization {
  const found = materializations.get(name);
  if (found) return found;
  const close = suggest(name, materializations.keys());
  throw new PtxError("PTX4107", `there is no materialization "${name}"`, {
    hint: close
      ? `Did you mean materialized='${close}'?`
      : `Set \`materialized\` to one of: ${[...materializations.keys()].join(", ")}.`,
  });
}
