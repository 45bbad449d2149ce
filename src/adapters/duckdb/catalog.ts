/** What is in a DuckDB database: relations, columns and comments, each in one question. */
import type { CatalogTable, Session, SqlValue } from "../../core/adapter.ts";
import type { Relation } from "../../core/relation.ts";
import { duckdb as dialect } from "../../sql/dialects/duckdb.ts";
import { literal } from "../../sql/quote.ts";

export interface SchemaName {
  readonly database: string;
  readonly schema: string;
}

/** Tables and views of the schemas, by name; temporary ones are left out. */
export async function relationsOf(
  session: Session,
  schemas: readonly SchemaName[],
): Promise<Relation[]> {
  if (schemas.length === 0) return [];
  const among = condition(schemas);
  const { rows } = await session.query(
    `select database_name, schema_name, table_name as name, 'table' as kind
from duckdb_tables() where not temporary and not internal and ${among}
union all
select database_name, schema_name, view_name, 'view'
from duckdb_views() where not temporary and not internal and ${among}
order by 1, 2, 3`,
  );
  return rows.map(([database, schema, name, kind]) => ({
    database: String(database),
    schema: String(schema),
    name: String(name),
    kind: kind === "view" ? "view" : "table",
  }));
}

export async function schemasOf(session: Session, database: string): Promise<string[]> {
  const { rows } = await session.query(
    `select schema_name from duckdb_schemas()
where lower(database_name) = ${lowered(database)} and not internal or
  (lower(database_name) = ${lowered(database)} and schema_name = 'main')
order by 1`,
  );
  return rows.map(([name]) => String(name));
}

/** The tables and views with columns and comments: two questions, whatever their number. */
export async function catalogOf(
  session: Session,
  schemas: readonly SchemaName[],
): Promise<CatalogTable[]> {
  if (schemas.length === 0) return [];
  const among = condition(schemas);
  const tables = await session.query(
    `select database_name, schema_name, table_name, 'table', comment
from duckdb_tables() where not temporary and not internal and ${among}
union all
select database_name, schema_name, view_name, 'view', comment
from duckdb_views() where not temporary and not internal and ${among}
order by 1, 2, 3`,
  );
  const columns = await session.query(
    `select database_name, schema_name, table_name, column_name, data_type, comment
from duckdb_columns() where not internal and ${among}
order by 1, 2, 3, column_index`,
  );
  const byTable = new Map<string, (readonly SqlValue[])[]>();
  for (const row of columns.rows) {
    const rows = byTable.get(keyOf(row));
    if (rows) rows.push(row);
    else byTable.set(keyOf(row), [row]);
  }
  return tables.rows.map((row) => {
    const [database, schema, name, kind, comment] = row;
    return {
      database: String(database),
      schema: String(schema),
      name: String(name),
      kind: kind === "view" ? ("view" as const) : ("table" as const),
      comment: textOf(comment),
      owner: undefined,
      columns: (byTable.get(keyOf(row)) ?? []).map(([, , , column, type, note]) => ({
        name: String(column),
        type: String(type),
        comment: textOf(note),
      })),
    };
  });
}

const keyOf = ([database, schema, name]: readonly SqlValue[]): string =>
  JSON.stringify([database, schema, name]);

const textOf = (value: SqlValue | undefined): string | undefined =>
  typeof value === "string" ? value : undefined;

const lowered = (text: string): string => literal(text.toLowerCase(), dialect);

/** Names compare without case, as DuckDB's do. */
function condition(schemas: readonly SchemaName[]): string {
  const pairs = new Set(
    schemas.map(({ database, schema }) => `(${lowered(database)}, ${lowered(schema)})`),
  );
  return `(lower(database_name), lower(schema_name)) in (${[...pairs].join(", ")})`;
}
