/** Where numbers are cut into bins: between values, so that bins hold about the same number of rows. */
import type { Staging } from "../../core/dialect.ts";
import type { MaterializationInput } from "../materialization.ts";
import { askValues, numberOf } from "../steps.ts";
import { type Design, termColumn } from "./design.ts";
import type { Asking } from "./model.ts";
import { buckets, dropped, stored } from "./sql.ts";

/** More rows than these do not move the cuts; scikit-learn looks at as many. */
const enoughRows = 200_000;

/**
 * Of one column: with up to `bins` values a cut between any two, else where the running count passes a
 * further `1/bins` of the rows. A cut is the middle of the values beside it.
 */
function cutsSql(index: number, from: string, bins: number): string {
  const x = termColumn(index);
  return `select ${index} as term, (x + following) / 2.0 as cut
from (
  select x, n, sum(n) over (order by x rows unbounded preceding) as running, sum(n) over () as total,
    count(*) over () as distinct_values, lead(x) over (order by x) as following
  from (select ${x} as x, count(*) as n from ${from} where ${x} is not null group by ${x}) as counted
) as ranked
where following is not null
  and (distinct_values <= ${bins} or floor(running * ${bins}.0 / total) > floor((running - n) * ${bins}.0 / total))`;
}

/** By term, rising; empty for a term that is the same in all rows. */
export function* cutsOf(
  { from, terms, rows, bucket }: Design,
  bins: number,
  input: MaterializationInput,
): Asking<readonly (readonly number[])[]> {
  const cuts = terms.map((): number[] => []);
  const numeric: number[] = [];
  terms.forEach(({ kind }, index) => {
    if (kind === "number") numeric.push(index);
    else cuts[index]?.push(0.5);
  });
  if (numeric.length === 0) return cuts;
  let sample: Staging | undefined;
  if (bucket !== undefined && rows > enoughRows) {
    const share = Math.ceil((enoughRows * buckets) / rows);
    const columns = numeric.map(termColumn).join(", ");
    sample = yield* stored("cuts", `select ${columns} from ${from} where bucket < ${share}`, input);
  }
  const selects = numeric.map((index) => cutsSql(index, sample?.name ?? from, bins));
  for (const [index, cut] of yield* askValues(selects.join("\nunion all\n"))) {
    cuts[numberOf(index)]?.push(numberOf(cut));
  }
  yield* dropped(sample);
  return cuts.map((list) => list.sort((a, b) => a - b));
}
