/**
 * A relation in the place of another: by one statement, or built beside it and renamed. Either way
 * readers see the old one or the new one, never neither.
 */
import type { Relation, RelationKind, RelationName } from "../core/relation.ts";
import { quoteIdentifier } from "../sql/quote.ts";
import { suffixed } from "../sql/standard.ts";
import { withHooks } from "./hooks.ts";
import type { MaterializationInput, Plan } from "./materialization.ts";
import { dropOther, nameOf, sql } from "./steps.ts";

/** What makes a new relation of a name that nothing has, or that a statement may replace. */
export interface Making {
  readonly kind: RelationKind;
  /** What `make` does is one statement, and atomic by itself. */
  readonly single: boolean;
  /** What needs no transaction, before it begins. */
  before?(): Plan;
  /** @param name As SQL writes it. */
  make(name: string): Plan;
}

/** The relation anew, between its hooks. */
export function* replaceRelation(input: MaterializationInput, making: Making): Plan {
  const { replaceTable, replaceView } = input.dialect.capabilities;
  const way = making.kind === "view" ? replaceView : replaceTable;
  const fixed = staysInPlace(input, making);
  yield* way === "rename" && !fixed ? byRename(input, making) : byStatement(input, making, fixed);
}

/** The old relation or the new one cannot be renamed. */
function staysInPlace({ existing, dialect }: MaterializationInput, { kind }: Making): boolean {
  const { unrenamable } = dialect.ddl;
  if (!existing || !unrenamable) return false;
  return unrenamable.has(existing.kind) || unrenamable.has(kind);
}

/** @param dropped The old relation must go first, whatever it is. */
function* byStatement(input: MaterializationInput, making: Making, dropped = false): Plan {
  const { existing } = input;
  const occupied =
    existing !== undefined &&
    (dropped || existing.kind !== making.kind || liesOtherwise(existing, input));
  yield* withHooks(input, {
    kind: making.kind,
    single: !occupied && making.single,
    ...(making.before && { before: making.before }),
    *work() {
      if (occupied) yield dropOther(existing, input);
      yield* making.make(nameOf(input.target, input));
    },
  });
}

/** The table that is there cannot be replaced by one of the layout that the config asks for. */
function liesOtherwise({ layout }: Relation, { dialect, config }: MaterializationInput): boolean {
  const wanted = dialect.ddl.layoutOf;
  return layout !== undefined && wanted !== undefined && layout !== wanted(config);
}

/** The names that the new relation has before, and the old one after they change places. */
function asides(input: MaterializationInput): Record<"built" | "backup", RelationName> {
  const { target, dialect } = input;
  const named = (suffix: string) => ({
    ...target,
    name: suffixed(target.name, suffix, dialect.capabilities.maxIdentifierLength),
  });
  return { built: named("__dbt_tmp"), backup: named("__dbt_backup") };
}

function* byRename(input: MaterializationInput, making: Making): Plan {
  const { existing, target, dialect, leftover } = input;
  if (!existing) {
    yield* byStatement(input, making);
    return;
  }
  const { built, backup } = asides(input);
  const quoted = (name: string) => quoteIdentifier(name, dialect);
  const left = [built, backup].flatMap(({ name }) => leftover?.(name) ?? []);
  yield* withHooks(input, {
    kind: making.kind,
    single: false,
    *before() {
      for (const relation of left) yield dropOther(relation, input);
      if (making.before) yield* making.before();
    },
    *work() {
      yield* making.make(nameOf(built, input));
      const aside = dialect.ddl.rename(existing.kind, nameOf(existing, input), quoted(backup.name));
      const into = dialect.ddl.rename(making.kind, nameOf(built, input), quoted(target.name));
      yield sql(aside);
      yield sql(into);
    },
    *after() {
      yield dropOther({ ...backup, kind: existing.kind }, input);
    },
  });
}
