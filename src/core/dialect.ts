/**
 * What the rest of ptx needs to know of a warehouse's SQL: flags, lists and small pieces of text.
 * Nobody but an adapter looks at a warehouse's name; whoever needs a difference adds a member here,
 * with the standard's way in `sql/standard.ts`.
 */
import type { JsonObject } from "./node.ts";
import type { RelationKind, RelationName } from "./relation.ts";

export interface Capabilities {
  /**
   * What a transaction holds together: `ddl` all statements, `dml` changes of rows only (DDL commits
   * by itself), `none` nothing.
   */
  readonly transactions: "ddl" | "dml" | "none";
  /**
   * How a finished table takes the place of an old one: `statement` is `create or replace`, `rename`
   * moves the old one aside and the new one in, in one transaction, and drops the old one after it.
   */
  readonly replaceTable: "statement" | "rename";
  readonly replaceView: "statement" | "rename";
  /** `merge`, and whether it matches columns `by name` or wants them listed. */
  readonly merge: "none" | "by-name" | "listed";
  /** False where `merge` and `delete` know their target by its own name only; absent elsewhere. */
  readonly targetAlias?: boolean;
  /** False where `delete` has no `using`; absent elsewhere. */
  readonly deleteUsing?: boolean;
  /** Replacing a table leaves views over it intact. */
  readonly viewsSurviveTableSwap: boolean;
  /** A foreign key may name the database of the table that it points to. */
  readonly databaseInForeignKeys: boolean;
  /**
   * A table made from a select takes the lengths of its texts, and refuses longer ones later: the
   * target of an incremental model has to grow before rows are brought in.
   */
  readonly sizedTexts?: boolean;
  readonly maxIdentifierLength: number;
  /** An `update` of all rows is cheaper than the table anew; nowhere, unless it is said. */
  readonly updatesInPlace?: boolean;
  /**
   * Groups of few small numbers are added up in an array rather than in a hash table: settings that a
   * session needs for it, those that take them back, and the type of 0 to 255.
   */
  readonly smallGroups?: { readonly on: string; readonly off: string; readonly byte: string };
  /** Written behind a subquery, keeps its columns from being computed anew for each use of them. */
  readonly computedOnce?: string;
}

/** How SQL text is written where it departs from the standard; all default to false. */
export interface Lexical {
  /** A backslash inside `'…'` escapes what follows. */
  readonly backslashEscapes?: boolean;
  /** Block comments nest. */
  readonly nestedComments?: boolean;
  /** `# …` is a comment. */
  readonly hashComments?: boolean;
  /** `// …` is a comment. */
  readonly slashComments?: boolean;
  /** `$$ … $$` and `$tag$ … $tag$` are texts. */
  readonly dollarQuotes?: boolean;
  /** Texts between three quotes, single or double. */
  readonly tripleQuotes?: boolean;
}

/** Text before and after a select. */
export interface Around {
  readonly head: string;
  readonly tail: string;
}

/** A table that holds a select until the strategy has brought its rows in. */
export interface Staging extends Around {
  /** As later statements name it. */
  readonly name: string;
  /** `undefined` where it goes by itself. */
  readonly drop: string | undefined;
  /** Where its columns can be read, with the lengths of texts; needed for `sizedTexts` only. */
  readonly relation?: RelationName;
}

/** One entry of `indexes:`. */
export interface IndexWish {
  readonly columns: readonly string[];
  readonly unique: boolean;
  readonly type: string | undefined;
}

/**
 * Statements. All names come as SQL writes them, quoted and qualified; `config` is the node's, for
 * what a warehouse lets a model say about its table (`unlogged`, `partition_by`, `dist`).
 */
