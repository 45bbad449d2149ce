/** What is in BigQuery: datasets, tables and views by the interface, descriptions by one question a dataset. */
import type { CatalogTable, Modified, Session, SqlValue } from "../../core/adapter.ts";
import type { Relation, RelationKind, RelationName } from "../../core/relation.ts";
import { informationOf } from "../../sql/dialects/bigquery.ts";
import { layoutOf } from "../../sql/dialects/bigquery-partitions.ts";
import type { DatasetList, Partitioned, TableList, TableResource } from "./api.ts";
import type { Client } from "./client.ts";
import { Failure } from "./failure.ts";

export interface SchemaName {
  readonly database: string;
  readonly schema: string;
}

const kinds: Readonly<Record<string, RelationKind>> = {
  TABLE: "table",
  "BASE TABLE": "table",
  CLONE: "table",
  SNAPSHOT: "table",
  VIEW: "view",
  MATERIALIZED_VIEW: "materialized_view",
  "MATERIALIZED VIEW": "materialized_view",
  EXTERNAL: "external",
};

const kindOf = (type: string | undefined): RelationKind => kinds[type ?? "TABLE"] ?? "external";

/** How many requests are under way at once. */
const atOnce = 8;

/** Answers in the order of the questions, a few at a time. */
async function each<T, R>(items: readonly T[], ask: (item: T) => Promise<R>): Promise<R[]> {
  const answers: R[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let i = next++; i < items.length; i = next++) {
      const item = items[i];
      if (item !== undefined) answers[i] = await ask(item);
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, worker));
  return answers;
}

/** What is not there, and what we may not see, is `undefined`. */
async function orNothing<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof Failure && error.status === 404) return undefined;
    throw error;
  }
}

export const readTable = (
  client: Client,
  { database, schema, name }: RelationName,
): Promise<TableResource | undefined> =>
  orNothing(
    client.ask<TableResource>({
      path: `/datasets/${encodeURIComponent(schema)}/tables/${encodeURIComponent(name)}`,
      project: database ?? client.settings.database,
    }),
  );

/** One question a dataset, and one more for each further thousand of its tables. */
export async function relationsOf(
  client: Client,
  schemas: readonly SchemaName[],
): Promise<Relation[]> {
  return (await each(schemas, (schema) => relationsIn(client, schema))).flat();
}

async function relationsIn(client: Client, { database, schema }: SchemaName): Promise<Relation[]> {
  const relations: Relation[] = [];
  let pageToken: string | undefined;
  do {
    const page = await orNothing(
      client.ask<TableList>({
        path: `/datasets/${encodeURIComponent(schema)}/tables`,
        project: database,
        query: { maxResults: 1000, pageToken },
      }),
    );
    for (const table of page?.tables ?? []) {
      const kind = kindOf(table.type);
      const name = table.tableReference.tableId;
      const layout = kind === "table" ? { layout: layoutIn(table) } : {};
      relations.push({ database, schema, name, kind, ...layout });
    }
    pageToken = page?.nextPageToken;
  } while (pageToken !== undefined && pageToken !== "");
  return relations;
}

/** Partitions and clusters in the words that the dialect uses for those of a config. */
function layoutIn({ timePartitioning, rangePartitioning, clustering }: Partitioned): string {
  const time = timePartitioning && {
    field: timePartitioning.field,
    granularity: timePartitioning.type ?? "DAY",
  };
  const { start = "0", end = "0", interval = "0" } = rangePartitioning?.range ?? {};
  const range = rangePartitioning && { field: rangePartitioning.field, start, end, interval };
  return layoutOf(time ?? range, clustering?.fields ?? []);
}

export async function schemasOf(client: Client, database: string): Promise<string[]> {
  const names: string[] = [];
  let pageToken: string | undefined;
  do {
    const page = await client.ask<DatasetList>({
      path: "/datasets",
      project: database,
      query: { maxResults: 1000, pageToken },
    });
    for (const { datasetReference } of page.datasets ?? []) names.push(datasetReference.datasetId);
    pageToken = page.nextPageToken;
  } while (pageToken !== undefined && pageToken !== "");
  return names;
}

/** Times of the last change of rows; a view has only that of its definition. */
export async function lastModifiedOf(
  client: Client,
  relations: readonly RelationName[],
): Promise<(Modified | undefined)[]> {
  return each(relations, async (relation) => {
    const table = await readTable(client, relation);
    const time = table?.lastModifiedTime;
    if (time === undefined || table?.type === "VIEW") return undefined;
    return { at: new Date(Number(time)).toISOString(), askedAt: new Date().toISOString() };
  });
}

/** Relations with their columns, nested ones too, each by its path, and descriptions. */
export async function catalogOf(
  session: Session,
  schemas: readonly SchemaName[],
): Promise<CatalogTable[]> {
  const found = await each(schemas, async ({ database, schema }) => {
    const { rows } = await session.query(catalogQuery({ database, schema }));
    return tablesOf(rows, { database, schema });
  });
  return found.flat();
}

function catalogQuery({ database, schema }: SchemaName): string {
  const from = (name: string) => `${informationOf({ database, schema })}.${name}`;
  return `select t.table_name, t.table_type, o.option_value, p.field_path, p.data_type, p.description
from ${from("TABLES")} as t
left join ${from("TABLE_OPTIONS")} as o
  on o.table_name = t.table_name and o.option_name = 'description'
left join ${from("COLUMN_FIELD_PATHS")} as p on p.table_name = t.table_name
left join ${from("COLUMNS")} as c
  on c.table_name = p.table_name and c.column_name = p.column_name
order by t.table_name, c.ordinal_position, p.field_path`;
}

function tablesOf(
  rows: readonly (readonly SqlValue[])[],
  { database, schema }: SchemaName,
): CatalogTable[] {
  const tables = new Map<string, CatalogTable & { columns: CatalogTable["columns"][number][] }>();
  for (const [table, type, option, column, dataType, note] of rows) {
    const name = String(table);
    const known = tables.get(name) ?? {
      database,
      schema,
      name,
      kind: kindOf(String(type)),
      comment: unquoted(option),
      owner: undefined,
      columns: [],
    };
    tables.set(name, known);
    if (typeof column !== "string") continue;
    const comment = typeof note === "string" && note !== "" ? note : undefined;
    known.columns.push({ name: column, type: String(dataType), comment });
  }
  return [...tables.values()];
}

const escaped: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t" };

/** Options are listed as SQL writes them: `"a text"`. */
function unquoted(option: SqlValue | undefined): string | undefined {
  if (typeof option !== "string" || option === "") return undefined;
  const inner = /^"([\s\S]*)"$/.exec(option)?.[1] ?? option;
  return inner.replace(/\\(.)/g, (_, character: string) => escaped[character] ?? character);
}
