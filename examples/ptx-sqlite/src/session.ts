/** A session: statements on the one connection, in turn with other sessions. */
import type {
  AdapterKit,
  Column,
  Dialect,
  QueryResult,
  RelationName,
  Session,
  SqlValue,
  StatementResult,
} from "ptx";
import type { Database } from "./database.ts";
import { refuse } from "./errors.ts";

type Cell = number | bigint | string | Uint8Array | null;
type Row = Readonly<Record<string, Cell>>;

/** Statements about schemas, which SQLite has as files. */
const ofSchema =
  /^(create|drop) schema (?:if (?:not )?exists )?(?:"((?:[^"]|"")+)"|(\w+))(?: cascade)?$/i;

export class SqliteSession implements Session {
  readonly #kit: AdapterKit;
  readonly #dialect: Dialect;
  readonly #database: Database;

  constructor(kit: AdapterKit, dialect: Dialect, database: Database) {
    this.#kit = kit;
    this.#dialect = dialect;
    this.#database = database;
  }

  async query(sql: string, { limit }: { limit?: number } = {}): Promise<QueryResult> {
    return this.#run(sql, () => {
      const columns = this.#bound(sql);
      // Rows come as objects by column name: names that are there twice need others.
      const names = columns?.map(({ name }) => name) ?? [];
      const odd = names.some((name) => /:\d+$|^\d+$/.test(name));
      const keys = odd ? names.map((_, i) => `c${i}`) : names;
      const asked = odd
        ? `with ptx_rows(${keys.join(", ")}) as (${sql}\n) select * from ptx_rows`
        : sql;
      const rows = this.#rows(asked, limit);
      if (columns === undefined) return plainResult(rows);
      return {
        columns,
        rows: rows.map((row) => keys.map((key, i) => value(row[key], columns[i]))),
      };
    });
  }

  #rows(sql: string, limit = Number.POSITIVE_INFINITY): Row[] {
    const statement = this.#database.connection.prepare(sql);
    try {
      if (limit === Number.POSITIVE_INFINITY) return statement.all() as Row[];
      const rows: Row[] = [];
      for (const row of limit > 0 ? statement.iterate() : []) {
        rows.push(row as Row);
        if (rows.length >= limit) break;
      }
      return rows;
    } finally {
      statement.finalize();
    }
  }

  async execute(sql: string): Promise<StatementResult> {
    const statements = this.#kit.splitStatements(sql, this.#dialect);
    return this.#run(sql, () => {
      let changes: number | undefined;
      for (const { sql: one } of statements) {
        const [, verb, quoted, plain] = ofSchema.exec(one) ?? [];
        const schema = quoted?.replaceAll('""', '"') ?? plain;
        if (schema === undefined) changes = this.#execute(one);
        else if (verb?.toLowerCase() === "create") this.#database.attach(schema);
        else this.#database.drop(schema);
      }
      return { rowsAffected: changes, message: "OK" };
    });
  }

  /** @returns The rows that it changed; `undefined` for statements that change none. */
  #execute(sql: string): number | undefined {
    const { changes } = this.#database.connection.run(sql);
    return /^\s*(?:--[^\n]*\n|\/\*[\s\S]*?\*\/|\s)*(?:insert|update|delete|replace)/i.test(sql)
      ? changes
      : undefined;
  }

  transaction<T>(work: () => Promise<T>): Promise<T> {
    return this.#database.transaction(this, work);
  }

  async describe(sql: string): Promise<readonly Column[]> {
    return this.#run(sql, () => {
      const columns = this.#bound(sql, true);
      if (columns !== undefined) return columns;
      throw new this.#kit.PtxError("PTX4001", "the statement has no columns");
    });
  }

  /**
   * Columns of a select, as a view over it would have them; `undefined` for what is no select.
   *
   * @param typed Columns without a type get one, at the price of looking at rows.
   */
  #bound(sql: string, typed = false): Column[] | undefined {
    const { connection } = this.#database;
    if (!/^(?:\s|--[^\n]*\n|\/\*[\s\S]*?\*\/|\()*(?:select|with|values)\b/i.test(sql))
      return undefined;
    connection.exec(`create temp view ptx_bound as\n${sql}`);
    try {
      const columns = this.#tableInfo("temp", "ptx_bound");
      return typed ? this.#typed(columns, "temp.ptx_bound") : columns;
    } finally {
      connection.exec("drop view temp.ptx_bound");
    }
  }

  #tableInfo(schema: string, name: string): Column[] {
    const quote = (part: string) => this.#kit.quoteIdentifier(part, this.#dialect);
    const rows = this.#rows(`pragma ${quote(schema)}.table_info(${quote(name)})`);
    return rows.map((row) => ({ name: String(row["name"]), type: String(row["type"] ?? "") }));
  }

  /** Expressions have no type in SQLite: the first value tells it. Without one it is any. */
  #typed(columns: readonly Column[], from: string): Column[] {
    return columns.map(({ name, type }) => {
      if (type !== "") return { name, type };
      const column = this.#kit.quoteIdentifier(name, this.#dialect);
      const first = `select typeof(${column}) as t from ${from} where ${column} is not null limit 1`;
      return { name, type: String(this.#rows(first)[0]?.["t"] ?? "any").toUpperCase() };
    });
  }

  async columns({ schema, name }: RelationName): Promise<readonly Column[] | undefined> {
    return this.#run(`columns of ${name}`, () => {
      const known = this.#database
        .schemas()
        .find((one) => one.toLowerCase() === schema.toLowerCase());
      const columns = known === undefined ? [] : this.#tableInfo(known, name);
      const at = { database: undefined, schema: known ?? schema, name };
      const from = this.#kit.qualified(at, this.#dialect);
      return columns.length > 0 ? this.#typed(columns, from) : undefined;
    });
  }

  /** Statements run on the thread that would have to cancel them. */
  cancel(): void {}

  release(): void {}

  /** What SQLite says of the beginning of a statement. */
  #says(part: string): string {
    try {
      this.#database.connection.prepare(part).finalize();
      return "";
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  }

  async #run<T>(sql: string, work: () => T): Promise<T> {
    return this.#database
      .turn(this, work)
      .catch((error: unknown) => refuse(this.#kit, sql, error, (part) => this.#says(part)));
  }
}

/** What a `pragma` or `returning` gives: there is nothing to bind, and names are the driver's. */
function plainResult(rows: readonly Row[]): QueryResult {
  const names = Object.keys(rows[0] ?? {});
  return {
    columns: names.map((name) => ({ name, type: "TEXT" })),
    rows: rows.map((row) => names.map((name) => row[name] ?? null)),
  };
}

/** How SQLite's functions write a moment. */
const moment = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d+)?$/;

/** Dates are texts and booleans 0 and 1: the declared type tells them, or the form where none is declared. */
function value(cell: Cell | undefined, column: Column | undefined): SqlValue {
  const type = column?.type.toLowerCase() ?? "";
  if (type === "boolean" && (cell === 0 || cell === 1)) return cell === 1;
  if (typeof cell !== "string") return cell ?? null;
  if (type === "date") return { date: cell };
  return type === "timestamp" || (type === "" && moment.test(cell)) ? { timestamp: cell } : cell;
}
