/**
 * `ptx clone`: the models, seeds and snapshots of another run, here, without building them: tables
 * as copies that share their rows, where the warehouse has such; all else as views.
 */
import type { Dialect } from "../../core/dialect.ts";
import type { Manifest } from "../../core/manifest.ts";
import type { JsonObject, ManifestNode, ModelNode, NodeId } from "../../core/node.ts";
import { objectOf } from "../../project/json.ts";
import { executePlan } from "../../run/execute.ts";
import { planRun } from "../../run/plan.ts";
import type { RelationIndex } from "../../run/relation-index.ts";
import { writeManifestOnce, writeRunResults } from "../artifacts.ts";
import type { CommandRun } from "../command.ts";
import { warn } from "../console.ts";
import { withDeferral } from "../earlier-state.ts";
import { withWarehouse } from "../running.ts";
import { nothingSelected, selectNodes } from "../selecting.ts";
import { openWorkspace } from "../workspace.ts";

type Cloned = Extract<ManifestNode, { defer_relation: unknown }>;

/** What a node leaves behind is a table. */
const tabular: ReadonlySet<unknown> = new Set(["table", "incremental", "seed", "snapshot"]);

/** How the relation of the state comes here: its config says what it is there. */
function wayOf(node: Cloned, state: JsonObject, { ddl }: Dialect): JsonObject {
  const from = String(state["relation_name"]);
  const there = objectOf(state["config"])["materialized"] ?? node.config["materialized"];
  const copied = tabular.has(there) && ddl.clone(from, from, {}) !== undefined;
  return copied
    ? { ...node.config, materialized: "clone", clone_of: from, "pre-hook": [], "post-hook": [] }
    : { materialized: "view" };
}

/** A copy of the relation of the state, or a view over it, in place of what the node would build. */
function copyOf(node: Cloned, state: JsonObject, dialect: Dialect): ModelNode {
  return {
    ...node,
    resource_type: "model",
    config: {
      enabled: true,
      tags: [],
      meta: {},
      quoting: node.config["quoting"] ?? {},
      ...wayOf(node, state, dialect),
    },
    raw_code: `{% raw %}select * from ${String(state["relation_name"])}{% endraw %}`,
    refs: [],
    sources: [],
    metrics: [],
    constraints: [],
    depends_on: { macros: [], nodes: [] },
    contract: { enforced: false, alias_types: true, checksum: null },
    language: "sql",
  } as unknown as ModelNode;
}

/** The manifest in which all that the state has is a copy of it. */
function clonedManifest(
  manifest: Manifest,
  dialect: Dialect,
): { manifest: Manifest; known: ReadonlySet<NodeId> } {
  const nodes = new Map<NodeId, ManifestNode>(manifest.nodes);
  const known = new Set<NodeId>();
  for (const [id, node] of manifest.nodes) {
    // Hooks of runs are no part of cloning.
    if (node.resource_type === "operation") nodes.delete(id);
    const state = "defer_relation" in node ? node.defer_relation : null;
    if (!state || state["relation_name"] === null) continue;
    nodes.set(id, copyOf(node as Cloned, state, dialect));
    known.add(id);
  }
  return { manifest: { ...manifest, nodes }, known };
}

const exists = (node: ManifestNode | undefined, relations: RelationIndex): boolean =>
  node !== undefined &&
  relations.get({
    database: node.database ?? undefined,
    schema: node.schema,
    name: node.alias,
  }) !== undefined;

/** Says what is left out, since nothing else will. */
function leftOut({ environment }: CommandRun, absent: number, kept: number): void {
  const { stdout } = environment;
  const counted = (count: number) => (count === 1 ? "1 relation" : `${count} relations`);
  if (absent > 0) stdout.write(`${counted(absent)} left out: not in the state.\n`);
  if (kept > 0) {
    stdout.write(`${counted(kept)} left in place (--full-refresh replaces what exists).\n`);
  }
}

export async function clone(run: CommandRun): Promise<number> {
  const { environment, options } = run;
  const workspace = withDeferral(await openWorkspace(run), run, { always: true });
  const { project, invocation } = workspace;
  const { selected, warnings } = selectNodes(run, workspace, "clone");
  const found = [...workspace.manifest.diagnostics, ...warnings];
  const empty = selected.length === 0 ? [nothingSelected] : [];
  warn([...found, ...empty], environment, options, project.root.root);
  const { manifest, known } = clonedManifest(workspace.manifest, project.dialect);
  const relational = selected.filter(
    (id) => workspace.manifest.nodes.get(id)?.config["materialized"] !== "ephemeral",
  );
  const wanted = relational.filter((id) => known.has(id));
  const cloning = { ...workspace, manifest };
  const ok = await withWarehouse(run, cloning, wanted, async ({ context, options: running }) => {
    const { fullRefresh } = invocation;
    const absent = (id: NodeId) =>
      fullRefresh || !exists(manifest.nodes.get(id), context.relations);
    const todo = wanted.filter(absent);
    leftOut(run, relational.length - wanted.length, wanted.length - todo.length);
    const plan = planRun({
      manifest,
      selected: new Set(todo),
      command: "run",
      threads: project.target.threads,
      fullRefresh,
      lastSeconds: new Map(),
      existing: context.relations,
      storeFailures: false,
    });
    const { results, ok: done } = await executePlan(plan, context, running);
    writeRunResults(environment.files, workspace, results);
    writeManifestOnce(environment.files, workspace);
    return done;
  });
  return ok ? 0 : 1;
}
