/** What commands that use the warehouse share: adapter, compiler, reporters, and their end. */
import { Compiler } from "../compile/compiler.ts";
import type { Adapter } from "../core/adapter.ts";
import { nodeOf } from "../core/manifest.ts";
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

/**
 * Runs `work` with everything open, and closes it whatever happens.
 * @param selected Their schemas are looked at once, so that the run knows what exists.
 */
export async function withWarehouse<T>(
  run: CommandRun,
  workspace: Workspace,
  selected: readonly NodeId[],
  work: (running: Running) => Promise<T>,
): Promise<T> {
  const { environment, options } = run;
  const { project, manifest, invocation } = workspace;
  const { files, signal } = environment;
  const reporters = openReporters(run, project, invocation);
  const { emit } = reporters;
  const adapter = await connect(project);
  try {
    const nodes = selected.flatMap((id) => nodeOf(manifest, id) ?? []);
    const schemas = schemasOf(nodes, adapter.defaultDatabase, true);
    const relations = await loadRelations(adapter, schemas);
    const compiler = new Compiler({ project, manifest, invocation, files, emit, relations });
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
      locate: declaredPlace(files, project, manifest),
    };
    const facts = adapter.describeConnection();
    return await work({
      context,
      adapter,
      compiler,
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
