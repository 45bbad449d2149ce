/** Postgres: everything in transactions, replacement by renames, rights and comments as in the standard. */

import type {
  Dialect,
  Grants,
  IndexWish,
  MaterializedViews,
  Spelling,
  TemplateFacts,
} from "../../core/dialect.ts";
import { md5 } from "../../core/hash.ts";
import type { RelationName } from "../../core/relation.ts";
import { indexWishes } from "../indexes.ts";
import { literal, qualified, quoteIdentifier } from "../quote.ts";
import {
  inSchema,
  renamingDdl,
  standardSnapshots,
  standardTemplates,
  suffixed,
} from "../standard.ts";

const spelling: Spelling = {
  name: "postgres",
  quoteCharacter: '"',
  folding: "lower",
  lexical: { nestedComments: true, dollarQuotes: true },
};

const maxIdentifierLength = 63;
const renaming = renamingDdl(spelling, maxIdentifierLength);

const unlogged = (config: Readonly<Record<string, unknown>>): string =>
  config["unlogged"] === true ? "unlogged " : "";

/** An index has a name of its own for each table that it was ever made for: old and new stand side by side. */
function index(table: string, target: RelationName, wish: IndexWish): string {
  const seed = [...wish.columns, table, target.name, wish.unique, wish.type, Date.now()].join("_");
  const name = md5(seed);
  const method = wish.type === undefined ? "" : ` using ${wish.type}`;
  const unique = wish.unique ? "unique " : "";
  return `create ${unique}index if not exists "${name}" on ${table}${method} (${wish.columns.join(", ")})`;
}

export const postgresGrants: Grants = {
  show: ({ schema, name }) => `select grantee, privilege_type
from information_schema.role_table_grants
where grantor = current_role and grantee <> current_role
  and table_schema = ${literal(schema, spelling)} and table_name = ${literal(name, spelling)}`,
  grant: (privilege, name, grantees) => `grant ${privilege} on ${name} to ${grantees.join(", ")}`,
  revoke: (privilege, name, grantees) =>
    `revoke ${privilege} on ${name} from ${grantees.join(", ")}`,
  kept: false,
};

/** `btree|true|a,b`: an index by what it does, whatever its name. */
const described = ({ columns, unique, type }: IndexWish): string =>
  [type ?? "btree", unique, [...columns].sort().join(",")].join("|");

const materializedViews: MaterializedViews = {
  kind: "materialized_view",
  create: (name) => ({ head: `create materialized view ${name} as (\n`, tail: "\n)" }),
  refresh: (name) => `refresh materialized view ${name}`,
  describe: ({ schema, name }) => `select i.relname, m.amname || '|' || ix.indisunique || '|' ||
  array_to_string(array_agg(a.attname order by a.attname), ',')
from pg_index ix
join pg_class i on i.oid = ix.indexrelid
join pg_am m on m.oid = i.relam
join pg_class t on t.oid = ix.indrelid
join pg_namespace n on n.oid = t.relnamespace
join pg_attribute a on a.attrelid = t.oid and a.attnum = any(ix.indkey)
where t.relname = ${literal(name, spelling)} and n.nspname = ${literal(schema, spelling)}
group by i.relname, m.amname, ix.indisunique`,
  changes(relation, inForce, config) {
    const wished = indexWishes(config);
    const wanted = new Map(wished.map((wish) => [described(wish), wish]));
    const present = new Set(inForce.map(([, value]) => value));
    const table = qualified(relation, spelling);
    return [
      ...inForce
        .filter(([, value]) => !wanted.has(value))
        .map(([name]) => `drop index if exists ${inSchema(relation.schema, name, spelling)}`),
      ...[...wanted]
        .filter(([key]) => !present.has(key))
        .map(([, wish]) => index(table, relation, wish)),
    ];
  },
};

/** The catalog itself: the information schema has no materialized views, and hides what others own. */
const relationsIn: TemplateFacts["relations"] = (
  _,
  schema,
) => `select current_database(), n.nspname, c.relname, case c.relkind
  when 'v' then 'VIEW' when 'm' then 'MATERIALIZED VIEW' when 'f' then 'EXTERNAL'
  else 'BASE TABLE' end
from pg_catalog.pg_class c
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where lower(n.nspname) = ${literal(schema.toLowerCase(), spelling)}
  and c.relkind in ('r', 'p', 'f', 'v', 'm')`;

export const postgres: Dialect = {
  ...spelling,
  capabilities: {
    transactions: "ddl",
    replaceTable: "rename",
    replaceView: "rename",
    merge: "listed",
    viewsSurviveTableSwap: false,
    databaseInForeignKeys: true,
    sizedTexts: true,
    computedOnce: "offset 0",
    maxIdentifierLength,
  },
  ddl: {
    ...renaming,
    tableAs: (name, config) => ({
      head: `create ${unlogged(config)}table ${name} as (\n`,
      tail: "\n)",
    }),
    tableOf: (name, definitions, config) =>
      `create ${unlogged(config)}table ${name} (\n  ${definitions.join(",\n  ")}\n)`,
    staging({ name }, suffix) {
      const staged = suffixed(name, suffix, maxIdentifierLength);
      const temporary = inSchema("pg_temp", staged, spelling);
      const quoted = quoteIdentifier(staged, spelling);
      return {
        name: quoted,
        head: `drop table if exists ${temporary};\ncreate temporary table ${quoted} as (\n`,
        tail: "\n)",
        drop: `drop table if exists ${temporary}`,
        relation: { database: undefined, schema: "", name: staged },
      };
    },
    dropColumns: (table, columns) =>
      columns.map((name) => `alter table ${table} drop column ${name} cascade`),
    // As dbt does: views that read the column go with its old form, and do not stand in the way.
    alterType(table, { name, type }) {
      const passing = quoteIdentifier(
        suffixed(name.slice(1, -1).replaceAll('""', '"'), "__dbt_alter", maxIdentifierLength),
        spelling,
      );
      return [
        `alter table ${table} add column ${passing} ${type}`,
        `update ${table} set ${passing} = ${name}`,
        `alter table ${table} drop column ${name} cascade`,
        `alter table ${table} rename column ${passing} to ${name}`,
      ];
    },
    index,
  },
  strategies: {
    names: ["append", "delete+insert", "merge", "microbatch"],
    keyed: "delete+insert",
    plain: "append",
    microbatch: "merge",
  },
  snapshots: standardSnapshots,
  grants: postgresGrants,
  materializedViews,
  templates: {
    ...standardTemplates,
    prefixes: ["postgres", "default"],
    columnName: "PostgresColumn",
    unsizedTexts: true,
    relations: relationsIn,
    maxIdentifierLength,
  },
  profile: {
    defaultSchema: "public",
    aliases: { dbname: "database", pass: "password" },
    shown: {
      host: null,
      port: null,
      user: null,
      database: null,
      schema: null,
      connect_timeout: 10,
      role: null,
      search_path: null,
      keepalives_idle: 0,
      sslmode: null,
      sslcert: null,
      sslkey: null,
      sslrootcert: null,
      application_name: "dbt",
      autocommit: false,
      retries: 1,
    },
  },
};
