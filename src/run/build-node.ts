/** Builds one model, seed or snapshot: compile, then drive its materialization on a session. */
import type { Session, StatementResult } from "../core/adapter.ts";
import type { Compiled } from "../core/compiled.ts";
import type { NodeLabel, NodeResult } from "../core/event.ts";
import type { JsonObject, ModelNode, SeedNode, SnapshotNode } from "../core/node.ts";
import type { Project } from "../core/project.ts";
import type { RelationKind } from "../core/relation.ts";
import { drive } from "../materializations/drive.ts";
import type { MaterializationInput, Step } from "../materializations/materialization.ts";
import { materializationNamed } from "../materializations/registry.ts";
import { type CompiledFiles, compiledPath } from "./compiled-files.ts";
import { targetOf } from "./label.ts";
import { hooksOf, runHook } from "./node-hooks.ts";
import type { RunContext } from "./ports.ts";
import { blankResult, failed, responseOf, type Stopwatch, targetFile } from "./results.ts";
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

const noSpans = { locate: () => undefined };

/** Seeds have no template. */
async function compiledOf(node: BuiltNode, { session, context, written }: Work): Promise<Compiled> {
  if (node.resource_type === "seed") {
    return { id: node.unique_id, sql: "", spans: noSpans, config: node.config };
  }
  const compiled = await context.compiler.compile(node.unique_id, session);
  written.add(compiledPath("compiled", node), compiled.sql);
  return compiled;
}

function packageRoot({ root, packages }: Project, name: string): string {
  return (packages.find((other) => other.name === name) ?? root).root;
}

function seedFile(node: BuiltNode, project: Project): MaterializationInput["seed"] {
  if (node.resource_type !== "seed") return undefined;
  const root = node.root_path ?? packageRoot(project, node.package_name);
  const { delimiter } = node.config;
  return {
    file: `${root}/${node.original_file_path}`,
    delimiter: typeof delimiter === "string" ? delimiter : ",",
  };
}

/** `full_refresh` of a node wins over the flag: it protects tables that cannot be built again. */
function fullRefresh(config: JsonObject, flag: boolean): boolean {
  const own = config["full_refresh"];
  return typeof own === "boolean" ? own : flag;
}

function inputFor(
  node: BuiltNode,
  { sql, config }: Compiled,
  { invocation, adapter, project, relations }: RunContext,
): MaterializationInput {
  const target = targetOf(node);
  if (!target) throw new Error(`${node.unique_id} has no relation to build`);
  return {
    target: { ...target, database: target.database ?? adapter.defaultDatabase },
    existing: relations.get(target),
    select: sql,
    config,
    dialect: adapter.dialect,
    fullRefresh: fullRefresh(config, invocation.fullRefresh),
    preHooks: hooksOf(config, "pre"),
    postHooks: hooksOf(config, "post"),
    description: node.description,
    columns: node.columns,
    constraints: node.resource_type === "model" ? node.constraints : [],
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

function kindLeft(materialized: string): RelationKind {
  return materialized === "view" || materialized === "materialized_view" ? materialized : "table";
}

async function materialize(
  node: BuiltNode,
  compiled: Compiled,
  { context, session, written, ...work }: Work,
): Promise<StatementResult | undefined> {
  const { relations, compiler } = context;
  const { config, spans } = compiled;
  const materialized = String(config["materialized"] ?? node.resource_type);
  const input = inputFor(node, compiled, context);
  const hooks = { pre: hooksOf(config, "pre"), post: hooksOf(config, "post") };
  let sent: Sent | undefined;
  try {
    const result = await drive(materializationNamed(materialized).plan(input), {
      session,
      hook: async (when, index) => {
        const hook = hooks[when][index];
        if (hook) await runHook(hook.sql, node.unique_id, session, compiler);
      },
      seed: (step) => loadSeed(step, { ...work, context, session, written }),
      onStatement: ({ sql, main, selectAt }) => {
        if (!main) return;
        if (selectAt !== undefined) sent = { statement: sql, spans, from: selectAt };
        written.add(compiledPath("run", node), sql);
      },
    });
    relations.add({ ...input.target, kind: kindLeft(materialized) });
    return result;
  } catch (error) {
    throw locateSqlError(error, sent);
  }
}

/** Never rejects for what goes wrong with the node: that is its result. */
export async function buildNode(node: BuiltNode, work: Work): Promise<NodeResult> {
  const { label, thread, stopwatch, context } = work;
  const compiles = node.resource_type !== "seed";
  let result: NodeResult = { ...blankResult(label, thread), relationName: node.relation_name };
  try {
    const compiled = await stopwatch.phase("compile", () => compiledOf(node, work));
    if (compiles) {
      const path = compiledPath("compiled", node);
      const shown = targetFile(context.project, path);
      result = { ...result, compiled: true, compiledCode: compiled.sql, compiledPath: shown };
    }
    const done = await stopwatch.phase("execute", () => materialize(node, compiled, work));
    const { message = "OK" } = done ?? {};
    const adapterResponse = done ? responseOf(done) : {};
    result = { ...result, status: "success", message, adapterResponse };
  } catch (error) {
    result = failed(result, error, context);
  }
  return { ...result, timing: stopwatch.timing, executionTime: stopwatch.seconds };
}
