/** Methods that look at an earlier run. `select` receives them from whoever has read that run. */
import { PtxError } from "../../core/error.ts";
import { textOf } from "../candidate.ts";
import type { Comparisons, SelectorMethod } from "./method.ts";

/** A method that only works when the run was given the artifact that it compares with. */
export function comparison(
  name: keyof Comparisons,
  artifact: string,
  summary: string,
): SelectorMethod {
  return {
    summary,
    matcher(criterion, { comparisons }) {
      const matcher = comparisons[name];
      if (matcher) return matcher(criterion);
      const written = `${name}:${textOf(criterion.value)}`;
      throw new PtxError(
        "PTX2106",
        `${written} has no earlier run to compare with, ${criterion.place}`,
        {
          hint: `add --state <folder>, where the folder holds the ${artifact} of that run`,
        },
      );
    },
  };
}
