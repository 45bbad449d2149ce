/**
 * `snapshot`: the history of a select, one row for each version of each key (slowly changing
 * dimension of type 2). A version is current while its `dbt_valid_to` is null (or what
 * `dbt_valid_to_current` says).
 */
import { PtxError } from "../core/error.ts";
import type { Column } from "../core/relation.ts";
import { quoteIdentifier } from "../sql/quote.ts";
import { withHooks } from "./hooks.ts";
import { stage } from "./incremental.ts";
import { createIndexes } from "./indexes.ts";
import type {
  Answer,
  Materialization,
  MaterializationInput,
  Plan,
  Step,
} from "./materialization.ts";
import { replaceRelation } from "./replace.ts";
import { readSnapshotConfig, type SnapshotConfig } from "./snapshot-config.ts";
import { firstVersions, keyNames, staging } from "./snapshot-sql.ts";
import { writeChanges } from "./snapshot-write.ts";
import { askColumns, askSelect, nameOf, sql, tableAs, together } from "./steps.ts";

export const snapshot: Materialization = {
  summary:
    "The history of a select: a row for each version of each key, with the time it was valid.",
  *plan(input) {
    const { existing } = input;
    if (existing?.kind === "view") {
      throw new PtxError(
        "PTX4101",
        `${nameOf(existing, input)} is a view, and a snapshot needs a table of that name`,
        { hint: "Drop the view, or give the snapshot another `alias`." },
      );
    }
    const config = readSnapshotConfig(input);
    if (!existing) {
      const first = { ...input, select: firstVersions(input, config) };
      yield* replaceRelation(input, {
        kind: "table",
        single: true,
        *make(name) {
          yield* tableAs(name, first.select, input);
          yield* createIndexes(input, name);
        },
      });
      return;
    }
    yield* withHooks(input, {
      kind: "table",
      single: false,
      inPlace: true,
      work: () => record(input, config),
    });
  },
};

/** The select that the table of a new snapshot is made of. @throws PtxError PTX4104 */
export const firstSelect = (input: MaterializationInput): string =>
  firstVersions(input, readSnapshotConfig(input));

/** Compares the select with the current versions, ends those that changed and adds new ones. */
function* record(input: MaterializationInput, config: SnapshotConfig): Plan {
  const present = yield* askColumns(input.target);
  assertSnapshot(present, config, input);
  const source = yield* askSelect(input.select);
  const target = nameOf(input.target, input);
  const changed = yield* rowChanged(config, source, present, input);
  const staged = yield* stage(staging({ input, config, source, present, changed, target }), input);
  const changes = staged.name;
  const columns = yield* addMissing(input, config, changes, present);
  yield* together(input, writeChanges({ input, config, changes, target, columns }));
  if (staged.drop !== undefined) yield sql(staged.drop);
}

/** Columns that are new in the select become columns of the table. */
function* addMissing(
  input: MaterializationInput,
  config: SnapshotConfig,
  changes: string,
  present: readonly Column[],
): Generator<Step, readonly Column[], Answer> {
  const working = new Set(["dbt_change_type", ...keyNames(config)]);
  const staged = yield* askSelect(`select * from ${changes}`);
  const columns = staged.filter(({ name }) => !working.has(name.toLowerCase()));
  const known = new Set(present.map(({ name }) => name.toLowerCase()));
  const missing = columns.filter(({ name }) => !known.has(name.toLowerCase()));
  const target = nameOf(input.target, input);
  const added = missing.map(({ name, type }) => ({
    name: quoteIdentifier(name, input.dialect),
    type,
  }));
  for (const statement of input.dialect.ddl.addColumns(target, added)) yield sql(statement);
  return columns;
}

/** @throws PtxError PTX4105 when the table was not made by a snapshot of this config. */
function assertSnapshot(
  present: readonly Column[],
  { names, hardDeletes }: SnapshotConfig,
  { target, dialect }: Pick<MaterializationInput, "target" | "dialect">,
): void {
  const known = new Set(present.map(({ name }) => name.toLowerCase()));
  const needed = [
    names.scdId,
    names.validFrom,
    names.validTo,
    ...(hardDeletes === "new_record" ? [names.isDeleted] : []),
  ];
  const missing = needed.filter((name) => !known.has(name.toLowerCase()));
  if (missing.length === 0) return;
  throw new PtxError(
    "PTX4105",
    `Snapshot target is missing configured columns: ${missing.join(", ")} (table ${nameOf({ ...target }, { dialect })})`,
    {
      hint: "Add the columns to the table, or give the snapshot another `alias` to begin a new history.",
    },
  );
}

/** The condition under which `source_data` is a new version of `snapshotted_data`. */
function* rowChanged(
  config: SnapshotConfig,
  source: readonly Column[],
  present: readonly Column[],
  input: MaterializationInput,
): Generator<Step, string, Answer> {
  if (config.strategy === "timestamp") {
    return `(snapshotted_data.${config.names.validFrom} < source_data.${config.updatedAt})`;
  }
  const checked = yield* checkedColumns(config, source, input);
  const known = new Set(present.map(({ name }) => name.toLowerCase()));
  if (checked.some(({ name }) => !known.has(name.toLowerCase()))) return "(true)";
  const differs = checked.map(({ name }) => {
    const column = quoteIdentifier(name, input.dialect);
    const [old, now] = [`snapshotted_data.${column}`, `source_data.${column}`];
    return config.style.differs?.(old, now) ?? `${old} is distinct from ${now}`;
  });
  return `(${differs.join("\n      or ")})`;
}

function* checkedColumns(
  { checkCols }: SnapshotConfig,
  source: readonly Column[],
  { select }: MaterializationInput,
): Generator<Step, readonly Column[], Answer> {
  if (checkCols === "all") return source;
  return yield* askSelect(`select ${checkCols.join(", ")} from (\n${select}\n) subq`);
}
