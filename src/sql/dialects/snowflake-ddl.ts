/** DDL of Snowflake: `create or replace` for all, with what a config may say of a table or view. */
import type { Around, Ddl, Spelling, Staging, TypedColumn } from "../../core/dialect.ts";
import type { JsonObject } from "../../core/node.ts";
import type { RelationKind, RelationName } from "../../core/relation.ts";
import { literal, qualified } from "../quote.ts";
import { standardDdl, suffixed, wordsOf } from "../standard.ts";

export const maxIdentifierLength = 255;

export const spelling: Spelling = {
  name: "snowflake",
  quoteCharacter: '"',
  folding: "upper",
  lexical: { backslashEscapes: true, slashComments: true, dollarQuotes: true },
};

/** One word for a kind, as `drop`, `comment on` and `grant` want it. */
export const kindWords = (kind: RelationKind): string =>
  kind === "external" ? "external table" : wordsOf(kind);

const isSet = (config: JsonObject, key: string): boolean => config[key] === true;

/** Tables are transient unless the config says no: without the days of fail-safe, as dbt makes them. */
const transient = (config: JsonObject): string =>
  config["transient"] === false ? "" : "transient ";

const copyGrants = (config: JsonObject): string =>
  isSet(config, "copy_grants") ? " copy grants" : "";

export function clusterKeys({ cluster_by: keys }: JsonObject): string | undefined {
  if (typeof keys === "string") return keys;
  return Array.isArray(keys) && keys.length > 0 ? keys.join(", ") : undefined;
}

/** `create …` up to the select and behind it; rows are sorted where the table is clustered. */
function createTable(name: string, definitions: string, config: JsonObject): Around {
  const create = `create or replace ${transient(config)}table ${name}${definitions}${copyGrants(config)} as (\n`;
  const keys = clusterKeys(config);
  if (keys === undefined) return { head: create, tail: "\n)" };
  return { head: `${create}select * from (\n`, tail: `\n) order by (${keys})\n)` };
}

const listed = (definitions: readonly string[]): string => ` (\n  ${definitions.join(",\n  ")}\n)`;

/**
 * Whether the staged rows may be a view: where one statement reads them, and where dbt takes one.
 * Snapshots, and what is deleted by key before it is inserted, are read twice and must not change.
 */
function stagedInView({
  materialized,
  tmp_relation_type: wanted,
  incremental_strategy: strategy,
  unique_key: key,
}: JsonObject): boolean {
  if (materialized !== "incremental") return false;
  if (wanted === "table" || wanted === "view") return wanted === "view";
  const keyed = key !== undefined && key !== null && key !== "";
  return !keyed || (strategy !== "delete+insert" && strategy !== "microbatch");
}

function staging(target: RelationName, suffix: string, config: JsonObject): Staging {
  const kind = stagedInView(config) ? "view" : "table";
  const name = suffixed(target.name, suffix.toUpperCase(), maxIdentifierLength);
  const relation = { ...target, name };
  const written = qualified(relation, spelling);
  return {
    name: written,
    head: `create or replace temporary ${kind} ${written} as (\n`,
    tail: "\n)",
    drop: `drop ${kind} if exists ${written}`,
    relation,
  };
}

/** A new name without a schema would move the relation into the one of the session. */
function renamed(kind: RelationKind, from: string, to: string): string {
  const last = from.lastIndexOf('"', from.length - 2);
  return `alter ${kindWords(kind)} ${from} rename to ${from.slice(0, last)}${to}`;
}

/** One statement for all; none where there is nothing to do. */
const inOne = (head: string, parts: readonly string[]): string[] =>
  parts.length === 0 ? [] : [`${head} ${parts.join(", ")}`];

const definition = ({ name, type }: TypedColumn): string => `${name} ${type}`;

export const snowflakeDdl: Ddl = {
  ...standardDdl(spelling, maxIdentifierLength),
  tableAs: (name, config) => createTable(name, "", config),
  definedAs: (name, definitions, config) => createTable(name, listed(definitions), config),
  tableOf: (name, definitions, config) =>
    `create or replace ${transient(config)}table ${name}${listed(definitions)}${copyGrants(config)}`,
  // Keys are written down, and nobody checks them; conditions cannot even be written down.
  constraint: (type, written) => (type === "check" ? undefined : written),
  viewAs: (name, config) => ({
    head: `create or replace ${isSet(config, "secure") ? "secure " : ""}view ${name}${copyGrants(config)} as (\n`,
    tail: "\n)",
  }),
  afterTable(name, config) {
    const keys = clusterKeys(config);
    if (keys === undefined) return [];
    const resume = `alter table ${name} resume recluster`;
    return [
      `alter table ${name} cluster by (${keys})`,
      ...(isSet(config, "automatic_clustering") ? [resume] : []),
    ];
  },
  staging,
  drop: (kind, name) => `drop ${kindWords(kind)} if exists ${name}`,
  rename: renamed,
  addColumns: (table, columns) => inOne(`alter table ${table} add column`, columns.map(definition)),
  dropColumns: (table, columns) => inOne(`alter table ${table} drop column`, columns),
  alterType: (table, { name, type }) => [
    `alter table ${table} alter column ${name} set data type ${type}`,
  ],
  comment: (kind, name, text) =>
    `comment on ${kindWords(kind)} ${name} is ${literal(text, spelling)}`,
  columnComments(kind, name, comments) {
    const all = comments.map(({ column, text }) => `${column} comment ${literal(text, spelling)}`);
    return `alter ${kind === "view" ? "view" : "table"} ${name} alter ${all.join(", ")}`;
  },
  index: () => undefined,
  clone: (from, to, config) =>
    `create or replace ${transient(config)}table ${to} clone ${from}${copyGrants(config)}`,
};
