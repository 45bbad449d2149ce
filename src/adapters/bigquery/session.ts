/**
 * What one node asks of BigQuery. There is no connection to keep: each statement is a job of its
 * own, and a session only knows which one runs.
 */
import type {
  Estimate,
  QueryResult,
  Session,
  SqlValue,
  StatementResult,
} from "../../core/adapter.ts";
import { pause } from "../../core/backoff.ts";
import { PtxError } from "../../core/error.ts";
import type { Column, RelationName } from "../../core/relation.ts";
import { bigquery as dialect } from "../../sql/dialects/bigquery.ts";
import { splitStatements } from "../../sql/split.ts";
import type { JobResource, ResultPage } from "./api.ts";
import { readTable } from "./catalog.ts";
import type { Client } from "./client.ts";
import { statementError } from "./errors.ts";
import { Failure } from "./failure.ts";
import {
  type Configuration,
  cancelJob,
  type Done,
  type Running,
  readJob,
  readPage,
  runJob,
  type Send,
} from "./jobs.ts";
import { jobLabels } from "./labels.ts";
import { responseOf } from "./response.ts";
import { columnsOf } from "./types.ts";
import { rowOf } from "./values.ts";

/** Rows of a page, at most; BigQuery sends fewer where they are wide. */
const pageSize = 20_000;
const backoff = { first: 300, longest: 3_000 };

export class BigQuerySession implements Session {
  readonly #client: Client;
  #labels: Readonly<Record<string, string>> = {};
  /** The job that runs, so that one that comes later is not stopped in its place. */
  #running: Running | undefined;
  #stopped = false;

  constructor(client: Client) {
    this.#client = client;
  }

  label(labels: Readonly<Record<string, string>>): void {
    this.#labels = jobLabels(labels);
  }

