/** DuckDB in this process: a file, or memory. */
import type { DuckDBInstance } from "@duckdb/node-api";
import type { Adapter, SeedLoad, Session, StatementResult } from "../../core/adapter.ts";
import type { ConnectOptions } from "../../core/adapter-definition.ts";
import type { Target } from "../../core/target.ts";
import { duckdb as dialect } from "../../sql/dialects/duckdb.ts";
import { qualified, quoteIdentifier } from "../../sql/quote.ts";
import { catalogOf, relationsOf, type SchemaName, schemasOf } from "./catalog.ts";
import { statementError } from "./errors.ts";
import { openInstance } from "./open.ts";
import { withoutWriting } from "./reading.ts";
import { loadSeed, seedColumns } from "./seed.ts";
import { DuckdbSession } from "./session.ts";
import { type DuckdbSettings, readSettings } from "./settings.ts";

/**
 * The adapter of a target. Nothing is opened, and DuckDB itself is not loaded, before the first
 * session.
 *
 * @throws PtxError PTX4005 for settings that cannot work.
 */
export function connect(target: Target, { root, reading }: ConnectOptions): Adapter {
  const settings = readSettings(target, root);
  return new DuckdbAdapter(settings, reading === true ? withoutWriting(settings) : settings, root);
}

class DuckdbAdapter implements Adapter {
  readonly type = "duckdb";
  readonly dialect = dialect;
  /** As the target says it. */
  readonly #told: DuckdbSettings;
  readonly #settings: DuckdbSettings;
  readonly #root: string;
  #instance: Promise<DuckDBInstance> | undefined;
  /** Released sessions, ready to be used again. */
  readonly #idle: DuckdbSession[] = [];
  readonly #open = new Set<DuckdbSession>();
  #closing: Promise<void> | undefined;

  constructor(told: DuckdbSettings, settings: DuckdbSettings, root: string) {
    this.#told = told;
    this.#settings = settings;
    this.#root = root;
  }

  get defaultDatabase(): string {
    return this.#settings.database;
  }

  async session(): Promise<DuckdbSession> {
    const idle = this.#idle.pop();
    if (idle) return idle;
    const connection = await (await this.#opened()).connect();
    const session = new DuckdbSession(connection, (released) => this.#take(released));
    this.#open.add(session);
    for (const sql of this.#startup()) {
      await connection.run(sql).catch((error: unknown) => {
        throw statementError(sql, error);
      });
    }
    return session;
  }

  async relations(schemas: readonly SchemaName[]) {
    return this.#with((session) => relationsOf(session, schemas));
  }

  async schemas(database: string) {
    return this.#with((session) => schemasOf(session, database));
  }

  async createSchema(database: string | undefined, schema: string): Promise<void> {
    const name = [database, schema].filter((part) => part !== undefined);
    const quoted = name.map((part) => quoteIdentifier(part, dialect)).join(".");
    await this.#with((session) => session.execute(`create schema if not exists ${quoted}`));
  }

  async seedColumns(session: Session, load: SeedLoad) {
    return seedColumns(session, load, this.#root);
  }

  async loadSeed(session: Session, load: SeedLoad): Promise<StatementResult> {
    return loadSeed(session, load, qualified(load.target, dialect), this.#root);
  }

  async catalog(schemas: readonly SchemaName[]) {
    return this.#with((session) => catalogOf(session, schemas));
  }

  describeConnection(): Readonly<Record<string, string>> {
    const { path, database, schema, readOnly, extensions, attach } = this.#told;
    return {
      path,
      database,
      schema,
      ...(readOnly ? { read_only: "true" } : {}),
      ...(extensions.length > 0
        ? { extensions: extensions.map(({ name }) => name).join(", ") }
        : {}),
      ...(attach.length > 0 ? { attach: attach.map(({ name }) => name).join(", ") } : {}),
    };
  }

  /** Closes once, however often it is asked to. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    const instance = await this.#instance?.catch(() => undefined); // It never opened.
    if (instance !== undefined) await this.#checkpoint(instance);
    for (const session of this.#open) session.disconnect();
    this.#open.clear();
    this.#idle.length = 0;
    this.#instance = undefined;
    instance?.closeSync();
  }

  /**
   * Moves the log into the database file on a thread of its own: closing would do it on this one.
   * What cannot be moved stays in the log, which the next start reads.
   */
  async #checkpoint(instance: DuckDBInstance): Promise<void> {
    if (this.#settings.readOnly || this.#idle.length < this.#open.size) return;
    const connection = await instance.connect();
    await connection.run("checkpoint").catch(() => undefined);
    connection.disconnectSync();
  }

  /** A session that is released twice must not serve two nodes. */
  #take(released: DuckdbSession): void {
    if (this.#open.has(released) && !this.#idle.includes(released)) this.#idle.push(released);
  }

  /** The instance; a failed try to open it is not kept, so that a later one can succeed. */
  #opened(): Promise<DuckDBInstance> {
    this.#instance ??= openInstance(this.#settings).catch((error: unknown) => {
      this.#instance = undefined;
      throw error;
    });
    return this.#instance;
  }

  /** Settings of the target, then the database that unqualified names mean. */
  #startup(): string[] {
    const { perConnection, database, fileDatabase } = this.#settings;
    const use = database === fileDatabase ? [] : [`use ${quoteIdentifier(database, dialect)}`];
    return [...perConnection, ...use];
  }

  async #with<T>(work: (session: DuckdbSession) => Promise<T>): Promise<T> {
    const session = await this.session();
    try {
      return await work(session);
    } finally {
      session.release();
    }
  }
}
