/** BigQuery, by Google's client library. */
import type { Adapter, SeedLoad, Session, StatementResult } from "../../core/adapter.ts";
import type { ConnectOptions } from "../../core/adapter-definition.ts";
import type { Dialect } from "../../core/dialect.ts";
import type { Column, Relation, RelationName } from "../../core/relation.ts";
import type { Target } from "../../core/target.ts";
import { bigqueryIn } from "../../sql/dialects/bigquery.ts";
import { quoteIdentifier } from "../../sql/quote.ts";
import { catalogOf, lastModifiedOf, relationsOf, type SchemaName, schemasOf } from "./catalog.ts";
import { Client } from "./client.ts";
import { statementError } from "./errors.ts";
import { Failure } from "./failure.ts";
import { loadSeed, seedColumns } from "./seed.ts";
import { BigQuerySession } from "./session.ts";
import { type BigQuerySettings, readSettings } from "./settings.ts";

/**
 * The adapter of a target. Nobody logs in, and the library is not loaded, before the first statement.
 *
 * @throws PtxError PTX4005 for settings that cannot work.
 */
export function connect(target: Target, { root }: ConnectOptions): Adapter {
  return new BigQueryAdapter(readSettings(target, root), root);
}

class BigQueryAdapter implements Adapter {
  readonly type = "bigquery";
  readonly dialect: Dialect;
  readonly #settings: BigQuerySettings;
  readonly #client: Client;
  readonly #root: string;

  constructor(settings: BigQuerySettings, root: string) {
    this.#settings = settings;
    this.dialect = bigqueryIn(settings.location);
    this.#client = new Client(settings);
    this.#root = root;
  }

  get defaultDatabase(): string {
    return this.#settings.database;
  }

  async session(): Promise<BigQuerySession> {
    return new BigQuerySession(this.#client);
  }

  relations(schemas: readonly SchemaName[]): Promise<Relation[]> {
    return asked(relationsOf(this.#client, schemas));
  }

  schemas(database: string): Promise<string[]> {
    return asked(schemasOf(this.#client, database));
  }

  async createSchema(database: string | undefined, schema: string): Promise<void> {
    const parts = [database ?? this.#settings.database, schema];
    const name = parts.map((part) => quoteIdentifier(part, this.dialect)).join(".");
    const session = await this.session();
    await session.execute(`create schema if not exists ${name}`);
  }

  async seedColumns(_: Session, load: SeedLoad): Promise<readonly Column[]> {
    return seedColumns(load, this.#root);
  }

  /** The session of a run reports statements, which a load job is not: it gets one of its own. */
  /** The load is a job of its own session: who stops the node's session means this one, too. */
  async loadSeed({ stopped }: Session, load: SeedLoad): Promise<StatementResult> {
    const session = await this.session();
    const stop = (): void => session.cancel();
    if (stopped?.aborted === true) stop();
    stopped?.addEventListener("abort", stop, { once: true });
    try {
      return await loadSeed(this.#client, session, load, this.#root);
    } finally {
      stopped?.removeEventListener("abort", stop);
    }
  }

  async catalog(schemas: readonly SchemaName[]) {
    return catalogOf(await this.session(), schemas);
  }

  lastModified(relations: readonly RelationName[]) {
    return asked(lastModifiedOf(this.#client, relations));
  }

  describeConnection(): Readonly<Record<string, string>> {
    const settings = this.#settings;
    const { maximumBytesBilled, impersonate, executionTimeout, endpoint, location } = settings;
    return {
      method: settings.method,
      database: settings.database,
      execution_project: settings.executionProject,
      schema: settings.schema,
      ...(location === undefined ? {} : { location }),
      priority: settings.priority.toLowerCase(),
      ...(maximumBytesBilled === undefined ? {} : { maximum_bytes_billed: maximumBytesBilled }),
      ...(impersonate === undefined ? {} : { impersonate_service_account: impersonate }),
      job_retries: String(settings.retries),
      ...(executionTimeout === undefined
        ? {}
        : { job_execution_timeout_seconds: String(executionTimeout) }),
      ...(endpoint === undefined ? {} : { api_endpoint: endpoint }),
    };
  }

  async close(): Promise<void> {}
}

/** Answers of the interface, with what went wrong as errors for users. */
async function asked<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    throw error instanceof Failure ? statementError("", error, false) : error;
  }
}
