/** What commands that use the warehouse share: adapter, compiler, reporters, and their end. */
import { Compiler } from "../compile/compiler.ts";
import type { StandIns } from "../compile/stand-ins.ts";
import type { Adapter } from "../core/adapter.ts";
import { type Manifest, nodeOf } from "../core/manifest.ts";
import type { NodeId } from "../core/node.ts";
import { type RunContext, systemClock } from "../run/ports.ts";
import { loadRelations, schemasOf } from "../run/warehouse.ts";
import { type CommandRun, flagOption } from "./command.ts";
import { connect } from "./connect.ts";
import { declaredPlace } from "./declared-place.ts";
import { openReporters } from "./reporters.ts";
import type { Workspace } from "./workspace.ts";

export interface Running {
  readonly context: RunContext;
  readonly adapter: Adapter;
  readonly compiler: Compiler;
  /** Another compiler, with tables that are not there yet in the place of relations. */
  readonly planner: (standIns: StandIns) => Compiler;
  /** Options of a run that come from the command line. */
  readonly options: {
    readonly failFast: boolean;
    readonly signal: AbortSignal;
    readonly planMs: number;
    readonly place: string;
  };
}

/** A path below the current folder without it. */
const shortPath = (path: string | undefined, cwd: string): string | undefined =>
  path?.startsWith(`${cwd}/`) ? path.slice(cwd.length + 1) : path;

/** The nodes with those that they read, also through ephemeral models: deferral asks for these. */
function withParents(manifest: Manifest, ids: readonly NodeId[]): NodeId[] {
  const { ids: all, index, parents } = manifest.graph;
  const found = new Set(ids);
  const waiting = [...ids];
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    for (const number of parents[index.get(id) ?? -1] ?? []) {
      const parent = all[number];
      if (parent === undefined || found.has(parent)) continue;
      found.add(parent);
      if (nodeOf(manifest, parent)?.config["materialized"] === "ephemeral") waiting.push(parent);
    }
  }
  return [...found];
}

/**
 * Runs `work` with everything open, and closes it whatever happens.
 * @param selected Their schemas are looked at once, so that the run knows what exists.
 * @param sessions How many nodes will be worked on at a time.
 */
export async function withWarehouse<T>(
  run: CommandRun,
  workspace: Workspace,
  selected: readonly NodeId[],
  work: (running: Running) => Promise<T>,
  sessions = 1,
): Promise<T> {
  const { environment, options } = run;
  const { project, manifest, invocation, deferral } = workspace;
  const { files, signal } = environment;
  const reporters = openReporters(run, project, invocation);
  const { emit } = reporters;
  const adapter = await connect(project, flagOption(options, "dryRun"));
  try {
    const looked = deferral ? withParents(manifest, selected) : selected;
    const nodes = looked.flatMap((id) => nodeOf(manifest, id) ?? []);
    const schemas = schemasOf(nodes, adapter.defaultDatabase, true);
    if (schemas.length > 0) adapter.prepare?.(sessions);
    const relations = await loadRelations(adapter, schemas);
    const given = { project, manifest, invocation, files, emit, relations, selected, deferral };
    const compiler = new Compiler(given);
    const context: RunContext = {
      manifest,
      project,
      invocation,
      adapter,
      compiler,
      files,
      emit,
      clock: systemClock,
      relations,
      batches: run.batches,
      locate: declaredPlace(files, project, manifest),
    };
    const facts = adapter.describeConnection();
    return await work({
      context,
      adapter,
      compiler,
      planner: (standIns) => new Compiler({ ...given, standIns }),
      options: {
        failFast: flagOption(options, "failFast"),
        signal,
        planMs: environment.uptime(),
        place:
          shortPath(facts["path"], environment.cwd) ?? facts["host"] ?? adapter.defaultDatabase,
      },
    });
  } finally {
    reporters.close();
    await adapter.close();
  }
}
