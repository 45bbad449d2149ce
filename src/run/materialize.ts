/** Drives the materialization of one node, or of one batch of it, on a session. */

import type { Session, StatementResult } from "../core/adapter.ts";
import { pause } from "../core/backoff.ts";
import type { Compiled } from "../core/compiled.ts";
import { PtxError } from "../core/error.ts";
import type { NodeLabel } from "../core/event.ts";
import type { FunctionNode, JsonObject, ModelNode, SeedNode, SnapshotNode } from "../core/node.ts";
import type { Project } from "../core/project.ts";
import type { RelationKind, RelationName } from "../core/relation.ts";
import { drive } from "../materializations/drive.ts";
import type { MaterializationInput, Plan, Step } from "../materializations/materialization.ts";
import { materializationNamed } from "../materializations/registry.ts";
import { type CompiledFiles, compiledPath } from "./compiled-files.ts";
import { type Constrained, pointsToNodes, withRelations } from "./foreign-keys.ts";
import { targetOf } from "./label.ts";
import { hooksOf, type NodeHook, runHook } from "./node-hooks.ts";
import type { RunContext } from "./ports.ts";
import type { Stopwatch } from "./results.ts";
import { locateSqlError, type Sent, sqlErrorFacts } from "./sql-error.ts";
import { storedName } from "./stored-name.ts";

export type BuiltNode = ModelNode | SeedNode | SnapshotNode | FunctionNode;

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

/** What a materialization gets to know. @throws PtxError PTX4108 for a name that is too long. */
export function inputFor(
  node: BuiltNode,
  { sql, config }: Pick<Compiled, "sql" | "config">,
  { adapter, project, relations, invocation }: RunContext,
  part: Omit<Part, "runPath">,
  constrained: Constrained,
): MaterializationInput {
  const written = targetOf(node);
  if (!written) throw new Error(`${node.unique_id} has no relation to build`);
  assertLength(written, adapter.dialect.capabilities.maxIdentifierLength);
  const target = storedName(written, config["quoting"], { adapter, project });
  return {
    target,
    existing: relations.get(target),
    leftover: (name) => relations.get({ ...target, name }),
    select: sql,
    config,
    dialect: adapter.dialect,
    fullRefresh: part.fullRefresh,
    startedAt: invocation.startedAt,
    preHooks: part.pre,
    postHooks: part.post,
    batch: part.batch,
    description: node.description,
    ...constrained,
    seed: seedFile(node, project),
  };
}

/** @throws PtxError PTX4108 for a name that the warehouse would cut. */
function assertLength({ name }: RelationName, longest: number): void {
  if (name.length <= longest) return;
  throw new PtxError("PTX4108", `Relation name '${name}' is longer than ${longest} characters`, {
    hint: "Give the node a shorter `alias`.",
  });
}

async function loadSeed(
  { load, message }: Extract<Step, { kind: "seed" }>,
  { session, context }: Work,
): Promise<StatementResult> {
  const result = await context.adapter.loadSeed(session, load);
  return { ...result, message: `${message} ${result.rowsAffected ?? ""}`.trimEnd() };
}

export const constraintsOf = (node: BuiltNode): Constrained => ({
  columns: node.columns,
  constraints: node.resource_type === "model" ? node.constraints : [],
});

const kindsLeft: Readonly<Record<string, RelationKind>> = {
  view: "view",
  materialized_view: "materialized_view",
  dynamic_table: "dynamic_table",
};

const kindLeft = (materialized: string): RelationKind => kindsLeft[materialized] ?? "table";

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
  const { config } = compiled;
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
  const result = await whileTransient(work, (attempt) =>
    once(materializationNamed(materialized).plan(input), node, compiled, part, work, attempt),
  );
  relations.add({ ...input.target, kind: kindLeft(materialized) });
  return result;
}

/** What one try of a plan did that cannot be undone. */
interface Attempt {
  /** A hook outside of the transaction has run: it must not run again. */
  final: boolean;
}

const backoff = { first: 100, longest: 5_000 };
const furtherTries = 8;

/** Again from the first statement, where the warehouse says that nothing of it is left. */
async function whileTransient<T>(
  { context, label }: Work,
  work: (attempt: Attempt) => Promise<T>,
): Promise<T> {
  for (let tries = 0; ; tries++) {
    const attempt: Attempt = { final: false };
    try {
      return await work(attempt);
    } catch (error) {
      const again = sqlErrorFacts(error)?.transient === true && !attempt.final;
      if (!again || tries >= furtherTries) throw error;
      const reason = error instanceof Error ? error.message.split("\n", 1)[0] : String(error);
      const message = `${label.name}: ${reason}; trying again`;
      context.emit({ type: "log", level: "info", message, at: context.clock.now() });
      await pause(tries, backoff);
    }
  }
}

async function once(
  plan: Plan,
  { unique_id: id }: BuiltNode,
  compiled: Compiled,
  part: Part,
  work: Work,
  attempt: Attempt,
): Promise<StatementResult | undefined> {
  const { context, session, written } = work;
  let { sql: select, spans } = compiled;
  let sent: Sent | undefined;
  const tell = (level: "info" | "warn", message: string): void =>
    context.emit({ type: "log", level, message, node: id, at: context.clock.now() });
  try {
    return await drive(plan, {
      session,
      hook: async (when, index) => {
        const hook = part[when][index];
        if (!hook) return;
        attempt.final ||= !hook.transaction;
        await runHook(when, hook.sql, id, session, context.compiler);
      },
      seed: (step) => loadSeed(step, work),
      warn: (message) => tell("warn", message),
      progress: (message) => tell("info", `${work.label.name}: ${message}`),
      render: async ({ iteration: number, previous }) => {
        const iteration = { number, previous };
        ({ sql: select, spans } = await context.compiler.compile(id, { session, iteration }));
        return select;
      },
      onStatement: ({ sql, main, selectAt }) => {
        if (selectAt !== undefined) {
          sent = { statement: sql, spans, from: selectAt, length: select.length };
        }
        if (main) written.add(part.runPath, sql);
      },
    });
  } catch (error) {
    throw locateSqlError(error, sent);
  }
}