export interface Ddl {
  /** `create or replace table …` where tables are replaced by a statement, else `create table …`. */
  tableAs(name: string, config: JsonObject): Around;
  /** The same with its columns and constraints, one definition a line, and without rows. */
  tableOf(name: string, definitions: readonly string[], config: JsonObject): string;
  /** Both at once; absent where a table is declared by one statement and filled by another. */
  definedAs?(name: string, definitions: readonly string[], config: JsonObject): Around;
  /**
   * A constraint as this warehouse takes it; `undefined` for one that it has no words for. Absent
   * where all are written as in the standard.
   *
   * @param type dbt's name: `not_null`, `primary_key`, `check`.
   */
  constraint?(type: string, written: string): string | undefined;
  /** @param columns The columns of the select, quoted; empty where they need not be listed. */
  viewAs(name: string, config: JsonObject, columns: readonly string[]): Around;
  /** What must follow a finished table: clustering, sort keys. Each is one statement. */
  afterTable(name: string, config: JsonObject): readonly string[];
  /** @param suffix Appended to the target's name, which is cut where it gets too long. */
  staging(target: RelationName, suffix: string, config: JsonObject): Staging;
  /** Drops what is there; nothing happens where nothing is. */
  drop(kind: RelationKind, name: string): string;
  /** @param to The new name, quoted, in the same schema. */
  rename(kind: RelationKind, from: string, to: string): string;
  /** Kinds that have no `rename`: one is dropped before another takes its place. */
  readonly unrenamable?: ReadonlySet<RelationKind>;
  addColumns(table: string, columns: readonly TypedColumn[]): readonly string[];
  dropColumns(table: string, columns: readonly string[]): readonly string[];
  alterType(table: string, column: RetypedColumn, config: JsonObject): readonly string[];
  /**
   * Whether a type of a column is another one with more fields inside: then `append_new_columns`
   * gives it these. Absent where columns have no fields, or no way to get more.
   */
  addsFields?(from: string, to: string): boolean;
  comment(kind: RelationKind, name: string, text: string): string;
  /** One statement, or several separated by `;`. */
  columnComments(
    kind: RelationKind,
    name: string,
    comments: readonly { readonly column: string; readonly text: string }[],
  ): string;
  /** `undefined` where the warehouse has no indexes. */
  index(table: string, target: RelationName, wish: IndexWish): string | undefined;
  /**
   * How rows of a table are to lie, in the words of `Relation.layout`; a table that lies otherwise
   * cannot be replaced and is dropped first. Absent where every table can be replaced.
   */
  layoutOf?(config: JsonObject): string;
  /** Changes of rows as one text that happens as a whole, where sessions have no transactions. */
  together?(statements: readonly string[]): string;
  /** What must stand in front of a statement that holds the select; usually nothing. */
  prologue?(target: RelationName, select: string, config: JsonObject): string;
  /** `undefined` where tables cannot be cloned. */
  clone(from: string, to: string, config: JsonObject): string | undefined;
}

/** A column that gets another type. */
export interface RetypedColumn extends TypedColumn {
  /** The type that it has, where that is known. */
  readonly was?: string;
}

/** A column with its name as SQL writes it. */
export interface TypedColumn {
  readonly name: string;
  readonly type: string;
}

/** `grants:` of a node. Absent where the warehouse has no rights, or ptx does not manage them. */
export interface Grants {
  /** A select of `grantee, privilege_type`, of rights that others have on the relation. */
  show(relation: RelationName): string;
  grant(privilege: string, name: string, grantees: readonly string[], kind: RelationKind): string;
  revoke(privilege: string, name: string, grantees: readonly string[], kind: RelationKind): string;
  /** A replaced relation keeps the rights of the one that it replaces; always, or by the config. */
  readonly kept: boolean | ((config: JsonObject) => boolean);
}

/** Materialized views. Absent where the warehouse has none. */
export interface MaterializedViews {
  /** What `materialized:` calls them here: `materialized_view`, `dynamic_table`. */
  readonly kind: "materialized_view" | "dynamic_table";
  create(name: string, config: JsonObject): Around;
  refresh(name: string): string;
  /** A select of the settings that are in force, one row each: `setting, value`. */
  describe(relation: RelationName): string;
  /**
   * The statements that lead from the settings in force to those of the config; `replace` where it
   * must be built anew, `[]` where nothing changed.
   */
  changes(
    relation: RelationName,
    inForce: readonly (readonly [setting: string, value: string])[],
    config: JsonObject,
  ): readonly string[] | "replace";
}

/** Snapshots: how times and keys of versions are written. */
export interface SnapshotStyle {
  /** The time of the transaction, without zone. */
  readonly now: string;
  /** What dbt calls `dbt_scd_id`. */
  hash(parts: readonly string[]): string;
  /** Whether two values differ, null being a value too; `is distinct from` where nothing is said. */
  differs?(a: string, b: string): string;
  /** `update … from` and `insert`, or one `merge`. */
  readonly write: "update-insert" | "merge";
  /** The type that keys of versions are compared as. */
  readonly text: string;
}

/** Partitions that a warehouse replaces as a whole: what `insert_overwrite` rests on. */
export interface Partitions {
  /**
   * @param target As SQL writes it.
   * @throws PtxError PTX4103 without a `partition_by`.
   */
  overwrite(target: string, config: JsonObject): Overwrite;
  /** @throws PtxError PTX4103 where the partitions are not the batches of a microbatch model. */
  assertBatches(config: JsonObject): void;
}

export interface Overwrite {
  /** Replaces the partitions of the staged rows; columns as SQL writes them. */
  statements(staging: string, columns: readonly string[]): string;
  /** The same around the select itself, where the config lists the partitions. */
  readonly direct?: (columns: readonly string[]) => Around;
}

