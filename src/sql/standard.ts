/** Statements as most warehouses have them; a dialect replaces those that differ. */
import { createHash } from "node:crypto";
import type { Ddl, SnapshotStyle, Spelling, TemplateFacts } from "../core/dialect.ts";
import type { RelationKind } from "../core/relation.ts";
import { literal, qualified, quoteIdentifier } from "./quote.ts";

/** `materialized view`: the words that DDL uses. */
export const wordsOf = (kind: RelationKind): string => kind.replace("_", " ");

/** A set of words from a text with commas between them. */
export const words = (text: string): ReadonlySet<string> => new Set(text.split(", "));

/**
 * A name with a suffix. Where it gets longer than `limit` it is cut, and a piece of its hash tells it
 * from others with the same beginning.
 */
export function suffixed(name: string, suffix: string, limit: number): string {
  if (name.length + suffix.length <= limit) return `${name}${suffix}`;
  const mark = createHash("md5").update(name).digest("hex").slice(0, 8);
  return `${name.slice(0, Math.max(0, limit - suffix.length - mark.length))}${mark}${suffix}`;
}

/** `create or replace`, temporary tables by name alone, `comment on`. */
export function standardDdl(spelling: Spelling, maxIdentifierLength: number): Ddl {
  const alter = (table: string) => `alter table ${table}`;
  return {
    tableAs: (name) => ({ head: `create or replace table ${name} as (\n`, tail: "\n)" }),
    tableOf: (name, definitions) =>
      `create or replace table ${name} (\n  ${definitions.join(",\n  ")}\n)`,
    viewAs: (name) => ({ head: `create or replace view ${name} as (\n`, tail: "\n)" }),
    afterTable: () => [],
    staging({ name }, suffix) {
      const staged = quoteIdentifier(suffixed(name, suffix, maxIdentifierLength), spelling);
      return {
        name: staged,
        head: `create or replace temporary table ${staged} as (\n`,
        tail: "\n)",
        drop: `drop table if exists ${staged}`,
      };
    },
    drop: (kind, name) => `drop ${wordsOf(kind)} if exists ${name}`,
    rename: (kind, from, to) => `alter ${wordsOf(kind)} ${from} rename to ${to}`,
    addColumns: (table, columns) =>
      columns.map(({ name, type }) => `${alter(table)} add column ${name} ${type}`),
    dropColumns: (table, columns) => columns.map((name) => `${alter(table)} drop column ${name}`),
    alterType: (table, { name, type }) => [`${alter(table)} alter column ${name} type ${type}`],
    comment: (kind, name, text) =>
      `comment on ${wordsOf(kind)} ${name} is ${literal(text, spelling)}`,
    columnComments: (_, name, comments) =>
      comments
        .map(
          ({ column, text }) => `comment on column ${name}.${column} is ${literal(text, spelling)}`,
        )
        .join(";\n"),
    index: (table, target, { columns, unique }) => {
      const label = [target.name, ...columns, unique ? "unique" : "index"].join("__");
      const list = columns.map((column) => quoteIdentifier(column, spelling)).join(", ");
      const name = quoteIdentifier(label, spelling);
      return `create ${unique ? "unique " : ""}index ${name} on ${table} (${list})`;
    },
    clone: () => undefined,
  };
}

/** Renames, for warehouses without `create or replace table`; what depends on the old one goes with it. */
export function renamingDdl(spelling: Spelling, maxIdentifierLength: number): Ddl {
  const standard = standardDdl(spelling, maxIdentifierLength);
  return {
    ...standard,
    tableAs: (name) => ({ head: `create table ${name} as (\n`, tail: "\n)" }),
    tableOf: (name, definitions) => `create table ${name} (\n  ${definitions.join(",\n  ")}\n)`,
    viewAs: (name) => ({ head: `create view ${name} as (\n`, tail: "\n)" }),
    drop: (kind, name) => `drop ${wordsOf(kind)} if exists ${name} cascade`,
    rename: (kind, from, to) => `alter ${wordsOf(kind)} if exists ${from} rename to ${to}`,
  };
}

/** `md5(a|b|…)` over texts, null as empty: what dbt calls `dbt_scd_id`. */
export const standardSnapshots: SnapshotStyle = {
  now: "now()::timestamp",
  hash(parts) {
    const texts = parts.map((part) => `coalesce(cast(${part} as varchar), '')`);
    return `md5(${texts.join(" || '|' || ")})`;
  },
  write: "update-insert",
  text: "text",
};

/** What the information schema lists; names compare without case. */
export const informationSchema =
  (spelling: Spelling, from = "information_schema.tables"): TemplateFacts["relations"] =>
  (database, schema) => {
    const equals = (column: string, value: string): string =>
      `lower(${column}) = ${literal(value.toLowerCase(), spelling)}`;
    const conditions = [
      equals("table_schema", schema),
      ...(database === undefined ? [] : [equals("table_catalog", database)]),
    ];
    return `select table_catalog, table_schema, table_name, table_type from ${from} where ${conditions.join(" and ")}`;
  };

type OwnFacts = "prefixes" | "columnName" | "relations" | "maxIdentifierLength";

export const standardTemplates: Omit<TemplateFacts, OwnFacts> = {
  quoting: { database: true, schema: true, identifier: true },
  ownMaterializations: new Set(),
  subqueryAlias: true,
  readsFiles: false,
  types: { STRING: "TEXT" },
  sizesInTypes: false,
  sizeless: false,
  unsizedTexts: false,
  integers: words(
    "smallint, integer, bigint, smallserial, serial, bigserial, int2, int4, int8, serial2, serial4, serial8",
  ),
  floats: words("real, float4, float, double precision, float8, double"),
  numerics: words("numeric, decimal"),
  strings: words("text, character varying, character, varchar"),
};

/** Where a temporary table of this name is: `pg_temp."x"`. */
export const inSchema = (schema: string, name: string, spelling: Spelling): string =>
  qualified({ database: undefined, schema, name }, spelling);
