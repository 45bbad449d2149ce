/** The keys of a Postgres target, read and checked. Names, meanings and defaults are dbt-postgres's. */
import type { JsonObject } from "../../core/node.ts";
import type { Target } from "../../core/target.ts";
import { required, text, wholeNumber } from "../target-keys.ts";
import { readTls, type TlsSettings } from "./tls.ts";

export interface PostgresSettings {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly database: string;
  readonly schema: string;
  /** Seconds until a server that does not answer counts as not there. */
  readonly connectTimeout: number;
  /** How often to try again to connect. */
  readonly retries: number;
  readonly role: string | undefined;
  /** Seconds of silence after which the system asks whether the server is still there. */
  readonly keepalivesIdle: number;
  readonly applicationName: string;
  readonly tls: TlsSettings;
  /** Settings of each connection, by their names on the server. */
  readonly parameters: Readonly<Record<string, string>>;
}

/**
 * @param root Where relative paths of certificates start.
 * @throws PtxError PTX4005 naming the key and what it must be.
 */
export function readSettings({ settings, schema }: Target, root: string): PostgresSettings {
  const host = required(settings, ["host"], "the server, e.g. `localhost` or `db.example.com`");
  return {
    host,
    port: wholeNumber(settings, "port", 5432),
    user: required(settings, ["user"], "the user to log in as"),
    password: text(settings["password"] ?? settings["pass"]) ?? "",
    database: required(settings, ["dbname", "database"], "the database on the server"),
    schema,
    connectTimeout: wholeNumber(settings, "connect_timeout", 10),
    retries: wholeNumber(settings, "retries", 1),
    role: text(settings["role"]),
    keepalivesIdle: wholeNumber(settings, "keepalives_idle", 0),
    applicationName: text(settings["application_name"]) ?? "ptx",
    tls: readTls(settings, host, root),
    parameters: parametersOf(settings),
  };
}

/** What makes texts of values exact and the same everywhere, then what the target wants. */
function parametersOf(settings: JsonObject): Record<string, string> {
  const searchPath = text(settings["search_path"]);
  const timeout = text(settings["statement_timeout"]);
  const lockTimeout = text(settings["lock_timeout"]);
  return {
    DateStyle: "ISO",
    IntervalStyle: "postgres",
    bytea_output: "hex",
    standard_conforming_strings: "on",
    ...(searchPath ? { search_path: searchPath } : {}),
    ...(timeout ? { statement_timeout: timeout } : {}),
    ...(lockTimeout ? { lock_timeout: lockTimeout } : {}),
  };
}
