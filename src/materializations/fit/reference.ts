/** How features and scores were spread when the model was trained: what drift is measured against. */
import { significant } from "../../fit/digits.ts";
import type { MaterializationInput } from "../materialization.ts";
import { askValues, numberOf } from "../steps.ts";
import { cutsOf } from "./cuts.ts";
import { type Design, termColumn } from "./design.ts";
import type { Scored } from "./evaluation.ts";
import type { Asking, ModelRow } from "./model.ts";

const tenths = 10;
const kept = (share: number): number => significant(share, 6);

export function scoreReference(bounds: Scored["bounds"]): ModelRow[] {
  return bounds.map(({ bound, share }, index) => ({
    part: "reference_score",
    name: "score",
    bound: index === bounds.length - 1 ? undefined : bound,
    value: kept(share),
  }));
}

/** Shares of rows: numbers by tenth, categories by level; of what is missing in both. */
export function* referenceRows(design: Design, input: MaterializationInput): Asking<ModelRow[]> {
  const cuts = yield* cutsOf(design, tenths, input);
  const rows: ModelRow[] = [];
  const counted = design.terms.map(({ kind }, index) => {
    const x = termColumn(index);
    if (kind !== "number") return [`sum(${x})`];
    const below = (cuts[index] ?? []).map(
      (cut) => `sum(case when ${x} <= ${cut} then 1 else 0 end)`,
    );
    return [`count(${x})`, ...below];
  });
  const values: number[] = [];
  for (const list of inParts(counted.flat(), 1_000)) {
    const [row = []] = yield* askValues(`select ${list.join(", ")} from ${design.from}`);
    values.push(...row.map(numberOf));
  }
  let at = 0;
  design.terms.forEach(({ column, kind, level }, index) => {
    const width = counted[index]?.length ?? 0;
    const [known = 0, ...below] = values.slice(at, at + width);
    at += width;
    if (kind === "missing") return;
    if (kind === "level") {
      rows.push({ part: "reference_level", name: column, level, value: kept(known / design.rows) });
      return;
    }
    const edges = [...below, known];
    edges.forEach((edge, place) => {
      const share = (edge - (edges[place - 1] ?? 0)) / design.rows;
      rows.push({
        part: "reference",
        name: column,
        bound: cuts[index]?.[place],
        value: kept(share),
      });
    });
    rows.push({ part: "reference_missing", name: column, value: kept(1 - known / design.rows) });
  });
  return rows;
}

function* inParts<T>(list: readonly T[], size: number): Generator<readonly T[]> {
  for (let at = 0; at < list.length; at += size) yield list.slice(at, at + size);
}
