/** What is in Snowflake: relations, columns and comments, each in one question. */
import type { CatalogTable, Modified, Session, SqlValue } from "../../core/adapter.ts";
import type { Relation, RelationKind, RelationName } from "../../core/relation.ts";
import { snowflake as dialect } from "../../sql/dialects/snowflake.ts";
import { literal, quoteIdentifier } from "../../sql/quote.ts";

export interface SchemaName {
  readonly database: string;
  readonly schema: string;
}

const kinds: Readonly<Record<string, RelationKind>> = {
  VIEW: "view",
  "MATERIALIZED VIEW": "materialized_view",
  "EXTERNAL TABLE": "external",
};

const kindOf = (type: SqlValue | undefined, dynamic: SqlValue | undefined): RelationKind =>
  dynamic === "YES" ? "dynamic_table" : (kinds[String(type)] ?? "table");

const text = (value: string): string => literal(value, dialect);
const upper = (value: string): string => text(value.toUpperCase());

/** The views of a database's own catalog. Names of databases are given as the target has them. */
function catalogView(database: string, view: string): string {
  const name = /^[a-z_][a-z0-9_$]*$/i.test(database) ? database.toUpperCase() : database;
  return `${quoteIdentifier(name, dialect)}.information_schema.${view}`;
}

/** Schemas by database; their names compare without case. */
function byDatabase(schemas: readonly SchemaName[]): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const { database, schema } of schemas) {
    const key = database.toUpperCase();
    found.set(key, [...(found.get(key) ?? []), schema]);
  }
  return found;
}

/** One select for all databases. */
function union(
  schemas: readonly SchemaName[],
  select: (database: string, among: string) => string,
): string {
  return [...byDatabase(schemas)]
    .map(([database, names]) => select(database, [...new Set(names.map(upper))].join(", ")))
    .join("\nunion all\n");
}

/** The relations of the schemas, by name. */
export async function relationsOf(
  session: Session,
  schemas: readonly SchemaName[],
): Promise<Relation[]> {
  if (schemas.length === 0) return [];
  const { rows } = await session.query(
    `${union(
      schemas,
      (database, among) => `select table_catalog, table_schema, table_name, table_type, is_dynamic
from ${catalogView(database, "tables")}
where upper(table_schema) in (${among})`,
    )}\norder by 1, 2, 3`,
  );
  return rows.map(([database, schema, name, type, dynamic]) => ({
    database: String(database),
    schema: String(schema),
    name: String(name),
    kind: kindOf(type, dynamic),
  }));
}

export async function schemasOf(session: Session, database: string): Promise<string[]> {
  const { rows } = await session.query(
    `select schema_name from ${catalogView(database, "schemata")} order by 1`,
  );
  return rows.map(([name]) => String(name));
}

/** The relations with their columns, comments and owners, in one question whatever their number. */
export async function catalogOf(
  session: Session,
  schemas: readonly SchemaName[],
): Promise<CatalogTable[]> {
  if (schemas.length === 0) return [];
  const { rows } = await session.query(
    `${union(
      schemas,
      (database, among) => `select t.table_catalog, t.table_schema, t.table_name, t.table_type,
  t.is_dynamic, t.comment as table_comment, t.table_owner,
  c.column_name, c.data_type, c.comment as column_comment, c.ordinal_position
from ${catalogView(database, "tables")} t
left join ${catalogView(database, "columns")} c
  on c.table_schema = t.table_schema and c.table_name = t.table_name
where upper(t.table_schema) in (${among})`,
    )}\norder by 1, 2, 3, 11`,
  );
  const tables = new Map<string, CatalogTable & { columns: CatalogTable["columns"][number][] }>();
  for (const row of rows) {
    const [database, schema, name, type, dynamic, comment, owner, column, dataType, note] = row;
    const key = JSON.stringify([database, schema, name]);
    const table = tables.get(key) ?? {
      database: String(database),
      schema: String(schema),
      name: String(name),
      kind: kindOf(type, dynamic),
      comment: textOf(comment),
      owner: textOf(owner),
      columns: [],
    };
    tables.set(key, table);
    if (column === null) continue;
    table.columns.push({ name: String(column), type: String(dataType), comment: textOf(note) });
  }
  return [...tables.values()];
}

/** When each relation last changed, and the time there; `undefined` for those that are not there. */
export async function lastModifiedOf(
  session: Session,
  relations: readonly RelationName[],
  defaultDatabase: string,
): Promise<(Modified | undefined)[]> {
  if (relations.length === 0) return [];
  const databases = new Set(
    relations.map(({ database }) => (database ?? defaultDatabase).toUpperCase()),
  );
  const schemas = [...new Set(relations.map(({ schema }) => upper(schema)))].join(", ");
  const names = [...new Set(relations.map(({ name }) => upper(name)))].join(", ");
  const milliseconds = (time: string) => `date_part(epoch_millisecond, ${time})`;
  const { rows } = await session.query(
    [...databases]
      .map(
        (database) => `select table_catalog, table_schema, table_name,
  ${milliseconds("last_altered")}, ${milliseconds("current_timestamp()")}
from ${catalogView(database, "tables")}
where upper(table_schema) in (${schemas}) and upper(table_name) in (${names})`,
      )
      .join("\nunion all\n"),
  );
  const keyOf = (...parts: unknown[]) => parts.join("\n").toUpperCase();
  const found = new Map(
    rows.map(([database, schema, name, at, askedAt]) => [
      keyOf(database, schema, name),
      { at: isoOf(at), askedAt: isoOf(askedAt) },
    ]),
  );
  return relations.map(({ database, schema, name }) =>
    found.get(keyOf(database ?? defaultDatabase, schema, name)),
  );
}

const isoOf = (milliseconds: SqlValue | undefined): string =>
  new Date(Number(milliseconds)).toISOString();

const textOf = (value: SqlValue | undefined): string | undefined =>
  typeof value === "string" && value !== "" ? value : undefined;
