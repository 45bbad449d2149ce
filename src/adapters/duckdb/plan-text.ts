/** Reads the plans of `explain (format json)`. */

interface Operator {
  readonly children?: readonly Operator[];
  readonly extra_info?: Readonly<Record<string, unknown>>;
}

/** The rows that DuckDB expects of a plan: those of the first operator that has a guess. */
export function expectedRows(plan: unknown): number | undefined {
  let operator = (Array.isArray(plan) ? plan[0] : plan) as Operator | undefined;
  while (operator) {
    const told = operator.extra_info?.["Estimated Cardinality"];
    if (typeof told === "string" && /^\d+$/.test(told)) return Number(told);
    operator = operator.children?.[0];
  }
  return undefined;
}
