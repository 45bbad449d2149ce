/** The keys of a BigQuery target, read and checked. Names, meanings and defaults are dbt-bigquery's. */
import { readFileSync } from "node:fs";
import { isAbsolute, resolve } from "node:path";
import type { Json, JsonObject } from "../../core/node.ts";
import type { Target } from "../../core/target.ts";
import { assertEncrypted } from "../encryption.ts";
import { invalid, text, wholeNumber } from "../target-keys.ts";

/** Who asks. */
export type Login =
  /** What the machine is logged in as: application default credentials. */
  | { readonly kind: "default" }
  | { readonly kind: "service-account"; readonly key: JsonObject }
  | { readonly kind: "tokens"; readonly tokens: Tokens };

export interface Tokens {
  readonly token: string | undefined;
  readonly refreshToken: string | undefined;
  readonly clientId: string | undefined;
  readonly clientSecret: string | undefined;
  readonly tokenUri: string | undefined;
}

export interface BigQuerySettings {
  readonly method: Method;
  readonly login: Login;
  /** The project of relations that name none. */
  readonly database: string;
  /** The project that jobs run in, and that pays for them. */
  readonly executionProject: string;
  /** The project that requests count against, where it is another one. */
  readonly quotaProject: string | undefined;
  readonly schema: string;
  readonly location: string | undefined;
  readonly endpoint: string | undefined;
  readonly impersonate: string | undefined;
  readonly scopes: readonly string[];
  readonly priority: "INTERACTIVE" | "BATCH";
  readonly maximumBytesBilled: string | undefined;
  readonly reservation: string | undefined;
  /** What reading 2^40 bytes costs; `undefined` where slots are paid for, not bytes. */
  readonly pricePerTib: number | undefined;
  readonly priceCurrency: string;
  /** How often a job that failed by no fault of its own is sent again; 0 for no second try at all. */
  readonly retries: number;
  /** Seconds after which no further try begins. */
  readonly retryDeadline: number | undefined;
  /** Seconds until a job must have been taken. */
  readonly creationTimeout: number;
  /** Seconds until a job must have ended. */
  readonly executionTimeout: number | undefined;
  /** Texts that no message may show. */
  readonly secrets: readonly string[];
}

const methods = ["oauth", "oauth-secrets", "service-account", "service-account-json"] as const;
type Method = (typeof methods)[number];

const usualScopes = [
  "https://www.googleapis.com/auth/bigquery",
  "https://www.googleapis.com/auth/cloud-platform",
  "https://www.googleapis.com/auth/drive",
];

/**
 * @param root Where a relative `keyfile` starts.
 * @throws PtxError PTX4005 naming the key and what it must be.
 */
export function readSettings({ settings, schema }: Target, root: string): BigQuerySettings {
  const method = methodOf(text(settings["method"]));
  const login = loginOf(method, settings, root);
  const database = text(settings["project"] ?? settings["database"]) ?? projectOf(login);
  if (database === undefined) {
    throw invalid("project", "is not set", "Set it to the id of the Google Cloud project.");
  }
  const bytes = text(settings["maximum_bytes_billed"]);
  if (bytes !== undefined && !/^\d+$/.test(bytes)) {
    throw invalid("maximum_bytes_billed", `is "${bytes}"`, "Set it to a number of bytes.");
  }
  for (const key of ["api_endpoint", "token_uri"]) assertEncrypted(key, text(settings[key]));
  return {
    method,
    login,
    database,
    executionProject: text(settings["execution_project"]) ?? database,
    quotaProject: text(settings["quota_project"]),
    schema,
    location: text(settings["location"]),
    endpoint: text(settings["api_endpoint"]),
    impersonate: text(settings["impersonate_service_account"]),
    scopes: scopesOf(settings["scopes"]),
    priority: priorityOf(text(settings["priority"])),
    maximumBytesBilled: bytes,
    reservation: text(settings["reservation"]),
    pricePerTib: priceOf(settings),
    priceCurrency: text(settings["price_currency"]) ?? "USD",
    retries: wholeNumber(settings, "job_retries" in settings ? "job_retries" : "retries", 1),
    retryDeadline: seconds(settings, "job_retry_deadline_seconds"),
    creationTimeout: seconds(settings, "job_creation_timeout_seconds") ?? 60,
    executionTimeout:
      seconds(settings, "job_execution_timeout_seconds") ?? seconds(settings, "timeout_seconds"),
    secrets: secretsOf(login),
  };
}

/** Google's price on demand, in US regions. */
const usualPrice = 6.25;

function priceOf(settings: JsonObject): number | undefined {
  const given = text(settings["price_per_tib"]);
  if (given === undefined) {
    return text(settings["reservation"]) === undefined ? usualPrice : undefined;
  }
  if (/^\d+(\.\d+)?$/.test(given)) return Number(given) || undefined;
  throw invalid("price_per_tib", `is "${given}"`, "Set it to a number, or 0 for no price.");
}

