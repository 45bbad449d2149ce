/** How the changes that a snapshot found get into its table. */
import type { Column } from "../core/relation.ts";
import { quoteIdentifier } from "../sql/quote.ts";
import type { MaterializationInput } from "./materialization.ts";
import type { SnapshotConfig } from "./snapshot-config.ts";

export interface Changes {
  readonly input: MaterializationInput;
  readonly config: SnapshotConfig;
  /** The staged changes, and the table of the snapshot, as SQL writes them. */
  readonly changes: string;
  readonly target: string;
  /** Columns that new versions have. */
  readonly columns: readonly Column[];
}

/** Ends the versions that changed and adds the new ones. */
export function writeChanges(facts: Changes): string {
  return facts.input.dialect.snapshots.write === "merge" ? merged(facts) : updated(facts);
}

function open(side: string, { names, current }: SnapshotConfig): string {
  const end = `${side}.${names.validTo}`;
  return current ? `(${end} = ${current} or ${end} is null)` : `${end} is null`;
}

const listOf = ({ columns, input }: Changes, side = ""): string =>
  columns.map(({ name }) => `${side}${quoteIdentifier(name, input.dialect)}`).join(", ");

function updated(facts: Changes): string {
  const { config, changes, target, input } = facts;
  const { validTo, scdId } = config.names;
  const { text } = input.dialect.snapshots;
  const list = listOf(facts);
  return `update ${target} as target
set ${validTo} = changes.${validTo}
from ${changes} as changes
where cast(changes.${scdId} as ${text}) = cast(target.${scdId} as ${text})
  and changes.dbt_change_type in ('update', 'delete')
  and ${open("target", config)};

insert into ${target} (${list})
select ${list}
from ${changes}
where dbt_change_type = 'insert'`;
}

function merged(facts: Changes): string {
  const { config, changes, target } = facts;
  const { validTo, scdId } = config.names;
  return `merge into ${target} as DBT_INTERNAL_DEST
using ${changes} as DBT_INTERNAL_SOURCE
on DBT_INTERNAL_SOURCE.${scdId} = DBT_INTERNAL_DEST.${scdId}
when matched and ${open("DBT_INTERNAL_DEST", config)}
  and DBT_INTERNAL_SOURCE.dbt_change_type in ('update', 'delete')
  then update set ${validTo} = DBT_INTERNAL_SOURCE.${validTo}
when not matched and DBT_INTERNAL_SOURCE.dbt_change_type = 'insert'
  then insert (${listOf(facts)})
  values (${listOf(facts, "DBT_INTERNAL_SOURCE.")})`;
}
