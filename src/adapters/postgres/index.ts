/** Postgres, by the driver `pg`. */
import type { Adapter, SeedLoad, Session, StatementResult } from "../../core/adapter.ts";
import type { Target } from "../../core/project.ts";
import type { Column } from "../../core/relation.ts";
import { postgres as dialect } from "../../sql/dialects/postgres.ts";
import { quoteIdentifier } from "../../sql/quote.ts";
import type { ConnectOptions } from "../connect-options.ts";
import { catalogOf, relationsOf, type SchemaName, schemasOf } from "./catalog.ts";
import { Connector } from "./connect.ts";
import { loadSeed, seedColumns } from "./seed.ts";
import { PostgresSession } from "./session.ts";
import { type PostgresSettings, readSettings } from "./settings.ts";

/**
 * The adapter of a target. No connection is made, and the driver is not loaded, before the first
 * session asks something.
 *
 * @throws PtxError PTX4005 for settings that cannot work.
 */
export function connect(target: Target, { root }: ConnectOptions): Adapter {
  return new PostgresAdapter(readSettings(target, root), root);
}

class PostgresAdapter implements Adapter {
  readonly type = "postgres";
  readonly dialect = dialect;
  readonly connector: Connector;
  readonly remembersTransactions = true;
  readonly #settings: PostgresSettings;
  readonly #root: string;
  /** Released sessions, ready to be used again. */
  readonly #idle: PostgresSession[] = [];
  readonly #open = new Set<PostgresSession>();
  /** The sessions that serve nodes know what they write: seeds need more than the port has. */
  readonly #ending = new Set<Promise<void>>();

  constructor(settings: PostgresSettings, root: string) {
    this.#settings = settings;
    this.#root = root;
    this.connector = new Connector(settings);
  }

  get defaultDatabase(): string {
    return this.#settings.database;
  }

  async session(): Promise<PostgresSession> {
    const idle = this.#idle.pop();
    if (idle) return idle;
    const session = new PostgresSession(this);
    this.#open.add(session);
    return session;
  }

  async relations(schemas: readonly SchemaName[]) {
    return this.#with((session) => relationsOf(session, this.defaultDatabase, schemas));
  }

  async schemas(): Promise<string[]> {
    return this.#with(schemasOf);
  }

  async createSchema(_: string | undefined, schema: string): Promise<void> {
    const name = quoteIdentifier(schema, dialect);
    await this.#with((session) => session.execute(`create schema if not exists ${name}`));
  }

  async seedColumns(_: Session, load: SeedLoad): Promise<readonly Column[]> {
    return seedColumns(load, this.#root);
  }

  async loadSeed(session: Session, load: SeedLoad): Promise<StatementResult> {
    return loadSeed(session, load, this.#root);
  }

  async catalog(schemas: readonly SchemaName[]) {
    return this.#with((session) => catalogOf(session, this.defaultDatabase, schemas));
  }

  describeConnection(): Readonly<Record<string, string>> {
    const { host, port, user, database, schema, tls, role, parameters } = this.#settings;
    const { search_path: searchPath } = parameters;
    return {
      host,
      port: String(port),
      user,
      database,
      schema,
      sslmode: tls.mode,
      ...(role === undefined ? {} : { role }),
      ...(searchPath === undefined ? {} : { search_path: searchPath }),
    };
  }

  async close(): Promise<void> {
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
