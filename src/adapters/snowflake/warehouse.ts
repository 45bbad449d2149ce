/** The warehouse that a session computes with: that of its log-in, or the one that a node asks for. */
import { snowflake as dialect } from "../../sql/dialects/snowflake.ts";
import { quoteIdentifier } from "../../sql/quote.ts";
import { type Connection, send } from "./driver.ts";

export class Warehouse {
  /** As the config has it; `undefined` for that of the log-in. */
  wanted: string | undefined;
  #current: string | undefined;
  /** That of the log-in, as it is written in a statement; asked for before it is left. */
  #own: string | undefined;

  /** A new session has that of its log-in. */
  forget(): void {
    this.#current = undefined;
    this.#own = undefined;
  }

  /** Changes to what is wanted, where the session has another one. */
  async use(connection: Connection): Promise<void> {
    if (this.wanted === this.#current) return;
    this.#own ??= await ownOf(connection);
    const name = this.wanted === undefined ? this.#own : written(this.wanted);
    // A user without a warehouse of his own goes on with the last one.
    if (name !== "") await send(connection, { sqlText: `use warehouse ${name}` }, () => undefined);
    this.#current = this.wanted;
  }
}

async function ownOf(connection: Connection): Promise<string> {
  const sqlText = "select current_warehouse()";
  const { rows } = await send(connection, { sqlText }, () => undefined);
  const name = rows[0]?.[0] ?? null;
  return name === null ? "" : quoteIdentifier(name, dialect);
}

/** As it stands where it is a name or is quoted, as in dbt. */
const written = (name: string): string =>
  /^(?:[a-z_][\w$]*|".*")$/i.test(name) ? name : quoteIdentifier(name, dialect);
