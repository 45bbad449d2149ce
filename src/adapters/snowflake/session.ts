/** One session on Snowflake, opened again when it expires while nothing is at stake. */
import { randomUUID } from "node:crypto";
import type {
  Estimate,
  QueryResult,
  Session,
  SqlValue,
  StatementResult,
} from "../../core/adapter.ts";
import { pause } from "../../core/backoff.ts";
import { PtxError } from "../../core/error.ts";
import type { JsonObject } from "../../core/node.ts";
import type { Column, RelationName } from "../../core/relation.ts";
import { snowflake as dialect } from "../../sql/dialects/snowflake.ts";
import { literal, qualified } from "../../sql/quote.ts";
import { splitStatements } from "../../sql/split.ts";
import { text } from "../target-keys.ts";
import type { Connector } from "./connect.ts";
import { type Answer, type Connection, logout, type RowStatement, send } from "./driver.ts";
import { isMissing, type Outcome, outcomeOf, type Sent, statementError } from "./errors.ts";
import { columnsOf, readerOf } from "./values.ts";
import { Warehouse } from "./warehouse.ts";

const backoff = { first: 200, longest: 10_000 };
/** Further tries of a statement that had no effect, or of which the server can be asked. */
const furtherTries = 5;

/** What a session tells the adapter that made it. */
export interface Owner {
  readonly connector: Connector;
  released(session: SnowflakeSession): void;
  /** Stops what another session runs. */
  cancel(queryId: string): Promise<void>;
}

interface Sending {
  readonly describeOnly?: boolean;
  readonly streamResult?: boolean;
}

export class SnowflakeSession implements Session {
  readonly #owner: Owner;
  #connection: Connection | undefined;
  #running: RowStatement | undefined;
  #stopped = false;
  #stopping: Promise<void> | undefined;
  #inTransaction = false;
  /** The session has temporary tables, which end with it. */
  #temporaries = false;
  #queryTag: string | undefined;
  readonly #warehouse = new Warehouse();

  constructor(owner: Owner) {
    this.#owner = owner;
  }

  /** `query_tag` of a node goes with its statements, and its `snowflake_warehouse` computes them. */
  configure(config: JsonObject): void {
    this.#queryTag = text(config["query_tag"]);
    this.#warehouse.wanted = text(config["snowflake_warehouse"]);
  }

  /** Of several statements the last one answers; those before it set the stage. */
  async query(sql: string, { limit }: { limit?: number } = {}): Promise<QueryResult> {
    const last = await this.#upToLast(sql);
    const answer = await this.#run(
      sql.slice(last.offset),
      limit === undefined ? {} : { streamResult: true },
      last,
    );
    const { statement } = answer;
    const columns = columnsOf(statement.getColumns() ?? []);
    if (limit === undefined) return { columns, rows: answer.rows.map(reading(statement)) };
    const rows: (readonly SqlValue[])[] = [];
    if (limit > 0) {
      for await (const row of this.#rowsOf(sql, statement, limit)) rows.push(row);
    }
    return { columns, rows };
  }

