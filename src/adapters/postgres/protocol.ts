/**
 * Queries that the driver has no form for: what a statement would return without running it, and
 * the first rows, or all rows in parts, of one that runs. Both speak the extended protocol through
 * the driver's connection, as its own queries do.
 */
import type { Client, Connection, FieldDef } from "pg";

/** What the driver calls while a query of ours is the active one. */
interface Active {
  submit(connection: Connection): void;
  handleRowDescription(message: { fields: FieldDef[] }): void;
  handleDataRow(message: { fields: (string | null)[] }): void;
  handlePortalSuspended(connection: Connection): void;
  handleCommandComplete(message: { text: string }, connection: Connection): void;
  handleEmptyQuery(connection: Connection): void;
  handleError(error: Error, connection: Connection): void;
  handleReadyForQuery(): void;
}

/** The messages of the extended protocol, in the form that the driver's connection takes. */
interface Extended {
  parse(message: { name: string; text: string; types: number[] }): void;
  bind(message: { portal: string; statement: string; values: never[] }): void;
  describe(message: { type: "S" | "P"; name: string }): void;
  execute(message: { portal: string; rows: number }): void;
  flush(): void;
  sync(): void;
}

const extended = (connection: Connection): Extended => connection as unknown as Extended;

type Done<T> = (error: Error | undefined, found: T) => void;

abstract class OneStatement implements Active {
  readonly #text: string;
  protected fields: readonly FieldDef[] = [];
  /** The end of the exchange has been announced to the server. */
  protected synced = false;

  constructor(text: string) {
    this.#text = text;
  }

  submit(connection: Connection): void {
    const sent = extended(connection);
    sent.parse({ name: "", text: this.#text, types: [] });
    this.begin(sent);
  }

  protected abstract begin(connection: Extended): void;
  protected abstract end(error: Error | undefined): void;

  handleRowDescription({ fields }: { fields: FieldDef[] }): void {
    this.fields = fields;
  }
  handleDataRow(_: { fields: (string | null)[] }): void {}
  handlePortalSuspended(connection: Connection): void {
    this.#sync(connection);
  }
  handleCommandComplete(_: { text: string }, connection: Connection): void {
    this.#sync(connection);
  }
  handleEmptyQuery(connection: Connection): void {
    this.#sync(connection);
  }
  /** After an error the driver tells this query nothing more. */
  handleError(error: Error, connection: Connection): void {
    this.#sync(connection);
    this.end(error);
  }
  handleReadyForQuery(): void {
    this.end(undefined);
  }

  #sync(connection: Connection): void {
    if (!this.synced) extended(connection).sync();
    this.synced = true;
  }
}

class Description extends OneStatement {
  readonly #done: Done<readonly FieldDef[]>;

  constructor(text: string, done: Done<readonly FieldDef[]>) {
    super(text);
    this.#done = done;
  }
  protected override begin(connection: Extended): void {
    connection.describe({ type: "S", name: "" });
    connection.sync();
    this.synced = true;
  }
  protected override end(error: Error | undefined): void {
    this.#done(error, this.fields);
  }
}

/** The columns of a statement, which is read and bound but not run. */
export function describeStatement(client: Client, text: string): Promise<readonly FieldDef[]> {
  return new Promise((resolve, reject) => {
    const done = (error: Error | undefined, fields: readonly FieldDef[]) =>
      error ? reject(error) : resolve(fields);
    client.query(new Description(text, done));
  });
}

export interface FirstRows {
  readonly fields: readonly FieldDef[];
  readonly rows: (string | null)[][];
}

class Limited extends OneStatement {
  readonly #limit: number;
  readonly #rows: (string | null)[][] = [];
  readonly #done: Done<FirstRows>;

  constructor(text: string, limit: number, done: Done<FirstRows>) {
    super(text);
    this.#limit = limit;
    this.#done = done;
  }
  protected override begin(connection: Extended): void {
    connection.bind({ portal: "", statement: "", values: [] });
    connection.describe({ type: "P", name: "" });
    connection.execute({ portal: "", rows: this.#limit });
    connection.flush();
  }
  override handleDataRow({ fields }: { fields: (string | null)[] }): void {
    this.#rows.push(fields);
  }
  protected override end(error: Error | undefined): void {
    this.#done(error, { fields: this.fields, rows: this.#rows });
  }
}

/** The first rows of a statement; the server stops when it has them. */
export function firstRows(client: Client, text: string, limit: number): Promise<FirstRows> {
  return new Promise((resolve, reject) => {
    const done = (error: Error | undefined, found: FirstRows) =>
      error ? reject(error) : resolve(found);
    client.query(new Limited(text, limit, done));
  });
}
