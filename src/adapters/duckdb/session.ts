/** One connection to a DuckDB instance. */
import { setTimeout as sleep } from "node:timers/promises";
import type {
  DuckDBConnection,
  DuckDBMaterializedResult,
  DuckDBPreparedStatement,
  DuckDBResultReader,
} from "@duckdb/node-api";
import type {
  Estimate,
  QueryResult,
  Session,
  SqlValue,
  StatementResult,
} from "../../core/adapter.ts";
import type { Column, RelationName } from "../../core/relation.ts";
import { duckdb as dialect } from "../../sql/dialects/duckdb.ts";
import { literal, qualified } from "../../sql/quote.ts";
import { isConflict, readMessage, statementError } from "./errors.ts";
import { replaceFolder } from "./folders.ts";
import { expectedRows } from "./plan-text.ts";
import { toSqlValue } from "./values.ts";

/** Waits between the tries of a statement that met a conflicting transaction, in milliseconds. */
const retryDelays = [10, 25, 60, 150, 400];

export class DuckdbSession implements Session {
  readonly #connection: DuckDBConnection;
  readonly #onRelease: (session: DuckdbSession) => void;
  #inTransaction = false;
  /** Which statement runs, so that one that comes later is not cancelled in its place. */
  #running: symbol | undefined;

  constructor(connection: DuckDBConnection, onRelease: (session: DuckdbSession) => void) {
    this.#connection = connection;
    this.#onRelease = onRelease;
  }

