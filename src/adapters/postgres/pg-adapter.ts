/** Warehouses that the driver `pg` speaks to: sessions that are kept, and what differs between them. */
import type {
  Adapter,
  CatalogTable,
  SeedLoad,
  Session,
  StatementResult,
} from "../../core/adapter.ts";
import type { Dialect } from "../../core/dialect.ts";
import type { Column, Relation, RelationName } from "../../core/relation.ts";
import { quoteIdentifier } from "../../sql/quote.ts";
import { type SchemaName, schemasOf } from "./catalog.ts";
import { type Owner, PostgresSession } from "./session.ts";

/** What one of them does in its own way. */
export interface Flavour {
  readonly dialect: Dialect;
  readonly database: string;
  readonly connector: Owner["connector"];
  readonly remembersTransactions: boolean;
  /** Names and types of columns: the first question that is answered counts. */
  columnsQueries(relation: RelationName): readonly string[];
  relations(session: Session, schemas: readonly SchemaName[]): Promise<Relation[]>;
  catalog(session: Session, schemas: readonly SchemaName[]): Promise<CatalogTable[]>;
  seedColumns(load: SeedLoad): readonly Column[];
  loadSeed(session: Session, load: SeedLoad): Promise<StatementResult>;
  /** For `ptx debug`; no secrets. */
  readonly facts: Readonly<Record<string, string>>;
}

export class PgAdapter implements Adapter, Owner {
  readonly type: string;
  readonly dialect: Dialect;
  readonly connector: Owner["connector"];
  readonly remembersTransactions: boolean;
  readonly defaultDatabase: string;
  readonly #flavour: Flavour;
  /** Released sessions, ready to be used again. */
  readonly #idle: PostgresSession[] = [];
  readonly #open = new Set<PostgresSession>();
  /** Sessions that are being connected ahead; `undefined` where that failed. */
  readonly #coming: Promise<PostgresSession | undefined>[] = [];
  /** The sessions that serve nodes know what they write: seeds need more than the port has. */
  readonly #ending = new Set<Promise<void>>();

  constructor(flavour: Flavour) {
    this.#flavour = flavour;
    this.type = flavour.dialect.name;
    this.dialect = flavour.dialect;
    this.connector = flavour.connector;
    this.remembersTransactions = flavour.remembersTransactions;
    this.defaultDatabase = flavour.database;
  }

  columnsQueries(relation: RelationName): readonly string[] {
    return this.#flavour.columnsQueries(relation);
  }

  async session(): Promise<PostgresSession> {
    const idle = this.#idle.pop() ?? (await this.#coming.shift());
    return idle ?? this.#another();
  }

  /** One first: a server that lets nobody in, or not by TLS, is not asked many times at once. */
  prepare(sessions: number): void {
    const first = this.#connected();
    this.#coming.push(first);
    // Who takes the session is told; nobody may.
    first.catch(() => undefined);
    for (let i = 1; i < sessions; i++) {
      const next = first.then(() => this.#connected()).catch(() => undefined);
      this.#coming.push(next);
    }
  }

  async #connected(): Promise<PostgresSession> {
    const session = this.#another();
    try {
      await session.connect();
      return session;
    } catch (error) {
      this.#open.delete(session);
      throw error;
    }
  }

  #another(): PostgresSession {
    const session = new PostgresSession(this);
    this.#open.add(session);
    return session;
  }

  async relations(schemas: readonly SchemaName[]) {
    return this.#with((session) => this.#flavour.relations(session, schemas));
  }

  async schemas(): Promise<string[]> {
    return this.#with(schemasOf);
  }

  async createSchema(_: string | undefined, schema: string): Promise<void> {
    const name = quoteIdentifier(schema, this.dialect);
    await this.#with((session) => session.execute(`create schema if not exists ${name}`));
  }

  async seedColumns(_: Session, load: SeedLoad): Promise<readonly Column[]> {
    return this.#flavour.seedColumns(load);
  }

  async loadSeed(session: Session, load: SeedLoad): Promise<StatementResult> {
    return this.#flavour.loadSeed(session, load);
  }

  async catalog(schemas: readonly SchemaName[]) {
    return this.#with((session) => this.#flavour.catalog(session, schemas));
  }

  describeConnection(): Readonly<Record<string, string>> {
    return this.#flavour.facts;
  }

  async close(): Promise<void> {
    await Promise.allSettled(this.#coming.splice(0));
    const open = [...this.#open];
    this.#open.clear();
    this.#idle.length = 0;
    await Promise.all([...open.map((session) => session.disconnect()), ...this.#ending]);
  }

  /** A session that is released twice must not serve two nodes; one in doubt serves none. */
  released(session: PostgresSession): void {
    if (!this.#open.has(session) || this.#idle.includes(session)) return;
    if (session.reusable) {
      this.#idle.push(session);
      return;
    }
    this.#open.delete(session);
    const ending = session.disconnect().finally(() => this.#ending.delete(ending));
    this.#ending.add(ending);
  }

  async cancel(processId: number): Promise<void> {
    const client = await this.connector.connect();
    try {
      await client.query(`select pg_cancel_backend(${processId})`);
    } finally {
      await client.end();
    }
  }

  async #with<T>(work: (session: PostgresSession) => Promise<T>): Promise<T> {
    const session = await this.session();
    try {
      return await work(session);
    } finally {
      session.release();
    }
  }
}