/** The incremental strategies of a warehouse. */
export interface Strategies {
  /** Names that `incremental_strategy:` may have, beside `default`. */
  readonly names: readonly string[];
  /** What `default` means for a model with a `unique_key`, and for one without. */
  readonly keyed: string;
  readonly plain: string;
  /** How a batch of a microbatch model replaces the one before; `merge` needs a `unique_key`. */
  readonly microbatch: "delete-insert" | "merge" | "insert-overwrite";
  /** What `merge` does without a key, where no row matches `on (false)` is no condition. */
  readonly keylessMerge?: "append";
  /** The literal of a batch's border as a time; absent where the literal itself compares. */
  batchTime?(literal: string): string;
}

/** Which parts of a name are quoted unless a project says otherwise. */
export interface QuotePolicy {
  readonly database: boolean;
  readonly schema: boolean;
  readonly identifier: boolean;
}

/** What templates see of a warehouse. */
export interface TemplateFacts {
  readonly quoting: QuotePolicy;
  /** Prefixes that `adapter.dispatch` tries, in order. */
  readonly prefixes: readonly string[];
  /** Materializations that dbt's adapter makes for this warehouse only. */
  readonly ownMaterializations: ReadonlySet<string>;
  /** False where columns of seeds are not quoted unless `quote_columns` says so. */
  readonly quotesSeedColumns?: boolean;
  /** A subquery in `from` must have an alias. */
  readonly subqueryAlias: boolean;
  /** Sources may be files that the warehouse reads by path (`external_location`). */
  readonly readsFiles: boolean;
  /** Names of types that differ from the ones dbt uses everywhere, by upper-case name. */
  readonly types: Readonly<Record<string, string>>;
  /** The size stays inside of a type's name: `api.Column` does not take it apart. */
  readonly sizesInTypes: boolean;
  /** Texts and numbers have no size: `api.Column` gives their plain type. */
  readonly sizeless: boolean;
  /** `Column.data_type` of a text without a size is the type itself, not `character varying(256)`. */
  readonly unsizedTexts: boolean;
  /** How a column prints itself. */
  readonly columnName: string;
  /** Lower-case type names of each kind, for `Column.is_integer()` and its kin. */
  readonly integers: ReadonlySet<string>;
  readonly floats: ReadonlySet<string>;
  readonly numerics: ReadonlySet<string>;
  readonly strings: ReadonlySet<string>;
  /** A select of `database, schema, name, type` of what is in a schema; types as `BASE TABLE`, `VIEW`. */
  relations(database: string | undefined, schema: string): string;
  /** The literal of a moment where `event_time` is filtered; absent where the literal itself compares. */
  eventTime?(literal: string): string;
  /** The longest name of a relation. */
  readonly maxIdentifierLength: number;
}

/** How an output of a profile is read, and which of its keys `target` shows in templates. */
export interface ProfileFacts {
  readonly defaultSchema: string;
  /** Other spellings of a key: `dbname` is `database`. Both are shown. */
  readonly aliases: Readonly<Record<string, string>>;
  /**
   * Keys that `target` shows beside those of all warehouses, with values for absent ones; without
   * the list it shows all but secrets.
   */
  readonly shown?: Readonly<Record<string, string | number | boolean | null>>;
  /** The database of a target that names none; absent where the adapter finds out by connecting. */
  database?(output: JsonObject): string;
  /**
   * All keys beside those of every target (`type`, `schema`, `database`, `threads`): others are
   * refused. Without the list nothing is checked before the adapter reads its settings.
   */
  readonly keys?: Readonly<Record<string, ProfileKey>>;
}

export interface ProfileKey {
  readonly kind: "text" | "number" | "flag" | "list" | "mapping";
  /** What it says, in a few words: `path of the database file`. */
  readonly about: string;
  readonly required?: boolean;
  /** Not shown to templates. */
  readonly secret?: boolean;
}

/** How names and texts are written: all that quoting and splitting need. */
export interface Spelling {
  readonly name: string;
  readonly quoteCharacter: string;
  /** How unquoted identifiers compare and are stored. */
  readonly folding: "lower" | "upper" | "insensitive";
  readonly lexical?: Lexical;
}

export interface Dialect extends Spelling {
  readonly capabilities: Capabilities;
  readonly ddl: Ddl;
  readonly strategies: Strategies;
  readonly snapshots: SnapshotStyle;
  readonly grants?: Grants;
  readonly materializedViews?: MaterializedViews;
  readonly partitions?: Partitions;
  /** Types that a contract takes for the same; absent where their names have to be. */
  sameType?(a: string, b: string): boolean;
  readonly templates: TemplateFacts;
  readonly profile: ProfileFacts;
}
