/** The keys of a DuckDB target, read and checked. Names and meaning are dbt-duckdb's. */
import { basename, isAbsolute, resolve } from "node:path";
import { PtxError } from "../../core/error.ts";
import type { Json, JsonObject } from "../../core/node.ts";
import type { Target } from "../../core/target.ts";
import { duckdb as dialect } from "../../sql/dialects/duckdb.ts";
import { literal, quoteIdentifier } from "../../sql/quote.ts";

export interface DuckdbSettings {
  /** `:memory:` or an absolute path. */
  readonly path: string;
  /** Name of the catalog that DuckDB gives to the path. */
  readonly fileDatabase: string;
  /** Where models go: `database:` of the target, else `fileDatabase`. */
  readonly database: string;
  readonly schema: string;
  readonly readOnly: boolean;
  /** Options of the instance (`config_options`). */
  readonly options: Readonly<Record<string, string>>;
  readonly extensions: readonly { name: string; repo: string | undefined }[];
  /** Run once, after the extensions are there: secrets, then attached databases. */
  readonly secrets: readonly string[];
  readonly attach: readonly Attachment[];
  /** Run on each connection. */
  readonly perConnection: readonly string[];
  /** How often to try to open a file that another process holds. */
  readonly connectAttempts: number;
}

/** A database beside the file of the target. */
export interface Attachment {
  readonly name: string;
  readonly sql: string;
  /** The statement of a session that must not write. */
  readonly readingSql: string;
  /** Absolute path, where it is a DuckDB file on this machine. */
  readonly file: string | undefined;
  /** The same for the metadata of a DuckLake. */
  readonly lake: string | undefined;
}

const unsupported: Readonly<Record<string, string>> = {
  remote: "connecting to a remote server",
  plugins: "Python plugins",
  filesystems: "fsspec file systems",
};

/**
 * Reads the settings of a target.
 *
 * @param root Absolute path that a relative `path:` starts from.
 * @throws PtxError PTX4005 naming the key and what it must be.
 */
export function readSettings({ settings, schema, database }: Target, root: string): DuckdbSettings {
  for (const [key, what] of Object.entries(unsupported)) {
    if (isSet(settings[key])) throw invalid(key, `${what} is not supported`, "Remove the key.");
  }
  const path = readPath(settings["path"], root);
  const fileDatabase = databaseName(path);
  const attachments = list(settings, "attach").map((entry) => readAttachment(entry, root));
  const names = [fileDatabase, ...attachments.map(({ name }) => name)];
  if (database !== undefined && !names.includes(database)) {
    throw invalid(
      "database",
      `"${database}" is neither the file's own name "${fileDatabase}" nor an alias under \`attach\``,
      `Set it to "${fileDatabase}", or leave it out.`,
    );
  }
  const values = dict(settings, "settings");
  return {
    path,
    fileDatabase,
    database: database ?? fileDatabase,
    schema,
    readOnly: settings["read_only"] === true,
    options: texts(dict(settings, "config_options")),
    extensions: list(settings, "extensions").map(readExtension),
    secrets: secretsOf(settings).map(readSecret),
    attach: attachments,
    perConnection: Object.entries(values).map(
      ([key, value]) => `set ${identifier(key, "settings")} = ${literal(scalar(value), dialect)}`,
    ),
    connectAttempts: Number(dict(settings, "retries")["connect_attempts"] ?? 1),
  };
}

/** DuckDB's catalog name of a file: its name up to the first dot (`my.db.duckdb` → `my`). */
export function databaseName(path: string): string {
  if (path === ":memory:") return "memory";
  return basename(path).replace(/^\.+/, "").split(".", 1)[0] ?? path;
}

function readPath(value: Json | undefined, root: string): string {
  if (value === undefined || value === null || value === ":memory:") return ":memory:";
  if (typeof value !== "string") throw invalid("path", "it is not a text", "Write a file name.");
  if (/^(md|motherduck):/.test(value)) {
    throw invalid("path", "MotherDuck is not supported", "Give the path of a local file.");
  }
  return isAbsolute(value) ? value : resolve(root, value);
}

function readExtension(entry: Json): { name: string; repo: string | undefined } {
  if (typeof entry === "string") return { name: identifier(entry, "extensions"), repo: undefined };
  const { name, repo } = object(entry, "extensions");
  if (typeof name !== "string" || typeof repo !== "string") {
    throw invalid("extensions", "an entry has no `name` and `repo`", "Write `{name: …, repo: …}`.");
  }
  return { name: identifier(name, "extensions"), repo };
}

