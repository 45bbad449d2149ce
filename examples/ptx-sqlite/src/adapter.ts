/** The adapter: one database file of this process. */
import { isAbsolute, resolve } from "node:path";
import type {
  Adapter,
  AdapterKit,
  CatalogTable,
  Column,
  Dialect,
  Relation,
  SeedLoad,
  Session,
  StatementResult,
  Target,
} from "ptx";
import type { Database } from "./database.ts";
import { loadSeed, seedColumns } from "./seed.ts";
import { SqliteSession } from "./session.ts";

type SchemaName = { readonly database: string; readonly schema: string };

export class SqliteAdapter implements Adapter {
  readonly type = "sqlite";
  /** A name has a schema and nothing above it. */
  readonly defaultDatabase = "";
  readonly dialect: Dialect;
  readonly #kit: AdapterKit;
  readonly #path: string;
  readonly #root: string;
  readonly #patience: number;
  #opened: Promise<Database> | undefined;

  constructor(kit: AdapterKit, dialect: Dialect, { settings }: Target, root: string) {
    this.#kit = kit;
    this.dialect = dialect;
    this.#root = root;
    const path = kit.settings.required(settings, ["path"], "the path of the database file");
    this.#path = path === ":memory:" || isAbsolute(path) ? path : resolve(root, path);
    this.#patience = kit.settings.wholeNumber(settings, "busy_timeout", 10) * 1000;
  }

  async session(): Promise<SqliteSession> {
    return new SqliteSession(this.#kit, this.dialect, await this.#open());
  }

  /** The driver is loaded here, so that reading a project does not pay for it. */
  #open(): Promise<Database> {
    const driver = () => import("./database.ts");
    this.#opened ??= this.#kit
      .loadDriver(driver, "SQLite", ["node-sqlite3-wasm"])
      .then(({ Database }) => new Database(this.#kit, this.#path, this.#patience));
    return this.#opened;
  }

  async relations(schemas: readonly SchemaName[]): Promise<Relation[]> {
    const session = await this.session();
    const found = await Promise.all(
      schemas.map(({ schema }) =>
        session.query(this.dialect.templates.relations(undefined, schema)),
      ),
    );
    return found.flatMap(({ rows }) =>
      rows.map(
        ([, schema, name, type]): Relation => ({
          database: "",
          schema: String(schema),
          name: String(name),
          kind: type === "VIEW" ? "view" : "table",
        }),
      ),
    );
  }

  async schemas(): Promise<string[]> {
    return (await this.#open()).schemas();
  }

  async createSchema(_database: string | undefined, schema: string): Promise<void> {
    const quoted = this.#kit.quoteIdentifier(schema, this.dialect);
    await (await this.session()).execute(`create schema if not exists ${quoted}`);
  }

  seedColumns(_session: Session, load: SeedLoad): Promise<readonly Column[]> {
    return Promise.resolve(seedColumns(this.#kit, load, this.#root));
  }

  async loadSeed(session: Session, load: SeedLoad): Promise<StatementResult> {
    return loadSeed(this.#kit, this.dialect, await this.#open(), session, load, this.#root);
  }

  async catalog(schemas: readonly SchemaName[]): Promise<CatalogTable[]> {
    const session = await this.session();
    const tables: CatalogTable[] = [];
    for (const relation of await this.relations(schemas)) {
      const columns = (await session.columns(relation)) ?? [];
      tables.push({
        ...relation,
        comment: undefined,
        owner: undefined,
        columns: columns.map((column) => ({ ...column, comment: undefined })),
      });
    }
    return tables;
  }

  describeConnection(): Readonly<Record<string, string>> {
    return { path: this.#path };
  }

  async close(): Promise<void> {
    // One that never opened has nothing to close.
    const database = await this.#opened?.catch(() => undefined);
    this.#opened = undefined;
    database?.close();
  }
}
