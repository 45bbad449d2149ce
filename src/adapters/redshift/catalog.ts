/** What is in a Redshift database. Views that are bound late have columns in a list of their own. */
import type { CatalogTable, Session, SqlValue } from "../../core/adapter.ts";
import type { Column, Relation, RelationKind, RelationName } from "../../core/relation.ts";
import { redshift as dialect, relationsQuery } from "../../sql/dialects/redshift.ts";
import { literal } from "../../sql/quote.ts";
import { columnsQuery, type SchemaName, catalogOf as tablesOf } from "../postgres/catalog.ts";

const kinds: Readonly<Record<string, RelationKind>> = {
  "BASE TABLE": "table",
  VIEW: "view",
  "MATERIALIZED VIEW": "materialized_view",
};

const among = (schemas: readonly SchemaName[]): string => {
  const names = new Set(schemas.map(({ schema }) => literal(schema.toLowerCase(), dialect)));
  return `in (${[...names].join(", ")})`;
};

export async function relationsOf(
  session: Session,
  database: string,
  schemas: readonly SchemaName[],
): Promise<Relation[]> {
  if (schemas.length === 0) return [];
  const { rows } = await session.query(relationsQuery(among(schemas)));
  return rows.map(([, schema, name, type]) => ({
    database,
    schema: String(schema),
    name: String(name),
    kind: kinds[String(type)] ?? "table",
  }));
}

const lateColumns = (
  condition: string,
): string => `select view_schema, view_name, col_name, col_type
from pg_get_late_binding_view_cols()
  as cols(view_schema name, view_name name, col_name name, col_type varchar, col_num int)
where ${condition}
order by view_schema, view_name, col_num`;

/** Columns of what is bound; of a view that is not, by what it would read now. */
export function columnsQueries(relation: RelationName): readonly string[] {
  const { schema, name } = relation;
  const bound = columnsQuery(relation);
  if (schema === "") return [bound];
  const here = `view_schema = ${literal(schema, dialect)} and view_name = ${literal(name, dialect)}`;
  return [bound, `select col_name, col_type from (${lateColumns(here)}) as late`];
}

/** The kinds and columns that Postgres' own catalog does not tell are filled in. */
export async function catalogOf(
  session: Session,
  database: string,
  schemas: readonly SchemaName[],
): Promise<CatalogTable[]> {
  const tables = await tablesOf(session, database, schemas);
  const relations = await relationsOf(session, database, schemas);
  const byName = new Map(relations.map((relation) => [keyOf(relation), relation.kind]));
  const known = tables.filter((table) => byName.has(keyOf(table)));
  const late = known.some(({ kind, columns }) => kind === "view" && columns.length === 0)
    ? await lateColumnsOf(session, schemas)
    : new Map<string, Column[]>();
  return known.map((table) => ({
    ...table,
    kind: byName.get(keyOf(table)) ?? table.kind,
    columns:
      table.columns.length > 0
        ? table.columns
        : (late.get(keyOf(table)) ?? []).map((column) => ({ ...column, comment: undefined })),
  }));
}

const keyOf = ({ schema, name }: Pick<RelationName, "schema" | "name">): string =>
  JSON.stringify([schema, name]);

async function lateColumnsOf(
  session: Session,
  schemas: readonly SchemaName[],
): Promise<ReadonlyMap<string, Column[]>> {
  const { rows } = await session.query(lateColumns(`lower(view_schema) ${among(schemas)}`));
  const found = new Map<string, Column[]>();
  const text = (value: SqlValue | undefined): string => String(value ?? "");
  for (const [schema, view, name, type] of rows) {
    const key = keyOf({ schema: text(schema), name: text(view) });
    const columns = found.get(key) ?? [];
    found.set(key, columns);
    columns.push({ name: text(name), type: text(type) });
  }
  return found;
}