function readAttachment(entry: Json, root: string): Attachment {
  const fields = typeof entry === "string" ? { path: entry } : object(entry, "attach");
  const { path, alias, type, secret, read_only, options } = { ...none, ...fields };
  if (typeof path !== "string") {
    throw invalid(
      "attach",
      "an entry has no `path`",
      "Write `{path: other.duckdb, alias: other}`.",
    );
  }
  const file = /^[a-z][a-z0-9+]+:|^:memory:$/i.test(path) || type ? undefined : resolve(root, path);
  // DuckDB itself looks for it from the folder that it runs in.
  const [, lake] = /^ducklake:(?![a-z][a-z0-9+]+:)(.+)$/i.exec(path) ?? [];
  const name = typeof alias === "string" ? alias : databaseName(path);
  const more = options === undefined || options === null ? {} : object(options, "attach.options");
  const settings = [
    ...(typeof type === "string" ? [`type ${identifier(type, "attach.type")}`] : []),
    ...(typeof secret === "string" ? [`secret ${quoteIdentifier(secret, dialect)}`] : []),
    ...Object.entries(more).flatMap(([key, value]) => attachOption(key, value)),
  ];
  const as = typeof alias === "string" ? ` as ${quoteIdentifier(alias, dialect)}` : "";
  const statement = (more: readonly string[]): string => {
    const tail = more.length > 0 ? ` (${more.join(", ")})` : "";
    return `attach if not exists ${literal(file ?? path, dialect)}${as}${tail}`;
  };
  const readingSql = statement([...settings, "read_only"]);
  return {
    name,
    sql: read_only === true ? readingSql : statement(settings),
    readingSql,
    file,
    lake,
  };
}

/** Keys that an attachment may lack. */
const none: JsonObject = {};

function attachOption(key: string, value: Json): string[] {
  const name = identifier(key, "attach.options");
  if (value === null || value === false) return [];
  if (value === true) return [name];
  return [
    typeof value === "number" ? `${name} ${value}` : `${name} ${literal(scalar(value), dialect)}`,
  ];
}

/** `use_credential_provider: aws` is the older way to ask for the provider chain of S3. */
function secretsOf(settings: JsonObject): Json[] {
  const chain: JsonObject = { type: "s3", provider: "credential_chain" };
  const provider = settings["use_credential_provider"];
  if (!isSet(provider)) return list(settings, "secrets");
  if (provider === "aws") return [...list(settings, "secrets"), chain];
  throw invalid("use_credential_provider", `"${String(provider)}" is not known`, "Write aws.");
}

function readSecret(entry: Json, index: number): string {
  const { name, type, ...rest } = { ...none, ...object(entry, "secrets") };
  if (typeof type !== "string") {
    throw invalid("secrets", "an entry has no `type`", "Write `{type: s3, …}`.");
  }
  const label = typeof name === "string" ? name : `__ptx_secret_${index + 1}`;
  const fields = Object.entries(rest).map(
    ([key, value]) => `${identifier(key, "secrets")} ${secretValue(value)}`,
  );
  const body = [`type ${identifier(type, "secrets.type")}`, ...fields].join(", ");
  return `create or replace secret ${quoteIdentifier(label, dialect)} (${body})`;
}

function secretValue(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(secretValue).join(", ")}]`;
  if (value !== null && typeof value === "object") {
    const pairs = Object.entries(value).map(
      ([key, inner]) => `${literal(key, dialect)}: ${secretValue(inner)}`,
    );
    return `map {${pairs.join(", ")}}`;
  }
  return typeof value === "string" ? literal(value, dialect) : String(value);
}

const isSet = (value: Json | undefined): boolean =>
  value !== undefined && value !== null && !(Array.isArray(value) && value.length === 0);

function list(settings: JsonObject, key: string): Json[] {
  const value = settings[key];
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw invalid(key, "it is not a list", "Write a YAML list.");
  return value;
}

function dict(settings: JsonObject, key: string): JsonObject {
  const value = settings[key];
  return value === undefined || value === null ? {} : object(value, key);
}

function object(value: Json, key: string): JsonObject {
  if (value === null || typeof value !== "object" || Array.isArray(value)) {
    throw invalid(key, "it is not a mapping", "Write `key: value` pairs.");
  }
  return value;
}

const scalar = (value: Json): string =>
  typeof value === "string"
    ? value
    : typeof value === "object"
      ? JSON.stringify(value)
      : String(value);

const texts = (values: JsonObject): Record<string, string> =>
  Object.fromEntries(Object.entries(values).map(([key, value]) => [key, scalar(value)]));

/** A name that stands in SQL without quotes; anything else would be SQL of its own. */
function identifier(name: string, key: string): string {
  if (/^[A-Za-z_][\w.]*$/.test(name)) return name;
  throw invalid(key, `"${name}" is not a name`, "Use letters, digits and underscores.");
}

function invalid(key: string, found: string, hint: string): PtxError {
  return new PtxError("PTX4005", `\`${key}\` of the DuckDB target: ${found}`, { hint });
}
