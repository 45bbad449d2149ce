/**
 * The open database: one connection, since SQLite has one writer, and its schemas. SQLite knows
 * schemas as files that are attached: `shop.db` is `main`, `shop.marts.db` is `marts`.
 */
import { existsSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { basename, dirname, extname, join } from "node:path";
import { setImmediate, setTimeout as sleep } from "node:timers/promises";
import sqlite, { type Database as Connection } from "node-sqlite3-wasm";
import type { AdapterKit } from "ptx";
import { addFunctions } from "./functions.ts";

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;
const text = (value: string): string => `'${value.replaceAll("'", "''")}'`;

export class Database {
  readonly connection: Connection;
  readonly #path: string;
  /** Milliseconds that a statement waits for another process. */
  readonly #patience: number;
  #holder: object | undefined;
  #tail: Promise<void> = Promise.resolve();
  /** When the transaction began, as `transaction_timestamp()` has it. */
  #began: Date | undefined;

  /** @throws PtxError PTX4002 */
  constructor(kit: AdapterKit, path: string, patience: number) {
    this.#path = path;
    this.#patience = patience;
    try {
      if (path !== ":memory:") mkdirSync(dirname(path), { recursive: true });
      this.connection = new sqlite.Database(path);
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new kit.PtxError("PTX4002", `the SQLite file ${path} cannot be opened: ${reason}`, {
        cause,
        hint: "Check `path` of the target, and that you may write to its folder.",
      });
    }
    // Views keep the names that they were written with while tables change places below them.
    this.connection.exec("pragma legacy_alter_table = on; pragma foreign_keys = on");
    addFunctions(this.connection, () => this.#began ?? new Date());
    for (const schema of this.#others()) this.attach(schema);
  }

  #fileOf(schema: string): string {
    const end = extname(this.#path);
    return join(
      dirname(this.#path),
      `${basename(this.#path, end)}.${encodeURIComponent(schema)}${end}`,
    );
  }

  /** Schemas whose files lie beside the main one. */
  #others(): string[] {
    if (this.#path === ":memory:") return [];
    const [end, start] = [extname(this.#path), `${basename(this.#path, extname(this.#path))}.`];
    return readdirSync(dirname(this.#path)).flatMap((file) => {
      const schema = file.slice(start.length, file.length - end.length);
      const isOne = file.startsWith(start) && file.endsWith(end) && schema !== "";
      return isOne ? [decodeURIComponent(schema)] : [];
    });
  }

  schemas(): string[] {
    const rows = this.connection.all("select name from pragma_database_list where name <> 'temp'");
    return rows.map(({ name }) => String(name));
  }

  /** Makes a schema; nothing happens where it is. */
  attach(schema: string): void {
    if (this.schemas().some((name) => name.toLowerCase() === schema.toLowerCase())) return;
    const file = this.#path === ":memory:" ? ":memory:" : this.#fileOf(schema);
    this.connection.exec(`attach ${text(file)} as ${quoted(schema)}`);
    // An empty file is not written: the next process would not find the schema.
    if (file !== ":memory:" && !existsSync(file)) {
      const made = new sqlite.Database(file);
      made.exec("pragma user_version = 1");
      made.close();
    }
  }

  /** Removes a schema with what is in it. */
  drop(schema: string): void {
    const found = this.schemas().find((name) => name.toLowerCase() === schema.toLowerCase());
    if (found === undefined || found === "main") return;
    this.connection.exec(`detach ${quoted(found)}`);
    if (this.#path !== ":memory:") rmSync(this.#fileOf(found), { force: true });
  }

  /** Whether a transaction of this owner is open. */
  holds(owner: object): boolean {
    return this.#holder === owner;
  }

  /** Runs `work` when nobody else's transaction is open; while another process writes, again. */
  async turn<T>(owner: object, work: () => T): Promise<T> {
    // The driver answers at once: without a pause, timers and signals would wait for all statements.
    await setImmediate();
    if (this.holds(owner)) return work();
    const release = await this.#queue(owner);
    try {
      return await this.#patiently(work);
    } finally {
      release();
    }
  }

  /** Runs `work` as a transaction of its owner. */
  async transaction<T>(owner: object, work: () => Promise<T>): Promise<T> {
    if (this.holds(owner)) return work();
    const release = await this.#queue(owner);
    try {
      await this.#patiently(() => this.connection.exec("begin immediate"));
      this.#began = new Date();
      const result = await work();
      await this.#patiently(() => this.connection.exec("commit"));
      return result;
    } catch (error) {
      if (this.connection.inTransaction) this.connection.exec("rollback");
      throw error;
    } finally {
      this.#began = undefined;
      release();
    }
  }

  async #queue(owner: object): Promise<() => void> {
    const before = this.#tail;
    let done: () => void = () => undefined;
    this.#tail = new Promise((resolve) => {
      done = resolve;
    });
    await before;
    this.#holder = owner;
    return () => {
      this.#holder = undefined;
      done();
    };
  }

  async #patiently<T>(work: () => T): Promise<T> {
    const end = Date.now() + this.#patience;
    for (;;) {
      try {
        return work();
      } catch (error) {
        const locked = error instanceof Error && error.message === "database is locked";
        if (!locked || Date.now() > end) throw error;
        await sleep(20 + Math.random() * 50);
      }
    }
  }

  close(): void {
    this.connection.close();
  }
}
