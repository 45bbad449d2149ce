/** Snowflake, by the driver `snowflake-sdk`. */
import type { Adapter, SeedLoad, Session, StatementResult } from "../../core/adapter.ts";
import type { ConnectOptions } from "../../core/adapter-definition.ts";
import type { Column, RelationName } from "../../core/relation.ts";
import type { Target } from "../../core/target.ts";
import { snowflake as dialect } from "../../sql/dialects/snowflake.ts";
import { quoteIdentifier } from "../../sql/quote.ts";
import { catalogOf, lastModifiedOf, relationsOf, type SchemaName, schemasOf } from "./catalog.ts";
import { Connector } from "./connect.ts";
import { loadSeed, seedColumns } from "./seed.ts";
import { cancelQuery, SnowflakeSession } from "./session.ts";
import { readSettings, type SnowflakeSettings } from "./settings.ts";

/**
 * The adapter of a target. Nobody logs in, and the driver is not loaded, before the first session
 * asks something.
 *
 * @throws PtxError PTX4005 for settings that cannot work.
 */
export function connect(target: Target, { root }: ConnectOptions): Adapter {
  return new SnowflakeAdapter(readSettings(target, root), root);
}

class SnowflakeAdapter implements Adapter {
  readonly type = "snowflake";
  readonly dialect = dialect;
  readonly connector: Connector;
  readonly #settings: SnowflakeSettings;
  readonly #root: string;
  /** Released sessions, ready to be used again. */
  readonly #idle: SnowflakeSession[] = [];
  readonly #open = new Set<SnowflakeSession>();
  readonly #ending = new Set<Promise<void>>();

  constructor(settings: SnowflakeSettings, root: string) {
    this.#settings = settings;
    this.#root = root;
    this.connector = new Connector(settings);
  }

  get defaultDatabase(): string {
    return this.#settings.database;
  }

  async session(): Promise<SnowflakeSession> {
    const idle = this.#idle.pop();
    if (idle) return idle;
    const session = new SnowflakeSession(this);
    this.#open.add(session);
    return session;
  }

  async relations(schemas: readonly SchemaName[]) {
    return this.#with((session) => relationsOf(session, schemas));
  }

  async schemas(database: string): Promise<string[]> {
    return this.#with((session) => schemasOf(session, database));
  }

  async createSchema(database: string | undefined, schema: string): Promise<void> {
    const parts = [database ?? this.defaultDatabase, schema];
    const name = parts.map((part) => quoteIdentifier(part, dialect)).join(".");
    await this.#with((session) => session.execute(`create schema if not exists ${name}`));
  }

  async seedColumns(_: Session, load: SeedLoad): Promise<readonly Column[]> {
    return seedColumns(load, this.#root);
  }

  async loadSeed(session: Session, load: SeedLoad): Promise<StatementResult> {
    return loadSeed(session, load, this.#root);
  }

  async catalog(schemas: readonly SchemaName[]) {
    return this.#with((session) => catalogOf(session, schemas));
  }

  async lastModified(relations: readonly RelationName[]) {
    return this.#with((session) => lastModifiedOf(session, relations, this.defaultDatabase));
  }

  describeConnection(): Readonly<Record<string, string>> {
    const { account, user, login, role, warehouse, database, schema, ...rest } = this.#settings;
    const facts = {
      account,
      user,
      authenticator: login.way,
      role,
      warehouse,
      database,
      schema,
      address: rest.accessUrl,
      proxy: rest.proxy && `${rest.proxy.host}:${rest.proxy.port}`,
      query_tag: rest.queryTag,
      client_session_keep_alive: String(rest.keepAlive),
    };
    return Object.fromEntries(
      Object.entries(facts).flatMap(([name, value]) =>
        value === undefined ? [] : [[name, value]],
      ),
    );
  }

  async close(): Promise<void> {
    const open = [...this.#open];
    this.#open.clear();
    this.#idle.length = 0;
    await Promise.all([...open.map((session) => session.disconnect()), ...this.#ending]);
  }

  /** A session that is released twice must not serve two nodes; one in doubt serves none. */
  released(session: SnowflakeSession): void {
    if (!this.#open.has(session) || this.#idle.includes(session)) return;
    if (session.reusable && this.#settings.reuseConnections) {
      this.#idle.push(session);
      return;
    }
    this.#open.delete(session);
    const ending = session.disconnect().finally(() => this.#ending.delete(ending));
    this.#ending.add(ending);
  }

  async cancel(queryId: string): Promise<void> {
    await this.#with((session) => session.execute(cancelQuery(queryId)));
  }

  async #with<T>(work: (session: SnowflakeSession) => Promise<T>): Promise<T> {
    const session = await this.session();
    try {
      return await work(session);
    } finally {
      session.release();
    }
  }
}
