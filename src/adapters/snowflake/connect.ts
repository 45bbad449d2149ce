/** Opens sessions: logs in as the target wants it, again where only the way there failed. */
import { pause } from "../../core/backoff.ts";
import { PtxError } from "../../core/error.ts";
import { snowflake as dialect } from "../../sql/dialects/snowflake.ts";
import { literal } from "../../sql/quote.ts";
import {
  asTexts,
  type Connection,
  type ConnectionOptions,
  login,
  send,
  snowflakeSdk,
} from "./driver.ts";
import { codeOf, connectError, outcomeOf } from "./errors.ts";
import type { SnowflakeSettings } from "./settings.ts";
import { formats } from "./values.ts";

export class Connector {
  readonly #settings: SnowflakeSettings;
  /** The first log-in, which may open a browser or ask a phone: the others wait for what it brings. */
  #first: Promise<unknown> | undefined;
  #token: Promise<string> | undefined;

  constructor(settings: SnowflakeSettings) {
    this.#settings = settings;
  }

  get where(): string {
    const { account, database, accessUrl } = this.#settings;
    return `${accessUrl ?? account}/${database}`;
  }

  /**
   * A new session, ready for statements.
   *
   * @throws PtxError PTX4002 when the account cannot be reached or does not let us in, PTX4013
   *   without the driver.
   */
  async connect(): Promise<Connection> {
    await this.#first?.catch(() => undefined);
    const connecting = this.#connect();
    this.#first ??= connecting;
    return connecting;
  }

  async #connect(): Promise<Connection> {
    const { connectRetries, connectTimeout } = this.#settings;
    for (let attempt = 0; ; attempt++) {
      try {
        return await this.#open();
      } catch (error) {
        if (attempt >= connectRetries || !this.#mayRetry(error)) {
          throw connectError(error, this.where);
        }
        await pause(attempt, { first: 500, longest: connectTimeout * 1000 });
      }
    }
  }

  #mayRetry(error: unknown): boolean {
    const { retry } = this.#settings;
    if (error instanceof PtxError) return false;
    if (retry === "all" || outcomeOf(error) !== "final") return true;
    return retry === "database" && codeOf(error).startsWith("390");
  }

  async #open(): Promise<Connection> {
    const sdk = await snowflakeSdk();
    const connection = await login(sdk.createConnection(await this.#options()));
    await send(connection, { sqlText: this.#setUp() }, () => undefined);
    return connection;
  }

  async #options(): Promise<ConnectionOptions> {
    const settings = this.#settings;
    const { refresh, options } = settings.login;
    const token = refresh && { token: await this.#accessToken(refresh) };
    return {
      ...asTexts,
      account: settings.account,
      application: "ptx",
      clientSessionKeepAlive: settings.keepAlive,
      database: settings.database,
      // The driver's own tries take minutes, and say nothing meanwhile.
      sfRetryMaxLoginRetries: Math.max(1, settings.connectRetries),
      ...defined({
        username: settings.user,
        role: settings.role,
        warehouse: settings.warehouse,
        accessUrl: settings.accessUrl,
        schema: plain(settings.schema),
        proxyHost: settings.proxy?.host,
        proxyPort: settings.proxy?.port,
      }),
      ...options,
      ...token,
    };
  }

  /** What holds for all statements of a session. */
  #setUp(): string {
    const { queryTag, statementTimeout } = this.#settings;
    const parameters = {
      ...formats,
      AUTOCOMMIT: true,
      ...defined({ QUERY_TAG: queryTag, STATEMENT_TIMEOUT_IN_SECONDS: statementTimeout }),
    };
    const assignments = Object.entries(parameters).map(
      ([name, value]) => `${name} = ${typeof value === "string" ? literal(value, dialect) : value}`,
    );
    return `alter session set ${assignments.join(" ")}`;
  }

  #accessToken(refresh: NonNullable<SnowflakeSettings["login"]["refresh"]>): Promise<string> {
    this.#token ??= this.#exchange(refresh);
    return this.#token;
  }

  /** OAuth 2.0, section 6: a refresh token for an access token. */
  async #exchange(refresh: NonNullable<SnowflakeSettings["login"]["refresh"]>): Promise<string> {
    const { account, accessUrl } = this.#settings;
    const { token, id, secret } = refresh;
    const base = accessUrl ?? `https://${account}.snowflakecomputing.com`;
    const answer = await fetch(`${base}/oauth/token-request`, {
      method: "POST",
      headers: { authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString("base64")}` },
      body: new URLSearchParams({ grant_type: "refresh_token", refresh_token: token }),
    });
    const given = answer.ok ? ((await answer.json()) as { access_token?: unknown }) : {};
    if (typeof given.access_token === "string") return given.access_token;
    throw new PtxError("PTX4002", `no token for ${this.where}: status ${answer.status}`, {
      hint: "Check `oauth_client_id`, `oauth_client_secret` and `token` of the target.",
    });
  }
}

/** A schema for names without one, which ptx writes nowhere; a log-in takes no quotes. */
const plain = (name: string): string | undefined =>
  /^[a-z_][\w$]*$/i.test(name) ? name : undefined;

/** Without what is not set: the driver takes `undefined` for a value. */
function defined<T>(options: Readonly<Record<string, T | undefined>>): Record<string, T> {
  const set = Object.entries(options).filter(
    (entry): entry is [string, T] => entry[1] !== undefined,
  );
  return Object.fromEntries(set);
}
