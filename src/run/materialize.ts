/** Drives the materialization of one node, or of one batch of it, on a session. */
import type { Session, StatementResult } from "../core/adapter.ts";
import type { Compiled } from "../core/compiled.ts";
import type { NodeLabel } from "../core/event.ts";
import type { JsonObject, ModelNode, SeedNode, SnapshotNode } from "../core/node.ts";
import type { Project } from "../core/project.ts";
import type { RelationKind } from "../core/relation.ts";
import { drive } from "../materializations/drive.ts";
import type { MaterializationInput, Step } from "../materializations/materialization.ts";
import { materializationNamed } from "../materializations/registry.ts";
import { type CompiledFiles, compiledPath } from "./compiled-files.ts";
import { type Constrained, pointsToNodes, withRelations } from "./foreign-keys.ts";
import { targetOf } from "./label.ts";
import { hooksOf, type NodeHook, runHook } from "./node-hooks.ts";
import type { RunContext } from "./ports.ts";
import type { Stopwatch } from "./results.ts";
import { locateSqlError, type Sent } from "./sql-error.ts";

export type BuiltNode = ModelNode | SeedNode | SnapshotNode;

export interface Work {
  readonly label: NodeLabel;
  readonly thread: number;
  readonly session: Session;
  readonly stopwatch: Stopwatch;
  readonly context: RunContext;
  readonly written: CompiledFiles;
}

/** What is special about the part of a node that is built now; a node in one go has nothing special. */
export interface Part {
  readonly fullRefresh: boolean;
  readonly pre: readonly NodeHook[];
  readonly post: readonly NodeHook[];
  readonly batch?: MaterializationInput["batch"];
  /** Where the main statement is written, below `target/`. */
  readonly runPath: string;
}

function packageRoot({ root, packages }: Project, name: string): string {
  return (packages.find((other) => other.name === name) ?? root).root;
}

/** The CSV file of a seed; `undefined` for other nodes. */
export function seedFile(node: BuiltNode, project: Project): MaterializationInput["seed"] {
  if (node.resource_type !== "seed") return undefined;
  const root = node.root_path ?? packageRoot(project, node.package_name);
  const { delimiter } = node.config;
  return {
    file: `${root}/${node.original_file_path}`,
    delimiter: typeof delimiter === "string" ? delimiter : ",",
  };
}

/** `full_refresh` of a node wins over the flag: it protects tables that cannot be built again. */
export function fullRefresh(config: JsonObject, flag: boolean): boolean {
  const own = config["full_refresh"];
  return typeof own === "boolean" ? own : flag;
}

function inputFor(
  node: BuiltNode,
  { sql, config }: Compiled,
  { adapter, project, relations }: RunContext,
  part: Part,
  constrained: Constrained,
): MaterializationInput {
  const target = targetOf(node);
  if (!target) throw new Error(`${node.unique_id} has no relation to build`);
  return {
    target: { ...target, database: target.database ?? adapter.defaultDatabase },
    existing: relations.get(target),
    leftover: (name) => relations.get({ ...target, name }),
    select: sql,
    config,
    dialect: adapter.dialect,
    fullRefresh: part.fullRefresh,
    preHooks: part.pre,
    postHooks: part.post,
    batch: part.batch,
    description: node.description,
    ...constrained,
    seed: seedFile(node, project),
  };
}

async function loadSeed(
  { load, message }: Extract<Step, { kind: "seed" }>,
  { session, context }: Work,
): Promise<StatementResult> {
  const result = await context.adapter.loadSeed(session, load);
  return { ...result, message: `${message} ${result.rowsAffected ?? ""}`.trimEnd() };
}

const constraintsOf = (node: BuiltNode): Constrained => ({
  columns: node.columns,
  constraints: node.resource_type === "model" ? node.constraints : [],
});

function kindLeft(materialized: string): RelationKind {
  return materialized === "view" || materialized === "materialized_view" ? materialized : "table";
}

/** A node in one go. */
export function wholeNode(node: BuiltNode, { config }: Compiled, flag: boolean): Part {
  return {
    fullRefresh: fullRefresh(config, flag),
    pre: hooksOf(config, "pre"),
    post: hooksOf(config, "post"),
    runPath: compiledPath("run", node),
  };
}

/** @throws PtxError with the place in the template, where the warehouse points into it. */
export async function materialize(
  node: BuiltNode,
  compiled: Compiled,
  part: Part,
  work: Work,
): Promise<StatementResult | undefined> {
  const { context, session, written } = work;
  const { relations, compiler } = context;
  const { dialect } = context.adapter;
  const { config, spans } = compiled;
  const materialized = String(config["materialized"] ?? node.resource_type);
  const built = compiler.materialize && (await compiler.materialize(compiled, session));
  if (built !== undefined) {
    for (const relation of built.relations) relations.add(relation);
    written.add(part.runPath, built.statement);
    return built.response;
  }
  const declared = constraintsOf(node);
  const constrained = pointsToNodes(declared)
    ? await withRelations(declared, node.unique_id, session, compiler, dialect.capabilities)
    : declared;
  const input = inputFor(node, compiled, context, part, constrained);
  let sent: Sent | undefined;
  try {
    const result = await drive(materializationNamed(materialized).plan(input), {
      session,
      hook: async (when, index) => {
        const hook = part[when][index];
        if (hook) await runHook(when, hook.sql, node.unique_id, session, compiler);
      },
      seed: (step) => loadSeed(step, work),
      warn: (message) =>
        context.emit({ type: "log", level: "warn", message, at: context.clock.now() }),
      onStatement: ({ sql, main, selectAt }) => {
        if (!main) return;
        if (selectAt !== undefined) {
          sent = { statement: sql, spans, from: selectAt, length: compiled.sql.length };
        }
        written.add(part.runPath, sql);
      },
    });
    relations.add({ ...input.target, kind: kindLeft(materialized) });
    return result;
  } catch (error) {
    throw locateSqlError(error, sent);
  }
}
