/**
 * Whether what a package brought has all members of the port: its author may have written
 * JavaScript, or for an earlier ptx. The compiler names members that the lists lack.
 */
import type { Adapter } from "../core/adapter.ts";
import type { LoadedAdapter } from "../core/adapter-definition.ts";
import type {
  Capabilities,
  Ddl,
  Dialect,
  ProfileFacts,
  SnapshotStyle,
  Strategies,
  TemplateFacts,
} from "../core/dialect.ts";
import { PtxError } from "../core/error.ts";

type Kind = "string" | "number" | "boolean" | "function" | "object";

/** Names of members that may not be left out. */
type Needed<T> = { [K in keyof T]-?: object extends Pick<T, K> ? never : K }[keyof T] & string;

type Members<T> = Readonly<Record<Needed<T>, Kind>>;

const capabilities: Members<Capabilities> = {
  transactions: "string",
  replaceTable: "string",
  replaceView: "string",
  merge: "string",
  viewsSurviveTableSwap: "boolean",
  databaseInForeignKeys: "boolean",
  maxIdentifierLength: "number",
};

const ddl: Members<Ddl> = {
  tableAs: "function",
  tableOf: "function",
  viewAs: "function",
  afterTable: "function",
  staging: "function",
  drop: "function",
  rename: "function",
  addColumns: "function",
  dropColumns: "function",
  alterType: "function",
  comment: "function",
  columnComments: "function",
  index: "function",
  clone: "function",
};

const strategies: Members<Strategies> = {
  names: "object",
  keyed: "string",
  plain: "string",
  microbatch: "string",
};

const snapshots: Members<SnapshotStyle> = {
  now: "string",
  hash: "function",
  write: "string",
  text: "string",
};

const templates: Members<TemplateFacts> = {
  quoting: "object",
  prefixes: "object",
  ownMaterializations: "object",
  subqueryAlias: "boolean",
  readsFiles: "boolean",
  types: "object",
  sizesInTypes: "boolean",
  sizeless: "boolean",
  unsizedTexts: "boolean",
  columnName: "string",
  integers: "object",
  floats: "object",
  numerics: "object",
  strings: "object",
  relations: "function",
  maxIdentifierLength: "number",
};

const profile: Members<ProfileFacts> = { defaultSchema: "string", aliases: "object" };

const dialect: Members<Dialect> = {
  name: "string",
  quoteCharacter: "string",
  folding: "string",
  capabilities: "object",
  ddl: "object",
  strategies: "object",
  snapshots: "object",
  templates: "object",
  profile: "object",
};

const adapter: Members<Adapter> = {
  type: "string",
  dialect: "object",
  defaultDatabase: "string",
  session: "function",
  relations: "function",
  schemas: "function",
  createSchema: "function",
  loadSeed: "function",
  catalog: "function",
  describeConnection: "function",
  close: "function",
};

const parts = { capabilities, ddl, strategies, snapshots, templates, profile };

/** Paths of members that are absent or of another kind. */
function lacking(value: unknown, members: Readonly<Record<string, Kind>>, path: string): string[] {
  const given = (value ?? {}) as Readonly<Record<string, unknown>>;
  return Object.entries(members).flatMap(([name, kind]) => {
    const member = given[name];
    return typeof member === kind && member !== null ? [] : [`${path}.${name} (${kind})`];
  });
}

/** The first of them, where there are many. */
export const named = (missing: readonly string[]): string =>
  missing.length <= 5
    ? missing.join(", ")
    : `${missing.slice(0, 5).join(", ")} and ${missing.length - 5} more`;

/** What a dialect lacks: `dialect.ddl.tableAs (function)`. */
export function lackingInDialect(value: unknown): string[] {
  const missing = lacking(value, dialect, "dialect");
  if (missing.length > 0) return missing;
  const given = value as Dialect;
  return Object.entries(parts).flatMap(([name, members]) =>
    lacking(given[name as keyof typeof parts], members, `dialect.${name}`),
  );
}

/** @throws PtxError PTX4016 naming what the adapter lacks. */
export function checkAdapter(value: Adapter, { packageName }: LoadedAdapter): Adapter {
  const missing = lacking(value, adapter, "adapter");
  if (missing.length === 0) return value;
  throw new PtxError(
    "PTX4016",
    `the adapter that \`connect\` of ${packageName} returns lacks ${named(missing)}`,
    {
      hint: "Tell the authors of the package; docs/guide/write-an-adapter.md lists what it needs.",
    },
  );
}