const seconds = (settings: JsonObject, key: string): number | undefined =>
  wholeNumber(settings, key, 0) || undefined;

function methodOf(given: string | undefined): Method {
  const known = `Set it to one of: ${methods.join(", ")}.`;
  if (given === undefined) throw invalid("method", "is not set", known);
  const method = methods.find((name) => name === given);
  if (method) return method;
  const hint =
    given === "external-oauth-wif"
      ? "Use `oauth`, with GOOGLE_APPLICATION_CREDENTIALS naming the file of the identity pool."
      : known;
  throw invalid("method", `is "${given}"`, hint);
}

function priorityOf(given = "interactive"): BigQuerySettings["priority"] {
  const wanted = given.toUpperCase();
  if (wanted === "INTERACTIVE" || wanted === "BATCH") return wanted;
  throw invalid("priority", `is "${given}"`, "Set it to interactive or batch.");
}

function scopesOf(given: Json | undefined): readonly string[] {
  return Array.isArray(given) && given.length > 0 ? given.map(String) : usualScopes;
}

function loginOf(method: Method, settings: JsonObject, root: string): Login {
  switch (method) {
    case "oauth":
      return { kind: "default" };
    case "service-account":
      return { kind: "service-account", key: keyOfFile(text(settings["keyfile"]), root) };
    case "service-account-json":
      return { kind: "service-account", key: keyOfJson(settings["keyfile_json"]) };
    case "oauth-secrets":
      return { kind: "tokens", tokens: tokensOf(settings) };
  }
}

function tokensOf(settings: JsonObject): Tokens {
  const tokens = {
    token: text(settings["token"]),
    refreshToken: text(settings["refresh_token"]),
    clientId: text(settings["client_id"]),
    clientSecret: text(settings["client_secret"]),
    tokenUri: text(settings["token_uri"]),
  };
  if (tokens.token === undefined && tokens.refreshToken === undefined) {
    throw invalid("token", "is not set", "Set `token`, or `refresh_token` with its client.");
  }
  if (tokens.refreshToken !== undefined && tokens.token === undefined) {
    const missing = tokens.clientId === undefined ? "client_id" : "client_secret";
    if (tokens.clientId === undefined || tokens.clientSecret === undefined) {
      throw invalid(missing, "is not set", "A `refresh_token` is of use to its client only.");
    }
  }
  return tokens;
}

function keyOfFile(given: string | undefined, root: string): JsonObject {
  if (given === undefined) {
    throw invalid("keyfile", "is not set", "Set it to the path of the service account's key.");
  }
  const path = isAbsolute(given) ? given : resolve(root, given);
  return checkedKey("keyfile", () => JSON.parse(readFileSync(path, "utf8")));
}

/** A mapping, or its JSON in base64. */
function keyOfJson(given: Json | undefined): JsonObject {
  if (typeof given === "string" && given !== "") {
    const decoded = given.trimStart().startsWith("{")
      ? given
      : Buffer.from(given, "base64").toString("utf8");
    return checkedKey("keyfile_json", () => JSON.parse(decoded));
  }
  return checkedKey("keyfile_json", () => given ?? null);
}

/** Messages of the parser quote what they read, which is secret here: they are left out. */
function checkedKey(name: string, read: () => unknown): JsonObject {
  let found: unknown;
  try {
    found = read();
  } catch (error) {
    const code = (error as { code?: string }).code;
    const what = code === undefined ? "is not JSON" : `cannot be read (${code})`;
    throw invalid(name, what, "Download the key of the service account as JSON.");
  }
  const key = found as JsonObject | null;
  const { client_email: email, private_key: secret } = key ?? {};
  if (typeof email !== "string" || typeof secret !== "string") {
    throw invalid(
      name,
      "has no `client_email` and `private_key`",
      "Download the key of the service account as JSON.",
    );
  }
  return { ...key, private_key: secret.replaceAll("\\n", "\n") };
}

const projectOf = (login: Login): string | undefined =>
  login.kind === "service-account" ? text(login.key["project_id"]) : undefined;

function secretsOf(login: Login): string[] {
  if (login.kind === "default") return [];
  if (login.kind === "tokens") {
    const { token, refreshToken, clientSecret } = login.tokens;
    return [token, refreshToken, clientSecret].filter((secret) => secret !== undefined);
  }
  const key = text(login.key["private_key"]) ?? "";
  const lines = key.split("\n").filter((line) => line !== "" && !line.startsWith("-----"));
  return [key, ...lines, text(login.key["private_key_id"]) ?? ""].filter(
    ({ length }) => length > 3,
  );
}
