/**
 * Names and types of the columns that a unit test's inputs have: from the warehouse where the input
 * is there, else from what the project says of it. A unit test needs no tables.
 */
import type { UnderTest } from "../compile/unit-test.ts";
import type { Session } from "../core/adapter.ts";
import type { Rendered } from "../core/compiled.ts";
import { type Manifest, nodeOf } from "../core/manifest.ts";
import type { JsonObject, ModelNode, NodeId, SeedNode, SnapshotNode } from "../core/node.ts";
import type { Column, RelationName } from "../core/relation.ts";
import { columnTypes, quotesColumns } from "../materializations/seed.ts";
import { rowsSql, unknownName } from "../unit-tests/fixture-sql.ts";
import { guessColumns } from "../unit-tests/guess-types.ts";
import { sourceRelation, targetOf } from "./label.ts";
import { seedFile } from "./materialize.ts";
import type { RunContext } from "./ports.ts";
import { storedName } from "./stored-name.ts";
import { fixture, withFixtures } from "./unit-query.ts";

interface Asking {
  readonly session: Session;
  readonly context: RunContext;
}

type Columns = readonly Column[] | undefined;

/** What was found out without the warehouse's tables: true for the whole run. */
const known = new WeakMap<Manifest, Map<NodeId, Promise<Columns>>>();

/** Columns that a property file gives types to; all of them, or what there is. */
function declared(id: NodeId, { manifest }: RunContext): { columns: Column[]; complete: boolean } {
  const node = nodeOf(manifest, id);
  const written = node && "columns" in node ? Object.values(node.columns) : [];
  const columns = written.flatMap(({ name, data_type: type }) => (type ? [{ name, type }] : []));
  return { columns, complete: columns.length > 0 && columns.length === written.length };
}

/** Columns of the relation as it stands in the warehouse. */
async function existing(id: NodeId, { session, context }: Asking): Promise<Columns> {
  const node = nodeOf(context.manifest, id);
  if (node === undefined) return undefined;
  const target: RelationName | undefined =
    node.resource_type === "source" ? sourceRelation(node) : targetOf(node);
  const quoting =
    node.resource_type === "source"
      ? { ...context.adapter.dialect.templates.quoting, ...node.quoting }
      : undefined;
  const columns = target && (await session.columns(storedName(target, quoting, context)));
  return columns && columns.length > 0 ? columns : undefined;
}

function inferred(id: NodeId, asking: Asking): Promise<Columns> {
  const { manifest } = asking.context;
  const found = known.get(manifest) ?? new Map<NodeId, Promise<Columns>>();
  known.set(manifest, found);
  let columns = found.get(id);
  if (columns === undefined) {
    columns = infer(id, asking);
    found.set(id, columns);
  }
  return columns;
}

async function infer(id: NodeId, asking: Asking): Promise<Columns> {
  const node = asking.context.manifest.nodes.get(id);
  const { columns, complete } = declared(id, asking.context);
  switch (node?.resource_type) {
    case "model":
      return node.contract.enforced && complete ? columns : ofSelect(node, asking);
    case "snapshot": {
      const own = await ofSelect(node, asking);
      return own && [...own, ...snapshotColumns(node)];
    }
    case "seed":
      return ofSeed(node, asking);
    default:
      return complete ? columns : ofTwin(id, asking);
  }
}

const builderIndexes = new WeakMap<Manifest, ReadonlyMap<string, NodeId>>();

/** The nodes that build relations, by the relation's name as SQL writes it. */
function builders(manifest: Manifest): ReadonlyMap<string, NodeId> {
  const index =
    builderIndexes.get(manifest) ??
    new Map(
      [...manifest.nodes.values()]
        .filter((node) => targetOf(node) !== undefined)
        .map((node) => [node.relation_name ?? "", node.unique_id]),
    );
  builderIndexes.set(manifest, index);
  return index;
}

/** A source may be a table that the project itself builds, a seed most often. */
async function ofTwin(id: NodeId, asking: Asking): Promise<Columns> {
  const { manifest } = asking.context;
  const source = manifest.sources.get(id);
  if (source === undefined) return undefined;
  const twin = builders(manifest).get(source.relation_name);
  return twin && inferred(twin, asking);
}

/** The columns that a snapshot adds to those of its select. */
function snapshotColumns({ config }: SnapshotNode): Column[] {
  const names = config["snapshot_meta_column_names"] as JsonObject | null | undefined;
  const types = {
    dbt_scd_id: "varchar",
    dbt_updated_at: "timestamp",
    dbt_valid_from: "timestamp",
    dbt_valid_to: "timestamp",
  };
  return Object.entries(types).map(([name, type]) => ({
    name: String(names?.[name] ?? name),
    type,
  }));
}

async function ofSeed(node: SeedNode, { session, context }: Asking): Promise<Columns> {
  const file = seedFile(node, context.project);
  const target = targetOf(node);
  if (!file || !target) return undefined;
  return context.adapter.seedColumns?.(session, {
    ...file,
    target,
    columnTypes: columnTypes(node),
    quoteColumns: quotesColumns(node.config, context.adapter.dialect),
    truncate: false,
  });
}

/** What a select gives when its inputs are empty. A select that cannot be bound says nothing. */
async function ofSelect(node: ModelNode | SnapshotNode, asking: Asking): Promise<Columns> {
  const { session, context } = asking;
  try {
    const read = new Map<NodeId, string>();
    const underTest: UnderTest = {
      inputs: {
        cte(id) {
          const alias = read.get(id) ?? `input_${read.size}`;
          read.set(id, alias);
          return alias;
        },
      },
      self: undefined,
      overrides: { macros: { is_incremental: false }, vars: {}, env_vars: {} },
    };
    const query = await context.compiler.compile(node.unique_id, { session, underTest });
    const ctes: { name: string; query: Rendered }[] = [];
    for (const [id, alias] of read) {
      const columns = (await existing(id, asking)) ?? (await inferred(id, asking));
      if (columns === undefined) return undefined;
      ctes.push(fixture(alias, rowsSql([], columns, context.adapter.dialect)));
    }
    const rendered = { text: query.sql, spans: query.spans };
    return await session.describe(withFixtures(rendered, ctes, context.adapter.dialect).text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const message = `no types from the select of ${node.unique_id}: ${reason}`;
    context.emit({ type: "log", level: "debug", message, at: context.clock.now() });
    return undefined;
  }
}

export interface InputColumns {
  readonly columns: readonly Column[];
  /** Made up from the rows: whether a name in them is right cannot be said. */
  readonly guessed: boolean;
}

/**
 * The columns of an input that is given these rows. A table in the warehouse that lacks one of the
 * names may be of before the last change of its model: then the model's own select counts.
 */
export async function columnsOfInput(
  id: NodeId,
  rows: readonly JsonObject[],
  asking: Asking,
): Promise<InputColumns> {
  const real = await existing(id, asking);
  if (real && !unknownName(rows, real)) return { columns: real, guessed: false };
  const own = await inferred(id, asking);
  if (own && (!real || !unknownName(rows, own))) return { columns: own, guessed: false };
  if (real) return { columns: real, guessed: false };
  return { columns: guessColumns(rows, declared(id, asking.context).columns), guessed: true };
}
