/** What is in a Postgres database: relations, columns and comments, each in one question. */
import type { FieldDef } from "pg";
import type { CatalogTable, Session, SqlValue } from "../../core/adapter.ts";
import type { Relation, RelationKind, RelationName } from "../../core/relation.ts";
import { postgres as dialect } from "../../sql/dialects/postgres.ts";
import { literal } from "../../sql/quote.ts";

export interface SchemaName {
  readonly database: string;
  readonly schema: string;
}

/** By `relkind`; partitioned tables are tables, and foreign ones external. */
const kinds: Readonly<Record<string, RelationKind>> = {
  r: "table",
  p: "table",
  f: "external",
  v: "view",
  m: "materialized_view",
};

const kindOf = (relkind: SqlValue | undefined): RelationKind => kinds[String(relkind)] ?? "table";

/** The relations of the schemas, by name; names compare without case, as dbt's cache has it. */
export async function relationsOf(
  session: Session,
  database: string,
  schemas: readonly SchemaName[],
): Promise<Relation[]> {
  if (schemas.length === 0) return [];
  const { rows } = await session.query(`select n.nspname, c.relname, c.relkind
from pg_catalog.pg_class c
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where ${among(schemas)}
  and c.relkind in ('r', 'p', 'f', 'v', 'm') and c.relpersistence in ('p', 'u')
order by 1, 2`);
  return rows.map(([schema, name, kind]) => ({
    database,
    schema: String(schema),
    name: String(name),
    kind: kindOf(kind),
  }));
}

export async function schemasOf(session: Session): Promise<string[]> {
  const { rows } = await session.query("select nspname from pg_catalog.pg_namespace order by 1");
  return rows.map(([name]) => String(name));
}

/** The relations with their columns, comments and owners, in one question whatever their number. */
export async function catalogOf(
  session: Session,
  database: string,
  schemas: readonly SchemaName[],
): Promise<CatalogTable[]> {
  if (schemas.length === 0) return [];
  const { rows } = await session.query(`select n.nspname, c.relname, c.relkind,
  pg_catalog.obj_description(c.oid, 'pg_class'), pg_catalog.pg_get_userbyid(c.relowner),
  a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod),
  pg_catalog.col_description(c.oid, a.attnum)
from pg_catalog.pg_class c
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
left join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
where ${among(schemas)}
  and c.relkind in ('r', 'p', 'f', 'v', 'm') and c.relpersistence in ('p', 'u')
order by n.nspname, c.relname, a.attnum`);
  const tables = new Map<string, CatalogTable & { columns: CatalogTable["columns"][number][] }>();
  for (const [schema, name, kind, comment, owner, column, type, note] of rows) {
    const key = JSON.stringify([schema, name]);
    const table = tables.get(key) ?? {
      database,
      schema: String(schema),
      name: String(name),
      kind: kindOf(kind),
      comment: textOf(comment),
      owner: textOf(owner),
      columns: [],
    };
    tables.set(key, table);
    if (column === null) continue;
    table.columns.push({ name: String(column), type: String(type), comment: textOf(note) });
  }
  return [...tables.values()];
}

/** Names and types of a relation's columns; a row of nulls where it has none, no row without it. */
export function columnsQuery({ schema, name }: RelationName): string {
  // A name without a schema is a temporary table, or what the search path finds.
  const place =
    schema === ""
      ? "pg_catalog.pg_table_is_visible(c.oid)"
      : `n.nspname = ${literal(schema, dialect)}`;
  return `select a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod)
from pg_catalog.pg_class c
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
left join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
where c.relname = ${literal(name, dialect)} and ${place}
  and c.relkind in ('r', 'p', 'f', 'v', 'm')
order by a.attnum`;
}

/** The names of the types of a result, in its order. */
export function typeNamesQuery(fields: readonly FieldDef[]): string {
  const types = fields.map(
    ({ dataTypeID, dataTypeModifier }, i) => `(${i}, ${dataTypeID}::oid, ${dataTypeModifier})`,
  );
  return `select pg_catalog.format_type(type, modifier)
from (values ${types.join(", ")}) as fields (place, type, modifier)
order by place`;
}

const textOf = (value: SqlValue | undefined): string | undefined =>
  typeof value === "string" ? value : undefined;

function among(schemas: readonly SchemaName[]): string {
  const names = new Set(schemas.map(({ schema }) => literal(schema.toLowerCase(), dialect)));
  return `lower(n.nspname) in (${[...names].join(", ")})`;
}