  async query(sql: string, { limit }: { limit?: number } = {}): Promise<QueryResult> {
    const size = limit === undefined ? pageSize : Math.max(1, Math.min(limit, pageSize));
    return this.#guarded(sql, async (running) => {
      const done = await this.#run(sql, running, size);
      const { schema = {} } = done.page;
      const rows: SqlValue[][] = [];
      for await (const page of this.#pages(done, size)) {
        for (const row of page.rows ?? []) rows.push(rowOf(row, schema));
        if (limit !== undefined && rows.length >= limit) break;
      }
      return {
        columns: columnsOf(schema),
        rows: limit === undefined ? rows : rows.slice(0, limit),
      };
    });
  }

  async execute(sql: string): Promise<StatementResult> {
    // BigQuery refuses what has no statement in it.
    if (splitStatements(sql, dialect).length === 0)
      return { rowsAffected: undefined, message: "OK" };
    return this.#guarded(sql, async (running) => {
      const done = await this.#run(sql, running, 0);
      const job = done.job ?? (await readJob(this.#client, done.reference));
      return responseOf(job, await this.#rowsOf(job, done.page));
    });
  }

  /** All rows in parts, each asked for when the one before is taken. */
  async *stream(sql: string, rowsAtOnce: number): AsyncGenerator<QueryResult["rows"]> {
    const done = await this.#guarded(sql, (running) => this.#run(sql, running, rowsAtOnce));
    const { schema = {} } = done.page;
    for await (const { rows = [] } of this.#pages(done, rowsAtOnce)) {
      if (rows.length > 0) yield rows.map((row) => rowOf(row, schema));
    }
  }

  /** Nothing holds several statements together here: each is atomic by itself. */
  transaction<T>(work: () => Promise<T>): Promise<T> {
    return work();
  }

  async describe(sql: string): Promise<readonly Column[]> {
    return columnsOf((await this.#dryRun(sql)).statistics?.query?.schema);
  }

  async estimate(sql: string): Promise<Estimate> {
    const { statistics } = await this.#dryRun(sql);
    const bytes = statistics?.totalBytesProcessed ?? statistics?.query?.totalBytesProcessed;
    if (bytes === undefined) return {};
    const { pricePerTib, priceCurrency: currency } = this.#client.settings;
    if (pricePerTib === undefined) return { bytes: Number(bytes) };
    const amount = (Number(bytes) / 2 ** 40) * pricePerTib;
    return { bytes: Number(bytes), cost: { amount, currency } };
  }

  async columns(relation: RelationName): Promise<readonly Column[] | undefined> {
    return this.#guarded("", async () => {
      const found = await readTable(this.#client, relation);
      return found && columnsOf(found.schema);
    });
  }

  /** Runs a job that is not a statement: a load, a copy. */
  async job(
    configuration: Configuration,
    what: string,
    insert?: NonNullable<Send["insert"]>,
  ): Promise<JobResource> {
    return this.#guarded(what, async (running) => {
      const labels = this.#labels;
      const all = { ...configuration, ...(Object.keys(labels).length > 0 ? { labels } : {}) };
      const send = { configuration: all, running, pageSize: 0, silent: true };
      const done = await runJob(this.#client, insert ? { ...send, insert } : send);
      return done.job ?? (await readJob(this.#client, done.reference));
    });
  }

  cancel(): void {
    this.#stopped = true;
    const running = this.#running;
    if (running === undefined || running.stopped) return;
    running.stopped = true;
    running.stoppedAt = Date.now();
    void this.#stop(running);
  }

  release(): void {}

  /** A request that comes before BigQuery has taken the job is refused: it is repeated. */
  async #stop(running: Running): Promise<void> {
    for (let attempt = 0; this.#running === running && attempt < 20; attempt++) {
      try {
        if (running.reference !== undefined) {
          await cancelJob(this.#client, running.reference);
          return;
        }
      } catch (error) {
        // Any other trouble meets the statement itself, which tells of it.
        if (!(error instanceof Failure) || error.status !== 404) return;
      }
      await pause(attempt, backoff);
    }
  }

  #run(sql: string, running: Running, size: number): Promise<Done> {
    return runJob(this.#client, {
      configuration: this.#configuration(sql),
      running,
      pageSize: size,
    });
  }

  #configuration(sql: string): Configuration {
    const { priority, maximumBytesBilled, executionTimeout, reservation } = this.#client.settings;
    return {
      query: {
        query: sql,
        useLegacySql: false,
        priority,
        ...(maximumBytesBilled === undefined ? {} : { maximumBytesBilled }),
      },
      ...(executionTimeout === undefined ? {} : { jobTimeoutMs: String(executionTimeout * 1000) }),
      ...(reservation === undefined ? {} : { reservation }),
      ...(Object.keys(this.#labels).length > 0 ? { labels: this.#labels } : {}),
    };
  }

  async #dryRun(sql: string): Promise<JobResource> {
    return this.#guarded(sql, () => {
      const { executionProject: projectId, location } = this.#client.settings;
      const jobReference = { projectId, ...(location === undefined ? {} : { location }) };
      const configuration = { ...this.#configuration(sql), dryRun: true };
      const body = { configuration, jobReference };
      return this.#client.ask<JobResource>({ method: "POST", path: "/jobs", body }).then((job) => {
        const { errorResult } = job.status ?? {};
        if (errorResult === undefined) return job;
        throw new Failure(errorResult.message ?? "", { reason: errorResult.reason ?? "" });
      });
    });
  }

  async *#pages({ page: first, reference }: Done, maxResults: number): AsyncGenerator<ResultPage> {
    for (let page = first; ; ) {
      yield page;
      const { pageToken } = page;
      if (pageToken === undefined || pageToken === "") return;
      page = await readPage(this.#client, reference, { maxResults, pageToken });
    }
  }

  /** Rows of a new table are in its facts; those of a result are counted with it. */
  async #rowsOf(job: JobResource, { totalRows }: ResultPage): Promise<number | undefined> {
    const query = job.statistics?.query;
    if (query?.statementType !== "CREATE_TABLE_AS_SELECT") {
      return totalRows === undefined ? undefined : Number(totalRows);
    }
    const made = query.ddlTargetTable ?? job.configuration?.query?.destinationTable;
    if (made === undefined) return undefined;
    const { projectId: database, datasetId: schema, tableId: name } = made;
    const table = await readTable(this.#client, { database, schema, name });
    return table?.numRows === undefined ? undefined : Number(table.numRows);
  }

  async #guarded<T>(sql: string, work: (running: Running) => Promise<T>): Promise<T> {
    if (this.#stopped) throw new PtxError("PTX4003", "the run was stopped");
    const outer = this.#running;
    const running: Running = { reference: undefined, stopped: false };
    this.#running = running;
    try {
      return await work(running);
    } catch (error) {
      throw error instanceof Failure ? statementError(sql, error, running.stopped) : error;
    } finally {
      this.#running = outer;
    }
  }
}
