/** The strategy `merge` on warehouses without a statement for it: rows are updated, then inserted. */
import { PtxError } from "../core/error.ts";
import type { Column } from "../core/relation.ts";
import { quoteIdentifier } from "../sql/quote.ts";
import type { MaterializationInput } from "./materialization.ts";
import { nameOf, textsOf } from "./steps.ts";

/** Configs that only a real `merge` can keep. */
const onlyMerge = [
  "merge_clauses",
  "merge_insert_condition",
  "merge_on_using_columns",
  "merge_returning_columns",
  "merge_update_condition",
  "merge_update_set_expressions",
];

/**
 * Both statements; they have to run in one transaction.
 *
 * @param predicates Conditions of the match, which know `DBT_INTERNAL_DEST` and `DBT_INTERNAL_SOURCE`.
 * @throws PtxError PTX4103 for configs that need a `merge`.
 */
export function updateInsert(
  input: MaterializationInput,
  predicates: readonly string[],
  staging: string,
  columns: readonly Column[],
): string[] {
  const { config, dialect } = input;
  const wanted = onlyMerge.find((key) => config[key] !== undefined && config[key] !== null);
  if (wanted !== undefined) {
    throw new PtxError(
      "PTX4103",
      `\`${wanted}\` needs a merge statement, which ${dialect.name} has not`,
      {
        hint: "Remove it, or write what it does into the select.",
      },
    );
  }
  const target = nameOf(input.target, input);
  const keys = textsOf(config["unique_key"]);
  const names = columns.map(({ name }) => quoteIdentifier(name, dialect));
  const list = names.join(", ");
  const matches = [
    ...keys.map((key) => `DBT_INTERNAL_SOURCE.${key} = DBT_INTERNAL_DEST.${key}`),
    ...predicates.map((predicate) => `(${predicate})`),
  ].join("\n  and ");
  const insert = `insert into ${target} (${list})
select ${list}
from ${staging} as DBT_INTERNAL_SOURCE`;
  if (keys.length === 0) return [insert];
  const updated = updatedOf(input, names);
  const update = `update ${target} as DBT_INTERNAL_DEST
set ${updated.map((name) => `${name} = DBT_INTERNAL_SOURCE.${name}`).join(", ")}
from ${staging} as DBT_INTERNAL_SOURCE
where ${matches}`;
  const added = `${insert}
where not exists (
  select 1 from ${target} as DBT_INTERNAL_DEST
  where ${matches}
)`;
  return updated.length === 0 ? [added] : [update, added];
}

/** `merge_update_columns`, or all but `merge_exclude_columns`. */
function updatedOf({ config }: MaterializationInput, names: readonly string[]): readonly string[] {
  const only = textsOf(config["merge_update_columns"]);
  const without = textsOf(config["merge_exclude_columns"]);
  if (only.length > 0) return only;
  const left = new Set(without.map((name) => name.toLowerCase()));
  return names.filter((name) => !left.has(name.slice(1, -1).toLowerCase()));
}