  /** Runs all but the last statement. */
  async #upToLast(sql: string): Promise<Sent> {
    const parts = sql.includes(";") ? splitStatements(sql, dialect) : [];
    const last = parts.pop();
    for (const { sql: part, offset } of parts) await this.#run(part, {}, { sql, offset });
    return { sql, offset: parts.length === 0 ? 0 : (last?.offset ?? 0) };
  }

  async execute(sql: string): Promise<StatementResult> {
    let result: StatementResult = { rowsAffected: undefined, message: "SUCCESS 0" };
    for (const { sql: part, offset } of splitStatements(sql, dialect)) {
      const { statement } = await this.#run(part, {}, { sql, offset });
      const updated = statement.getNumUpdatedRows() ?? -1;
      const rowsAffected = updated >= 0 ? updated : statement.getNumRows();
      const facts = { query_id: statement.getQueryId() };
      result = { rowsAffected, message: `SUCCESS ${rowsAffected}`, code: "SUCCESS", facts };
    }
    return result;
  }

  /** Inside a transaction, `work` becomes part of it. Snowflake commits by itself before DDL. */
  async transaction<T>(work: () => Promise<T>): Promise<T> {
    if (this.#inTransaction) return work();
    await this.execute("begin");
    this.#inTransaction = true;
    try {
      const result = await work();
      await this.execute("commit");
      return result;
    } catch (error) {
      await this.#rollback();
      throw error;
    } finally {
      this.#inTransaction = false;
    }
  }

  /** Texts come without their lengths, which the driver does not tell. */
  async describe(sql: string): Promise<readonly Column[]> {
    const { statement } = await this.#run(sql, { describeOnly: true });
    return columnsOf(statement.getColumns() ?? []);
  }

  /** The plan of a statement names the bytes of the micro-partitions that it would read. */
  async estimate(sql: string): Promise<Estimate> {
    const { rows } = await this.#run(`explain using json ${sql}`, {});
    const told: unknown = JSON.parse(String(rows[0]?.[0] ?? "{}"));
    const { GlobalStats: sums } = told as { GlobalStats?: { bytesAssigned?: number } };
    return sums?.bytesAssigned === undefined ? {} : { bytes: sums.bytesAssigned };
  }

  async columns(relation: RelationName): Promise<readonly Column[] | undefined> {
    const sql = `describe table ${qualified(relation, dialect)}`;
    try {
      const { rows } = await this.#run(sql, {});
      return rows.map(([name, type]) => ({ name: String(name), type: String(type) }));
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  }

  /** All rows in parts; the driver fetches the chunks of a result as they are read. */
  async *stream(sql: string, rowsAtOnce: number): AsyncGenerator<QueryResult["rows"]> {
    const { statement } = await this.#run(sql, { streamResult: true });
    let part: (readonly SqlValue[])[] = [];
    for await (const row of this.#rowsOf(sql, statement)) {
      part.push(row);
      if (part.length < rowsAtOnce) continue;
      yield part;
      part = [];
    }
    if (part.length > 0) yield part;
  }

  async *#rowsOf(sql: string, statement: RowStatement, limit?: number) {
    const count = statement.getNumRows();
    if (count === 0) return;
    const end = Math.min(count, limit ?? count) - 1;
    const read = reading(statement);
    try {
      for await (const row of statement.streamRows({ start: 0, end })) {
        yield read(row as readonly unknown[]);
      }
    } catch (error) {
      throw this.#failure({ sql, offset: 0 }, error);
    }
  }

  /** A request that comes before the server has begun the statement is lost: it is repeated. */
  cancel(): void {
    this.#stopped = true;
    if (this.#running === undefined || this.#stopping !== undefined) return;
    this.#stopping = this.#stop(this.#running);
  }

  async #stop(meant: RowStatement): Promise<void> {
    for (let attempt = 0; this.#running === meant && attempt < 100; attempt++) {
      const refused = await new Promise<unknown>((done) => meant.cancel((error) => done(error)));
      const queryId = meant.getQueryId();
      // Another session can stop what this one cannot reach any more; if none can, time will.
      if (refused && queryId) await this.#owner.cancel(queryId).catch(() => undefined);
      await pause(0, { first: 200, longest: 200 });
    }
  }

  release(): void {
    this.#queryTag = undefined;
    this.#warehouse.wanted = undefined;
    this.#owner.released(this);
  }

  /** Whether the session can serve another node: nothing is open on it, nothing about to end it. */
  get reusable(): boolean {
    return !this.#stopped && !this.#inTransaction;
  }

  async disconnect(): Promise<void> {
    await this.#stopping;
    const connection = this.#connection;
    this.#connection = undefined;
    if (connection) await logout(connection);
  }

  async #connected(): Promise<Connection> {
    if (this.#connection) return this.#connection;
    this.#temporaries = false;
    this.#warehouse.forget();
    this.#connection = await this.#owner.connector.connect();
    return this.#connection;
  }

  /**
   * Sends one statement, with errors as `PtxError`. Each has an id of its own: where no answer came,
   * the server is sent the same request again, and runs it only if it has not done so before.
   */
  async #run(sql: string, sending: Sending, whole = { sql, offset: 0 }): Promise<Answer> {
    const requestId = randomUUID();
    for (let attempt = 0; ; attempt++) {
      if (this.#stopped) throw new PtxError("PTX4003", "the run was stopped");
      try {
        return await this.#once(sql, sending, requestId);
      } catch (error) {
        const outcome = outcomeOf(error);
        const repeated = attempt < furtherTries && !this.#stopped && this.#mayRepeat(outcome);
        if (outcome === "expired") await this.#forget();
        if (!repeated) throw this.#failure(whole, error);
      }
      await pause(attempt, backoff);
    }
  }

  async #once(sqlText: string, sending: Sending, requestId: string): Promise<Answer> {
    const connection = await this.#connected();
    await this.#warehouse.use(connection);
    // Who was stopped while the log-in went on must not begin now.
    if (this.#stopped) throw new PtxError("PTX4003", "the run was stopped");
    const parameters = this.#queryTag === undefined ? {} : { QUERY_TAG: this.#queryTag };
    try {
      const answer = await send(
        connection,
        { sqlText: forDriver(sqlText), requestId, parameters, ...sending },
        (statement) => {
          this.#running = statement;
        },
      );
      this.#temporaries ||= /\btemp(?:orary)?\b/i.test(sqlText);
      return answer;
    } finally {
      this.#running = undefined;
    }
  }

  /** What is tied to a session that is gone has to begin anew, and that is not for us to do. */
  #mayRepeat(outcome: Outcome): boolean {
    if (outcome === "lost") return true;
    if (outcome === "refused") return !this.#inTransaction;
    return outcome === "expired" && !this.#inTransaction && !this.#temporaries;
  }

  #failure(whole: Sent, error: unknown): PtxError {
    return statementError(whole, error, { stopped: this.#stopped, undone: this.#inTransaction });
  }

  async #forget(): Promise<void> {
    const connection = this.#connection;
    this.#connection = undefined;
    if (connection) await logout(connection);
  }

  /** Without an answer the session is of no more use, and its end rolls back. */
  async #rollback(): Promise<void> {
    if (!this.#connection) return;
    await this.#stopping;
    try {
      await send(this.#connection, { sqlText: "rollback" }, () => undefined);
    } catch {
      await this.#forget();
    }
  }
}

/** The driver carries out PUT itself, and knows it by its first word. */
function forDriver(sql: string): string {
  const [comments = ""] = /^(?:\s+|--[^\n]*\n|\/\*[\s\S]*?\*\/)*/.exec(sql) ?? [];
  const bare = sql.slice(comments.length);
  return /^put\b/i.test(bare) ? bare : sql;
}

/** Rows of texts as values. */
function reading(statement: RowStatement): (row: readonly unknown[]) => SqlValue[] {
  const readers = (statement.getColumns() ?? []).map(readerOf);
  return (row) =>
    row.map((value, i) => {
      if (value === null) return null;
      return typeof value === "string" ? (readers[i]?.(value) ?? null) : structured(value);
    });
}

/** Lists, objects and maps with declared types: the driver gives them as values, whatever is asked. */
function structured(value: unknown): SqlValue {
  const text = JSON.stringify(value, (_, part: unknown) =>
    part instanceof Map ? Object.fromEntries(part) : part,
  );
  return JSON.parse(text) as SqlValue;
}

/** The statement that stops another. */
export const cancelQuery = (queryId: string): string =>
  `select system$cancel_query(${literal(queryId, dialect)})`;
