/** `on_schema_change`: what happens when the select of an incremental model has other columns than its table. */
import { PtxError } from "../core/error.ts";
import type { Column } from "../core/relation.ts";
import { quoteIdentifier } from "../sql/quote.ts";
import { holds } from "./grow-texts.ts";
import type { Answer, MaterializationInput, Step } from "./materialization.ts";
import { askColumns, askSelect, nameOf, sql } from "./steps.ts";

const reactions = ["ignore", "fail", "append_new_columns", "sync_all_columns"] as const;
type Reaction = (typeof reactions)[number];

/** An unknown value means `ignore`, as in dbt. */
export function onSchemaChange({ config }: MaterializationInput): Reaction {
  return reactions.find((reaction) => reaction === config["on_schema_change"]) ?? "ignore";
}

interface Changes {
  readonly added: readonly Column[];
  readonly removed: readonly Column[];
  /** Columns of the target, with the types of the select, and with those that they have. */
  readonly retyped: readonly (Column & { readonly was: string })[];
}

/**
 * Makes the target fit the select.
 *
 * @param known The columns of the select, where they have been read already.
 * @returns The columns of the select.
 * @throws PtxError PTX4102 when they differ and the reaction is `fail`.
 */
export function* reconcile(
  input: MaterializationInput,
  known?: readonly Column[],
): Generator<Step, readonly Column[], Answer> {
  const source = known ?? (yield* askSelect(input.select));
  const target = yield* askColumns(input.target);
  const sized = input.dialect.capabilities.sizedTexts === true;
  const changes = compare(source, target, sized);
  if (changes.added.length + changes.removed.length + changes.retyped.length === 0) return source;
  const reaction = onSchemaChange(input);
  if (reaction === "fail") throw outOfSync(changes);
  const statements = alterations(changes, reaction, input);
  if (statements.length > 0) yield sql(statements.join(";\n"));
  return source;
}

/** @param sized Types come with sizes, and one that is larger than it must be is no change. */
function compare(source: readonly Column[], target: readonly Column[], sized: boolean): Changes {
  const key = ({ name }: Column) => name.toLowerCase();
  const wanted = new Map(source.map((column) => [key(column), column]));
  const present = new Set(target.map(key));
  return {
    added: source.filter((column) => !present.has(key(column))),
    removed: target.filter((column) => !wanted.has(key(column))),
    retyped: target.flatMap((column) => {
      const now = wanted.get(column.name.toLowerCase());
      if (!now || now.type === column.type || (sized && holds(column, now))) return [];
      return [{ name: column.name, type: now.type, was: column.type }];
    }),
  };
}

function alterations(
  { added, removed, retyped }: Changes,
  reaction: Reaction,
  input: MaterializationInput,
): string[] {
  const table = nameOf(input.target, input);
  const { ddl } = input.dialect;
  const quoted = <T extends Column>(column: T): T => ({
    ...column,
    name: quoteIdentifier(column.name, input.dialect),
  });
  const retype = (columns: Changes["retyped"]) =>
    columns.flatMap((column) => ddl.alterType(table, quoted(column), input.config));
  const additions = added.length > 0 ? ddl.addColumns(table, added.map(quoted)) : [];
  if (reaction === "append_new_columns") {
    const grown = retyped.filter(({ was, type }) => ddl.addsFields?.(was, type) === true);
    return [...additions, ...retype(grown)];
  }
  if (reaction !== "sync_all_columns") return [...additions];
  const gone = removed.map((column) => quoted(column).name);
  return [
    ...additions,
    ...(gone.length > 0 ? ddl.dropColumns(table, gone) : []),
    ...retype(retyped),
  ];
}

function outOfSync({ added, removed, retyped }: Changes): PtxError {
  const list = (columns: readonly Column[]) =>
    `[${columns.map(({ name, type }) => `${name} ${type}`).join(", ")}]`;
  return new PtxError(
    "PTX4102",
    `The source and target schemas on this incremental model are out of sync!
They can be reconciled in several ways:
  - set the \`on_schema_change\` config to either append_new_columns or sync_all_columns, depending on your situation.
  - Re-run the incremental model with \`full_refresh: True\` to update the target schema.
  - update the schema manually and re-run the process.

Additional troubleshooting context:
   Source columns not in target: ${list(added)}
   Target columns not in source: ${list(removed)}
   New column types: ${list(retyped)}`,
    { hint: "Run with `--full-refresh` to build the table anew with the columns of the select." },
  );
}
