/** `indexes:` of a model, seed or snapshot. */
import type { IndexWish } from "../core/dialect.ts";
import { indexWishes } from "../sql/indexes.ts";
import type { MaterializationInput, Plan } from "./materialization.ts";
import { sql } from "./steps.ts";

const wishes = ({ config }: MaterializationInput): readonly IndexWish[] => indexWishes(config);

export const hasIndexes = (input: MaterializationInput): boolean => wishes(input).length > 0;

/** @param name The table that was just created, as SQL writes it. */
export function* createIndexes(input: MaterializationInput, name: string): Plan {
  for (const wish of wishes(input)) {
    const statement = input.dialect.ddl.index(name, input.target, wish);
    if (statement !== undefined) yield sql(statement);
  }
}
