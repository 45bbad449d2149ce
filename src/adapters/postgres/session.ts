/** One connection to a Postgres server, made again when it breaks while nothing is at stake. */
import { pipeline } from "node:stream/promises";
import type { Client, FieldDef } from "pg";
import type {
  Estimate,
  QueryResult,
  Session,
  SqlErrorFacts,
  SqlValue,
  StatementResult,
} from "../../core/adapter.ts";
import { pause } from "../../core/backoff.ts";
import { PtxError } from "../../core/error.ts";
import type { Column, RelationName } from "../../core/relation.ts";
import { loadDriver } from "../driver.ts";
import { typeNamesQuery } from "./catalog.ts";
import { type Connector, packages } from "./connect.ts";
import { isCancelled, isTimeout, outcomeOf, statementError } from "./errors.ts";
import { type Answer, Message, movedTo, numberIn, statementOf, type Told } from "./message.ts";
import { describeStatement, firstRows } from "./protocol.ts";
import { fitsTransaction, isRepeatable } from "./repeatable.ts";
import { readerOf, typeName } from "./types.ts";

const backoff = { first: 50, longest: 5_000 };
/** Further tries of a statement that left no trace. */
const furtherTries = 8;

/** What a session tells the adapter that made it. */
export interface Owner {
  readonly connector: Pick<Connector, "connect">;
  /** The server says what became of a transaction whose end was not heard. */
  readonly remembersTransactions: boolean;
  /** Names and types of a relation's columns; the first question that is answered counts. */
  columnsQueries(relation: RelationName): readonly string[];
  released(session: PostgresSession): void;
  /** Stops what another connection runs. */
  cancel(processId: number): Promise<void>;
}

export class PostgresSession implements Session {
  readonly #owner: Owner;
  #client: Client | undefined;
  /** Which statement runs, so that one that comes later is not stopped in its place. */
  #running: symbol | undefined;
  #stopped = false;
  /** A statement failed: what it left of the connection's state is not known. */
  #failed = false;
  #stopping: Promise<void> | undefined;
  #inTransaction = false;
  /** A transaction that begins together with its first statement. */
  #unbegun = false;
  /** The number of the transaction, by which the server remembers how it ended. */
  #id: string | undefined;
  /** What the server called the results of the last message: `INSERT 0 3`. */
  #tags: string[] = [];
  /** What is sent together with the commit, behind it. */
  #behind: string[] = [];

  constructor(owner: Owner) {
    this.#owner = owner;
  }

  /** Makes the connection before there is something to send. */
  async connect(): Promise<void> {
    await this.#connected();
  }