  async query(sql: string, { limit }: { limit?: number } = {}): Promise<QueryResult> {
    return this.#run(sql, async () => {
      if (limit !== undefined) {
        const reader = await this.#connection.streamAndReadUntil(sql, limit);
        return { columns: columnsOf(reader), rows: reader.convertRows(toSqlValue).slice(0, limit) };
      }
      const result = await this.#connection.run(sql);
      return { columns: columnsOf(result), rows: rowsOf(result) };
    });
  }

  async execute(sql: string): Promise<StatementResult> {
    const result = await this.#run(sql, () => this.#connection.run(sql));
    if (result.columnCount !== 1 || result.columnName(0) !== "Count") {
      return { rowsAffected: undefined, message: "OK" };
    }
    // `rowsChanged` leaves out the rows of `create table as`; the result has them. A view has none.
    const [[count] = []] = rowsOf(result);
    return { rowsAffected: count === undefined ? undefined : Number(count), message: "OK" };
  }

  /** Inside a transaction, `work` becomes part of it. */
  async transaction<T>(work: () => Promise<T>): Promise<T> {
    if (this.#inTransaction) return work();
    await this.execute("begin transaction");
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

  async describe(sql: string): Promise<readonly Column[]> {
    const columns = await this.#run(sql, () => this.#bind(sql));
    return columns.some(({ type }) => isNested(type)) ? this.#spelled(sql, columns) : columns;
  }

  async replaceFolder(target: string, built: string | undefined): Promise<boolean> {
    await replaceFolder(target, built);
    return true;
  }

  /** A change of rows is bound only: a file that is open for reading does not even explain one. */
  async estimate(sql: string): Promise<Estimate> {
    if (changesRows.test(sql)) {
      await this.#run(sql, () => this.#bind(sql));
      return {};
    }
    const explain = "explain (format json) ";
    const plan = await this.#run(sql, () => this.#connection.run(`${explain}${sql}`), explain);
    const [[, text] = []] = rowsOf(plan);
    const rows = typeof text === "string" ? expectedRows(JSON.parse(text)) : undefined;
    return rows === undefined ? {} : { rows };
  }

  async columns(relation: RelationName): Promise<readonly Column[] | undefined> {
    const name = qualified(relation, dialect);
    try {
      return await this.describe(`select * from ${name}`);
    } catch (error) {
      // The relation may be there and be a view over something that is gone.
      if (await this.#exists(relation)) throw error;
      return undefined;
    }
  }

  /** An interrupt that comes before DuckDB has begun the statement is lost: it is repeated. */
  cancel(): void {
    const meant = this.#running;
    this.#connection.interrupt();
    if (meant === undefined) return;
    const timer = setInterval(() => {
      if (this.#running === meant) this.#connection.interrupt();
      else clearInterval(timer);
    }, 20);
    timer.unref();
  }

  release(): void {
    this.#onRelease(this);
  }

  disconnect(): void {
    this.#connection.disconnectSync();
  }

  /**
   * Runs work that sends `sql`, with errors as `PtxError`. A single statement outside a
   * transaction has no effect when it fails, so after a conflict it is tried again.
   *
   * @param before What is sent in front of it.
   */
  async #run<T>(sql: string, work: () => Promise<T>, before = ""): Promise<T> {
    const outer = this.#running;
    this.#running = Symbol(sql.slice(0, 40));
    try {
      return await this.#tried(sql, work, before);
    } finally {
      this.#running = outer;
    }
  }

  async #tried<T>(sql: string, work: () => Promise<T>, before: string): Promise<T> {
    for (const delay of [...retryDelays, undefined]) {
      try {
        return await work();
      } catch (error) {
        const again = delay !== undefined && isConflict(readMessage(error));
        if (!again || this.#inTransaction || !(await this.#isSingle(sql))) {
          throw statementError(sql, error, before);
        }
        await sleep(delay * (0.5 + Math.random()));
      }
    }
    throw new Error("unreachable: the last try returns or throws");
  }

  async #isSingle(sql: string): Promise<boolean> {
    const statements = await this.#connection.extractStatements(sql);
    return statements.count === 1;
  }

  async #bind(sql: string): Promise<Column[]> {
    const prepared: DuckDBPreparedStatement = await this.#connection.prepare(sql);
    try {
      return Array.from({ length: prepared.columnCount }, (_, i) => ({
        name: prepared.columnName(i),
        type: String(prepared.columnType(i)),
      }));
    } finally {
      prepared.destroySync();
    }
  }

  /** The driver spells nested types in its own way; DuckDB's spelling needs one more round. */
  async #spelled(sql: string, columns: readonly Column[]): Promise<readonly Column[]> {
    const { rows } = await this.query(`describe ${sql}`);
    return rows.length === columns.length
      ? rows.map(([name, type]) => ({ name: String(name), type: String(type) }))
      : columns;
  }

  async #exists({ database, schema, name }: RelationName): Promise<boolean> {
    const where = (column: string, value: string) =>
      `${column} ilike ${literal(likeText(value), dialect)} escape '\\'`;
    const conditions = [
      ...(database ? [where("table_catalog", database)] : []),
      where("table_schema", schema),
      where("table_name", name),
    ];
    const { rows } = await this.query(
      `select 1 from system.information_schema.tables where ${conditions.join(" and ")} limit 1`,
    );
    return rows.length > 0;
  }

  /** DuckDB may have ended the transaction by itself; that it is over is all that is asked. */
  async #rollback(): Promise<void> {
    try {
      await this.#connection.run("rollback");
    } catch (error) {
      const { text } = readMessage(error);
      if (!/no transaction is active/i.test(text)) throw statementError("rollback", error);
    }
  }
}

const columnsOf = (result: DuckDBMaterializedResult | DuckDBResultReader): Column[] => {
  const types = result.columnTypes();
  return result.columnNames().map((name, i) => ({ name, type: String(types[i]) }));
};

/** All rows. They are in memory already: taking them chunk by chunk costs no round of the pool. */
function rowsOf(result: DuckDBMaterializedResult): (SqlValue | null)[][] {
  const { chunkCount } = result;
  const chunks = Array.from({ length: chunkCount }, (_, i) => result.getChunk(i));
  return chunks.flatMap((chunk) => chunk.convertRows(toSqlValue));
}

/** Comments may stand in front. */
const changesRows = /^(?:\s|\/\*[^]*?\*\/|--[^\n]*\n)*(?:insert|merge)\b/i;

const isNested = (type: string): boolean => /STRUCT|UNION|ENUM|MAP/.test(type);
const likeText = (text: string): string => text.replace(/[\\%_]/g, "\\$&");
