/** `ptx build`, `run`, `test`, `seed` and `snapshot`: select, plan, run, record. */
import type { NodeId } from "../../core/node.ts";
import type { SelectingCommand } from "../../graph/resource-types.ts";
import { executePlan } from "../../run/execute.ts";
import { checkTimeSpan } from "../../run/microbatch.ts";
import { planRun } from "../../run/plan.ts";
import { lastSeconds } from "../../run/record.ts";
import {
  compiledIn,
  writeEphemerals,
  writeManifest,
  writeManifestOnce,
  writeRunResults,
} from "../artifacts.ts";
import { type CommandRun, flagOption, textOption } from "../command.ts";
import { warn } from "../console.ts";
import { type Running, withWarehouse } from "../running.ts";
import { nothingSelected, selectNodes } from "../selecting.ts";
import { openDeferring, type Workspace } from "../workspace.ts";

/** Seconds by node of the last run, so that the longest way is started first. */
function secondsBefore({ environment }: CommandRun, { project }: Workspace): Map<NodeId, number> {
  const text = environment.files.readText(`${project.targetPath}/run_results.json`);
  if (text === undefined) return new Map();
  try {
    return lastSeconds(JSON.parse(text));
  } catch (error) {
    // Only priorities depend on it: a file cut short is as good as none.
    if (error instanceof SyntaxError) return new Map();
    throw error;
  }
}

function execute(
  run: CommandRun,
  workspace: Workspace,
  selected: readonly NodeId[],
): Promise<boolean> {
  const { manifest, project, invocation } = workspace;
  const { files } = run.environment;
  const dry = flagOption(run.options, "dryRun");
  const sessions = dry ? 1 : Math.min(project.target.threads, selected.length);
  const work = async (running: Running) => {
    const { context, compiler, options, adapter, planner } = running;
    const plan = planRun({
      manifest,
      selected: new Set(selected),
      command: run.name,
      threads: project.target.threads,
      fullRefresh: invocation.fullRefresh,
      // Few nodes start all at once: what took long before does not matter then.
      lastSeconds:
        selected.length > project.target.threads ? secondsBefore(run, workspace) : new Map(),
      existing: context.relations,
      storeFailures: invocation.storeFailures,
    });
    if (dry) {
      const { PlannedTables } = await import("../../run/dry-run/planned-tables.ts");
      const { dryRun } = await import("../../run/dry-run/dry-run.ts");
      const tables = new PlannedTables(adapter.dialect);
      return dryRun(plan, context, { compiler: planner(tables), tables }, options);
    }
    const { results, ok } = await executePlan(plan, context, options);
    // The warehouse writes its last pages while the artifacts are written.
    const closed = adapter.close();
    writeRunResults(files, workspace, results);
    writeManifest(files, workspace, compiledIn(results, compiler.facts, manifest));
    const { environment, options: given } = run;
    warn(writeEphemerals(files, workspace, compiler.facts), environment, given, project.root.root);
    await closed;
    return ok;
  };
  return withWarehouse(run, workspace, selected, work, sessions);
}

export async function runNodes(run: CommandRun): Promise<number> {
  const { environment, options } = run;
  checkTimeSpan({
    from: textOption(options, "eventTimeStart"),
    to: textOption(options, "eventTimeEnd"),
  });
  const workspace = await openDeferring(run);
  const { project, manifest } = workspace;
  const { selected, warnings } = selectNodes(run, workspace, run.name as SelectingCommand);
  const empty = selected.length === 0 ? [nothingSelected] : [];
  warn([...manifest.diagnostics, ...warnings, ...empty], environment, options, project.root.root);
  if (selected.length === 0) {
    if (flagOption(options, "dryRun")) return 0;
    writeManifestOnce(environment.files, workspace);
    writeRunResults(environment.files, workspace, []);
    return 0;
  }
  return (await execute(run, workspace, selected)) ? 0 : 1;
}
