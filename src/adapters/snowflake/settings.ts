/** The keys of a Snowflake target, read and checked. Names, meanings and defaults are dbt-snowflake's. */
import type { JsonObject } from "../../core/node.ts";
import type { Target } from "../../core/target.ts";
import { assertEncrypted } from "../encryption.ts";
import { invalid, required, text, wholeNumber } from "../target-keys.ts";
import { type Login, readLogin } from "./login.ts";

export interface SnowflakeSettings {
  readonly account: string;
  readonly user: string | undefined;
  readonly login: Login;
  readonly role: string | undefined;
  readonly warehouse: string | undefined;
  readonly database: string;
  readonly schema: string;
  /** `https://host:port`; `undefined` where the account says it all. */
  readonly accessUrl: string | undefined;
  readonly proxy: { readonly host: string; readonly port: number } | undefined;
  readonly keepAlive: boolean;
  readonly queryTag: string | undefined;
  /** Seconds after which the server stops a statement. */
  readonly statementTimeout: number | undefined;
  /** How often to try again to log in, seconds between, and after which failures. */
  readonly connectRetries: number;
  readonly connectTimeout: number;
  readonly retry: "network" | "database" | "all";
  /** Sessions are used again by other nodes. */
  readonly reuseConnections: boolean;
}

/**
 * @param root Where relative paths of key files start.
 * @throws PtxError PTX4005 naming the key and what it must be.
 */
export function readSettings({ settings, schema }: Target, root: string): SnowflakeSettings {
  const account = required(settings, ["account"], "the account, e.g. `myorg-account123`");
  return {
    // Names of hosts have no underscores; accounts of organizations are given with them all the same.
    account: account.replaceAll("_", "-"),
    user: text(settings["user"]),
    login: readLogin(settings, root),
    role: text(settings["role"]),
    warehouse: text(settings["warehouse"]),
    database: required(settings, ["database"], "the database that holds the schemas"),
    schema,
    accessUrl: accessUrlOf(settings),
    proxy: proxyOf(settings),
    keepAlive: flag(settings, "client_session_keep_alive", false),
    queryTag: text(settings["query_tag"]),
    statementTimeout: secondsOf(settings, "statement_timeout"),
    connectRetries: wholeNumber(settings, "connect_retries", 1),
    connectTimeout: wholeNumber(settings, "connect_timeout", 10),
    retry: retryOf(settings),
    reuseConnections: flag(settings, "reuse_connections", true),
  };
}

function accessUrlOf(settings: JsonObject): string | undefined {
  const host = text(settings["host"]);
  if (host === undefined) return undefined;
  const protocol = text(settings["protocol"]) ?? "https";
  if (protocol !== "https" && protocol !== "http") {
    throw invalid("protocol", `is "${protocol}"`, "Leave it out for `https`.");
  }
  const port = text(settings["port"]);
  assertEncrypted("protocol", `${protocol}://${host}`);
  return `${protocol}://${host}${port === undefined ? "" : `:${wholeNumber(settings, "port", 443)}`}`;
}

function proxyOf(settings: JsonObject): SnowflakeSettings["proxy"] {
  const host = text(settings["proxy_host"]);
  if (host === undefined) return undefined;
  required(settings, ["proxy_port"], "the port of the proxy");
  return { host, port: wholeNumber(settings, "proxy_port", 0) };
}

function secondsOf(settings: JsonObject, key: string): number | undefined {
  return text(settings[key]) === undefined ? undefined : wholeNumber(settings, key, 0);
}

function retryOf(settings: JsonObject): SnowflakeSettings["retry"] {
  if (flag(settings, "retry_all", false)) return "all";
  return flag(settings, "retry_on_database_errors", false) ? "database" : "network";
}

/** Environment variables give texts. */
export function flag(settings: JsonObject, key: string, absent: boolean): boolean {
  const value = text(settings[key])?.toLowerCase();
  if (value === undefined) return absent;
  if (value === "true" || value === "false") return value === "true";
  throw invalid(key, `is "${value}"`, "Set it to `true` or `false`.");
}
