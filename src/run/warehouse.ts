/** What a run does to the warehouse as a whole, before any node: schemas, and what exists. */
import type { Adapter } from "../core/adapter.ts";
import type { AnyNode } from "../core/node.ts";
import { targetOf } from "./label.ts";
import { RelationIndex } from "./relation-index.ts";
import { storesFailures } from "./stored.ts";

interface SchemaName {
  readonly database: string;
  readonly schema: string;
}

const keyOf = ({ database, schema }: SchemaName): string => `${database}\n${schema}`.toLowerCase();

/**
 * The schemas that nodes are built in, each once. Tests count only where they store
 * failures.
 *
 * @param storeFailures `--store-failures`.
 */
export function schemasOf(
  nodes: Iterable<AnyNode>,
  defaultDatabase: string,
  storeFailures: boolean,
): readonly SchemaName[] {
  const found = new Map<string, SchemaName>();
  for (const node of nodes) {
    const target =
      node.resource_type === "test" && storesFailures(node, storeFailures)
        ? { database: node.database ?? undefined, schema: node.schema }
        : targetOf(node);
    if (!target) continue;
    const name = { database: target.database ?? defaultDatabase, schema: target.schema };
    found.set(keyOf(name), name);
  }
  return [...found.values()];
}

/** What is in the given schemas, in one round trip; schemas that do not exist hold nothing. */
export async function loadRelations(
  adapter: Adapter,
  schemas: readonly SchemaName[],
): Promise<RelationIndex> {
  const relations = schemas.length === 0 ? [] : await adapter.relations(schemas);
  return new RelationIndex(adapter.defaultDatabase, relations);
}

/** Creates the schemas that are not there; databases are asked at the same time. */
export async function createSchemas(
  adapter: Adapter,
  wanted: readonly SchemaName[],
): Promise<void> {
  const databases = [...new Set(wanted.map(({ database }) => database))];
  const there = new Set<string>();
  await Promise.all(
    databases.map(async (database) => {
      for (const schema of await adapter.schemas(database)) there.add(keyOf({ database, schema }));
    }),
  );
  // One after another: creating schemas at once conflicts in some catalogs.
  for (const name of wanted) {
    if (!there.has(keyOf(name))) await adapter.createSchema(name.database, name.schema);
  }
}