  async query(sql: string, { limit }: { limit?: number } = {}): Promise<QueryResult> {
    return this.#run(sql, async (client) => {
      if (limit !== undefined) {
        await this.#begin(client);
        const { fields, rows } = await firstRows(client, sql, limit);
        const readers = fields.map(({ dataTypeID }) => readerOf(dataTypeID));
        const read = (value: string | null, i: number): SqlValue =>
          value === null ? null : (readers[i]?.(String(value)) ?? null);
        const columns = await this.#columnsOf(client, fields);
        return { columns, rows: rows.map((row) => row.map(read)) };
      }
      const { fields, rows } = await this.#send(client, sql);
      return { columns: await this.#columnsOf(client, fields), rows };
    });
  }

  /**
   * What changes something gets a transaction, where it has none: only of a transaction the server
   * can be asked whether it took effect when its answer is lost.
   */
  async execute(sql: string): Promise<StatementResult> {
    const open = this.#inTransaction || (this.#client !== undefined && !isIdle(this.#client));
    if (open || isRepeatable(sql) || !fitsTransaction(sql)) return this.#executed(sql);
    for (let attempt = 0; ; attempt++) {
      try {
        return await this.transaction(() => this.#executed(sql));
      } catch (error) {
        const { cause } = error as { cause?: Partial<SqlErrorFacts> };
        if (cause?.transient !== true || attempt >= furtherTries) throw error;
      }
      await pause(attempt, backoff);
    }
  }

  async executeAll(statements: readonly string[]): Promise<readonly StatementResult[]> {
    return this.transaction(() => this.#executedAll(statements));
  }

  afterCommit(sql: string): boolean {
    // An answer to the commit that is lost takes that of the statement with it.
    const fits = this.#inTransaction && isRepeatable(sql);
    if (fits) this.#behind.push(sql);
    return fits;
  }

  async #executed(sql: string): Promise<StatementResult> {
    const [told] = await this.#executedAll([sql]);
    if (!told) throw new Error("a statement came to nothing");
    return told;
  }

  async #executedAll(statements: readonly string[]): Promise<StatementResult[]> {
    return this.#run(statements[0] ?? "", async (client) => {
      const all = await this.#sendAll(client, statements);
      return all.map(({ answer: _answer, ...result }) => result);
    });
  }

  /** Inside a transaction, `work` becomes part of it. */
  async transaction<T>(work: () => Promise<T>): Promise<T> {
    if (this.#inTransaction) return work();
    this.#inTransaction = true;
    this.#unbegun = true;
    this.#id = undefined;
    this.#behind = [];
    try {
      const result = await work();
      // Work that sent nothing has nothing to commit.
      if (!this.#unbegun) await this.#commit();
      return result;
    } catch (error) {
      await this.#rollback();
      throw error;
    } finally {
      this.#inTransaction = false;
      this.#unbegun = false;
    }
  }

  async describe(sql: string): Promise<readonly Column[]> {
    return this.#run(sql, async (client) => {
      await this.#begin(client);
      return this.#columnsOf(client, await describeStatement(client, sql));
    });
  }

  async estimate(sql: string): Promise<Estimate> {
    const explain = "explain ";
    return this.#run(sql, async (client) => {
      const { rows } = await this.#send(client, `${explain}${sql}`).catch((error: unknown) => {
        throw movedTo(sql, error, explain.length);
      });
      const [, expected] = /\brows=(\d+)/.exec(String(rows[0]?.[0])) ?? [];
      return expected === undefined ? {} : { rows: Number(expected) };
    });
  }

  async columns(relation: RelationName): Promise<readonly Column[] | undefined> {
    let found: Column[] | undefined;
    for (const question of this.#owner.columnsQueries(relation)) {
      const { rows } = await this.query(question);
      // A relation without columns is there all the same.
      if (rows.length > 0) found ??= [];
      const columns = rows.flatMap(([name, type]) =>
        name === null ? [] : [{ name: String(name), type: String(type) }],
      );
      if (columns.length > 0) return columns;
    }
    return found;
  }

  async load(sql: string, data: AsyncIterable<Uint8Array>): Promise<StatementResult> {
    return this.#run(sql, async (client) => {
      await this.#begin(client);
      const { from } = await loadDriver(() => import("pg-copy-streams"), "Postgres", packages);
      const copy = client.query(from(sql));
      await pipeline(data, copy);
      return { rowsAffected: copy.rowCount, message: `COPY ${copy.rowCount}`, code: "COPY" };
    });
  }

  /** All rows in parts, as the server gets to them: none is kept here longer than its part. */
  async *stream(sql: string, rowsAtOnce: number): AsyncGenerator<QueryResult["rows"]> {
    await this.#executed("begin");
    try {
      await this.#executed(`declare ptx_rows no scroll cursor for ${sql}`);
      for (;;) {
        const { rows } = await this.query(`fetch ${rowsAtOnce} from ptx_rows`);
        if (rows.length === 0) break;
        yield rows;
      }
    } finally {
      await this.#rollback();
    }
  }

  /** A request that comes before the server has begun the statement is lost: it is repeated. */
  cancel(): void {
    const meant = this.#running;
    this.#stopped = true;
    if (meant === undefined || this.#stopping !== undefined) return;
    this.#stopping = this.#stop(meant);
  }

  async #stop(meant: symbol): Promise<void> {
    for (let attempt = 0; this.#running === meant && attempt < 100; attempt++) {
      const { processID } = (this.#client ?? {}) as { processID?: number };
      try {
        // Without a process the connection is still being made: what it is for will not be sent.
        if (processID !== undefined) await this.#owner.cancel(processID);
      } catch {
        // A server that cannot be reached cannot be asked: its answer will not come either.
        await this.#client?.end().catch(() => undefined);
      }
      await pause(0, { first: 50, longest: 50 });
    }
  }

  release(): void {
    this.#owner.released(this);
  }

  /** Whether the connection can serve another node: nothing is open on it, nothing about to end it. */
  get reusable(): boolean {
    const sound = !this.#stopped && !this.#failed;
    return this.#client !== undefined && sound && isIdle(this.#client);
  }

  async disconnect(): Promise<void> {
    await this.#stopping;
    const client = this.#client;
    this.#client = undefined;
    // It may be gone already, which is what is wanted.
    await client?.end().catch(() => undefined);
  }

  async #connected(): Promise<Client> {
    const known = this.#client;
    if (known && isUsable(known)) return known;
    this.#client = undefined;
    // What would follow belongs to a transaction that is gone.
    if (known && !isIdle(known)) throw new Error("Connection terminated");
    const client = await this.#owner.connector.connect();
    const { connection } = client as unknown as {
      connection: { on(event: string, listener: (message: { text: string }) => void): void };
    };
    connection.on("commandComplete", ({ text }) => void this.#tags.push(text));
    this.#client = client;
    return client;
  }

  /** The last result of one or more statements; a transaction that is due begins with them. */
  async #send(client: Client, sql: string): Promise<Answer> {
    const [told] = await this.#sendAll(client, [sql]);
    if (!told) throw new Error("a statement came to nothing");
    return told.answer;
  }

  /** All in one message. */
  async #sendAll(client: Client, texts: readonly string[]): Promise<Told[]> {
    const opening = this.#opening();
    const message = new Message(opening, texts);
    this.#unbegun = false;
    this.#tags = [];
    const query = { text: message.text, rowMode: "array" };
    const results = (await client.query(query).catch((error: unknown) => {
      throw message.blamed(error, this.#tags.length);
    })) as Answer | Answer[];
    const all = Array.isArray(results) ? results : [results];
    if (opening !== "" && this.#owner.remembersTransactions) this.#id = numberIn(all);
    return message.told(all, this.#tags);
  }

  /**
   * Runs work that sends `sql`, with errors as `PtxError`. What failed without a trace is tried
   * again, unless it is part of a transaction: that has to begin anew.
   */
  async #run<T>(sql: string, work: (client: Client) => Promise<T>): Promise<T> {
    for (let attempt = 0; ; attempt++) {
      if (this.#stopped) throw new PtxError("PTX4003", "the run was stopped");
      const outer = this.#running;
      this.#running = Symbol(sql.slice(0, 40));
      let open = true;
      try {
        const client = await this.#connected();
        open = this.#unbegun || !isIdle(client);
        if (this.#stopped) throw new PtxError("PTX4003", "the run was stopped");
        return await work(client);
      } catch (error) {
        if (open || attempt >= furtherTries || !this.#mayRepeat(sql, error)) {
          this.#failed = true;
          throw statementError(statementOf(error) ?? sql, error, this.#circumstances(open));
        }
      } finally {
        this.#running = outer;
      }
      await pause(attempt, backoff);
    }
  }

  #circumstances(inTransaction: boolean) {
    return { stopped: this.#stopped, inTransaction };
  }

  #mayRepeat(sql: string, error: unknown): boolean {
    if (this.#stopped) return false;
    const outcome = outcomeOf(error);
    if (outcome === "lost") return isRepeatable(sql);
    return outcome === "rolled-back" || (isCancelled(error) && !isTimeout(error));
  }

  /** What is sent in front of the first statement of a transaction. */
  #opening(): string {
    if (!this.#unbegun) return "";
    return this.#owner.remembersTransactions ? "begin; select txid_current();\n" : "begin;\n";
  }

  /** Begins a transaction that is due, in front of what cannot be sent together with it. */
  async #begin(client: Client): Promise<void> {
    if (this.#unbegun) await this.#send(client, "");
  }

  async #commit(): Promise<void> {
    const [id, behind] = [this.#id, this.#behind];
    try {
      const [end] = await this.#executedAll(["commit", ...behind]);
      if (end?.message !== "ROLLBACK") return;
    } catch (error) {
      const answered = this.#tags[0] === "COMMIT";
      const lost = error instanceof PtxError && error.diagnostic.code === "PTX4014";
      if (!answered && !(lost && id !== undefined && (await this.#wasCommitted(id)))) throw error;
      for (const sql of behind) await this.#executed(sql);
      return;
    }
    throw new PtxError("PTX4001", "the transaction had failed before, and was rolled back", {
      hint: "Look for a statement of a hook or macro that hides its error.",
    });
  }

  /** What became of a transaction whose commit was not answered. */
  async #wasCommitted(id: string): Promise<boolean> {
    this.#client = undefined;
    for (let attempt = 0; ; attempt++) {
      const { rows } = await this.query(`select txid_status(${id})`);
      const status = rows[0]?.[0];
      if (status === "committed") return true;
      if (status !== "in progress" || attempt > 20) return false;
      // The server has not yet noticed that the connection is gone.
      await pause(attempt, backoff);
    }
  }

  /** What is left of the transaction ends; a broken connection has ended it. */
  async #rollback(): Promise<void> {
    const client = this.#client;
    if (client && !isUsable(client)) this.#client = undefined;
    // An error is told before the state that it leaves: whether a transaction is open is not asked.
    if (!client || !isUsable(client) || this.#unbegun) return;
    await this.#stopping;
    try {
      await client.query("rollback");
    } catch {
      // Without an answer the connection is of no more use, and its end rolls back.
      await client.end().catch(() => undefined);
      this.#client = undefined;
    }
  }

  async #columnsOf(client: Client, fields: readonly FieldDef[]): Promise<Column[]> {
    const names = fields.map(({ dataTypeID: type, dataTypeModifier: modifier }) =>
      typeName(type, modifier),
    );
    if (names.includes(undefined)) {
      const { rows } = await this.#send(client, typeNamesQuery(fields));
      return fields.map(({ name }, i) => ({ name, type: String(rows[i]?.[0]) }));
    }
    return fields.map(({ name }, i) => ({ name, type: names[i] ?? "" }));
  }
}

/** No transaction is open: the server says so with each answer. */
const isIdle = (client: Client): boolean =>
  client.getTransactionStatus() !== "T" && client.getTransactionStatus() !== "E";

/** The driver refuses a connection that broke, but says so only when asked to send something. */
const isUsable = (client: Client): boolean => {
  const { _queryable, _ended } = client as unknown as { _queryable: boolean; _ended: boolean };
  return _queryable && !_ended;
};
