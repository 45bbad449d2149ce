/** The port to a warehouse. An adapter implements it; `run` and `compile` know nothing else. */
import type { Dialect } from "./dialect.ts";
import type { JsonObject } from "./node.ts";
import type { Column, Relation, RelationName } from "./relation.ts";

/**
 * One value of a result: JSON-like, with exact numbers. Integers beyond 2^53 are `bigint`,
 * decimals `{ decimal: "12.30" }`, floats `number`, dates and timestamps
 * `{ date|timestamp|timestamptz|time|interval: "2026-01-31 …" }`, binary `Uint8Array`, lists
 * arrays, structs and maps plain objects.
 */
export type SqlValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | readonly SqlValue[]
  | { readonly [key: string]: SqlValue };

export interface QueryResult {
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly SqlValue[])[];
}

/** What a statement that returns no rows did. `message` is what dbt calls `_message`. */
export interface StatementResult {
  readonly rowsAffected: number | undefined;
  readonly message: string;
  readonly code?: string;
  /** What else a run records of it, beside dbt's keys of `adapter_response`. */
  readonly facts?: JsonObject;
}

/** One connection, used by one node at a time. */
export interface Session {
  /** Runs one statement and returns its rows. Errors are `PtxError` PTX4001 (see `rejected`). */
  query(sql: string, options?: { limit?: number }): Promise<QueryResult>;
  /** Runs one or more statements separated by `;`; returns what the last one did. */
  execute(sql: string): Promise<StatementResult>;
  /**
   * Runs texts of one or more statements in one round trip, all or none of them; returns what each
   * did. An error is that of the text that failed, as if it had been sent alone.
   */
  executeAll?(statements: readonly string[]): Promise<readonly StatementResult[]>;
  /**
   * Has a statement sent together with the commit of the open transaction, behind it; false where
   * that cannot be, and it must be sent afterwards.
   */
  afterCommit?(sql: string): boolean;
  /** Runs a statement that reads the given bytes: `copy … from stdin`. */
  load?(sql: string, data: AsyncIterable<Uint8Array>): Promise<StatementResult>;
  /** All rows of a query in parts of this size, never more than one part in memory. */
  stream?(sql: string, rowsAtOnce: number): AsyncIterable<QueryResult["rows"]>;
  /** Runs `work` in a transaction: commits when it resolves, rolls back when it rejects. */
  transaction<T>(work: () => Promise<T>): Promise<T>;
  /** Binds a select without running it: its columns. */
  describe(sql: string): Promise<readonly Column[]>;
  /** Columns in ordinal order; `undefined` when the relation does not exist. */
  columns(relation: RelationName): Promise<readonly Column[] | undefined>;
  /**
   * Puts a folder of finished files into the place of another, which stays until then. Without
   * `built` only what an interrupted replacement left behind is put right.
   *
   * @returns False where the warehouse has no folders at hand.
   */
  replaceFolder?(target: string, built: string | undefined): Promise<boolean>;
  /** Labels that statements have from now on, where the warehouse keeps them in its history. */
  label?(labels: Readonly<Record<string, string>>): void;
  /** The statements until the release belong to a node with this config: `query_tag`. */
  configure?(config: JsonObject): void;
  /** Stops the running statement on the server, which then rejects with PTX4003. */
  cancel(): void;
  /** Aborted when the work that the session serves is stopped: for what runs beside its statements. */
  readonly stopped?: AbortSignal | undefined;
  /**
   * What a query, or an `insert` or `merge` of its rows, would cost, where the warehouse can say it;
   * nothing is run. Errors are those that running it would have, as far as a plan shows them.
   */
  estimate?(sql: string): Promise<Estimate>;
  release(): void;
}

/** What a warehouse says of a statement that it has not run. */
export interface Estimate {
  /** Bytes that it would read. */
  readonly bytes?: number;
  /** Rows that its planner expects. */
  readonly rows?: number;
  /** What reading the bytes costs, where the target knows a price. */
  readonly cost?: { readonly amount: number; readonly currency: string };
}

export interface SeedLoad {
  readonly target: RelationName;
  /** Absolute path of the CSV file. */
  readonly file: string;
  readonly delimiter: string;
  /** Wanted types by column name; the others are inferred. */
  readonly columnTypes: Readonly<Record<string, string>>;
  readonly quoteColumns: boolean;
  /** Keep the table (truncate + insert) rather than replace it. */
  readonly truncate: boolean;
  /** The seed's config, for what a warehouse lets it say about its table. */
  readonly config?: JsonObject;
}

export interface CatalogTable extends Relation {
  readonly comment: string | undefined;
  readonly owner: string | undefined;
  readonly columns: readonly (Column & { readonly comment: string | undefined })[];
}

export interface Adapter {
  /** `duckdb`, `postgres`, …: `target.type` in templates. */
  readonly type: string;
  readonly dialect: Dialect;
  readonly defaultDatabase: string;
  /** Opens the warehouse on first use. @throws PtxError PTX4002 when it cannot be opened. */
  session(): Promise<Session>;
  /** Begins to open as many connections, where opening takes time; what fails is found out on use. */
  prepare?(sessions: number): void;
  /** All relations of the given schemas in one round trip. */
  relations(schemas: readonly { database: string; schema: string }[]): Promise<Relation[]>;
  schemas(database: string): Promise<string[]>;
  createSchema(database: string | undefined, schema: string): Promise<void>;
  /** Columns that loading a seed would give its table. */
  seedColumns?(session: Session, load: SeedLoad): Promise<readonly Column[]>;
  loadSeed(session: Session, load: SeedLoad): Promise<StatementResult>;
  catalog(schemas: readonly { database: string; schema: string }[]): Promise<CatalogTable[]>;
  /**
   * When rows of these relations last changed, by the warehouse's own records, one for each in its
   * order; `undefined` for one of which it keeps none. Absent where there are no such records.
   */
  lastModified?(relations: readonly RelationName[]): Promise<readonly (Modified | undefined)[]>;
  /** Facts for `ptx debug`: name → value, secrets left out. */
  describeConnection(): Readonly<Record<string, string>>;
  /** Closes what is open; nothing happens where nothing is. */
  close(): Promise<void>;
}

/** A time of the warehouse's records, and the time there when it was asked; both ISO 8601. */
export interface Modified {
  readonly at: string;
  readonly askedAt: string;
}

/** What an adapter knows of a rejected statement; the `cause` of a PTX4001. */
export interface SqlErrorFacts {
  readonly sql: string;
  /** Offset into `sql` where the warehouse points. */
  readonly offset: number | undefined;
  /** The warehouse's own message, in one or more lines. */
  readonly message: string;
  /** Names the warehouse suggests instead of the one that it did not find. */
  readonly candidates: readonly string[];
  /**
   * The transaction left no trace, and the same statements may succeed when they are sent again: a
   * deadlock, a serialization failure, a connection that broke before the commit.
   */
  readonly transient?: boolean;
}
