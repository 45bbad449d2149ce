/** Selector expressions: criteria combined as sets. */
import { PtxError } from "../core/error.ts";
import { type Criterion, type IndirectSelection, parseCriterion } from "./criterion.ts";

export interface Combination {
  readonly kind: "union" | "intersection" | "difference";
  readonly parts: readonly Expression[];
  /** Decides on tests whose parents only the whole combination holds. */
  readonly indirect: IndirectSelection;
  /** Text to name in the warning when it selects nothing; without it there is no warning. */
  readonly expected?: string;
}

export type Expression = Criterion | Combination;

/**
 * The union that the words after `--select` or `--exclude` ask for; commas intersect.
 *
 * A blank argument (`--select "$UNSET"`) is a criterion that nothing matches, as in dbt.
 *
 * @throws PtxError PTX21xx for a word that is no selector.
 */
export function parseArguments(
  texts: readonly string[],
  flag: string,
  indirect: IndirectSelection,
): Combination {
  const parts = texts.flatMap((text): Expression[] => {
    const words = [...text.matchAll(/\S+/g)];
    if (words.length === 0) return [{ kind: "intersection", parts: [], indirect, expected: text }];
    const where = `${flag} "${text}"`;
    return words.map((word) => parseIntersection(word[0], where, word.index, indirect));
  });
  return { kind: "union", parts, indirect };
}

function parseIntersection(
  word: string,
  where: string,
  start: number,
  indirect: IndirectSelection,
): Combination {
  let offset = start;
  const parts = word.split(",").map((piece) => {
    if (piece === "") {
      throw new PtxError("PTX2102", `nothing beside a comma in ${where}, column ${offset + 1}`, {
        hint: "a comma intersects two selectors: write both, without spaces, or remove it",
      });
    }
    const criterion = parseCriterion(piece, indirect, { where, offset });
    offset += piece.length + 1;
    return criterion;
  });
  return { kind: "intersection", parts, indirect, expected: word };
}
