/** Opens connections: TLS as the target wants it, and again where the server was only busy. */
import { Socket } from "node:net";
import type { ConnectionOptions } from "node:tls";
import type { Client } from "pg";
import { pause } from "../../core/backoff.ts";
import { postgres as dialect } from "../../sql/dialects/postgres.ts";
import { quoteIdentifier } from "../../sql/quote.ts";
import { loadDriver } from "../driver.ts";
import { connectError, outcomeOf } from "./errors.ts";
import type { PostgresSettings } from "./settings.ts";
import { readerOf } from "./types.ts";

/** The versions that the tests ran with. */
export const packages = ["pg@8.23.1", "pg-copy-streams@7.0.0"];
const backoff = { first: 100, longest: 5_000 };
/** Further tries for a server that has been reached before: it restarts, or drops connections. */
const triesOnceReached = 6;

export class Connector {
  readonly #settings: PostgresSettings;
  /** Which of the ways to speak TLS worked: it is tried first from then on. */
  #way: ConnectionOptions | false | undefined;

  constructor(settings: PostgresSettings) {
    this.#settings = settings;
  }

  /**
   * A new connection, ready for statements.
   *
   * @throws PtxError PTX4002 when the server cannot be reached or does not let us in, PTX4013
   *   without the driver.
   */
  async connect(): Promise<Client> {
    const { retries } = this.#settings;
    for (let attempt = 0; ; attempt++) {
      const tries = this.#way === undefined ? retries : Math.max(retries, triesOnceReached);
      try {
        return await this.#open();
      } catch (error) {
        if (outcomeOf(error) === "final" || attempt >= tries) throw this.#refused(error);
        await pause(attempt, backoff);
      }
    }
  }

  #refused(error: unknown): unknown {
    const { host, port, database } = this.#settings;
    const known = error instanceof Error && error.name === "PtxError";
    return known ? error : connectError(error, `${host}:${port}/${database}`);
  }

  async #open(): Promise<Client> {
    const ways = this.#way === undefined ? this.#settings.tls.attempts : [this.#way];
    for (const [index, way] of ways.entries()) {
      try {
        const client = await this.#openBy(way);
        this.#way = way;
        return client;
      } catch (error) {
        if (index === ways.length - 1 || !mayDiffer(error)) throw error;
      }
    }
    throw new Error("there is no way to connect");
  }

  async #openBy(ssl: ConnectionOptions | false): Promise<Client> {
    const settings = this.#settings;
    const { default: pg } = await driver();
    const client = new pg.Client({
      host: settings.host,
      port: settings.port,
      user: settings.user,
      password: settings.password,
      database: settings.database,
      ssl,
      // The driver would look for other runtimes first, which makes Node load its HTTP client.
      stream: () => new Socket(),
      application_name: settings.applicationName,
      connectionTimeoutMillis: settings.connectTimeout * 1000,
      keepAlive: true,
      keepAliveInitialDelayMillis: settings.keepalivesIdle * 1000,
      options: optionsText(settings.parameters),
      types: { getTypeParser: readerOf as never },
    });
    // Statements get to know of a lost connection themselves; an idle one is noticed by its session.
    client.on("error", () => undefined);
    await client.connect();
    if (settings.role !== undefined) {
      await client.query(`set role ${quoteIdentifier(settings.role, dialect)}`);
    }
    return client;
  }
}

/**
 * The driver finds out which runtime it is in when it is loaded; without a `navigator`, as in Node
 * 20, the way to find out makes Node load its HTTP client.
 */
async function driver() {
  const nameless = !("navigator" in globalThis);
  if (nameless) {
    const value = { userAgent: "Node.js" };
    Object.defineProperty(globalThis, "navigator", { value, configurable: true });
  }
  try {
    return await loadDriver(() => import("pg"), "Postgres", packages);
  } finally {
    if (nameless) Reflect.deleteProperty(globalThis, "navigator");
  }
}

/** Whether the other way, with or without TLS, may be let in where this one is not. */
function mayDiffer(error: unknown): boolean {
  const { code, message } = error as { code?: string; message?: string };
  return code === "28000" || /SSL|TLS|ssl3|wrong version number/.test(message ?? "");
}

/** `-c name=value …` as the server splits it: blanks and backslashes are escaped. */
function optionsText(parameters: PostgresSettings["parameters"]): string {
  return Object.entries(parameters)
    .map(([name, value]) => `-c ${name}=${value.replace(/[\\\s]/g, "\\$&")}`)
    .join(" ");
}
