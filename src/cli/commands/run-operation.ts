/** `ptx run-operation MACRO --args …`: runs a macro against the warehouse. */
import { type Diagnostic, PtxError } from "../../core/error.ts";
import type { NodeLabel, NodeResult } from "../../core/event.ts";
import { asNodeId } from "../../core/node.ts";
import { blankResult, failed, Stopwatch } from "../../run/results.ts";
import { writeManifestOnce, writeRunResults } from "../artifacts.ts";
import { type CommandRun, textOption } from "../command.ts";
import { warn } from "../console.ts";
import { type Running, withWarehouse } from "../running.ts";
import { openWorkspace, type Workspace } from "../workspace.ts";
import { yamlOption } from "../yaml-option.ts";

/** As dbt records it: the macro is the node. */
function labelFor(name: string, { manifest }: Workspace): NodeLabel {
  const [packageName, macro] = name.includes(".")
    ? (name.split(".", 2) as [string, string])
    : [manifest.projectName, name];
  return {
    id: asNodeId(`macro.${packageName}.${macro}`),
    type: "operation",
    name: macro,
    relation: macro,
    materialized: "",
    file: "",
    index: 1,
    total: 1,
  };
}

/** A mistake in the arguments stands on the command line, in no file. */
const placed = (error: Diagnostic): Diagnostic =>
  error.at?.file === "" ? { ...error, at: undefined } : error;

/** Runs the macro. What goes wrong in it is its result; that there is no such macro is thrown. */
async function operated(
  run: CommandRun,
  workspace: Workspace,
  macro: string,
  { compiler, adapter, context }: Running,
): Promise<NodeResult> {
  const given = yamlOption(textOption(run.options, "args"), "--args");
  const stopwatch = new Stopwatch(context.clock);
  const blank = blankResult(labelFor(macro, workspace), 0);
  const session = await adapter.session();
  let result: NodeResult;
  try {
    await stopwatch.phase("execute", () => compiler.runOperation(macro, given, session));
    result = { ...blank, status: "success" };
  } catch (error) {
    if (error instanceof PtxError && error.diagnostic.code === "PTX3211") throw error;
    result = failed(blank, error, context);
  } finally {
    session.release();
  }
  return { ...result, timing: stopwatch.timing, executionTime: stopwatch.seconds };
}

export async function runOperation(run: CommandRun): Promise<number> {
  const { environment, options, args } = run;
  const [macro] = args;
  if (macro === undefined) {
    throw new PtxError("PTX9011", "No macro was named", {
      hint: "Write: ptx run-operation MACRO --args '{name: value}'",
    });
  }
  const workspace = await openWorkspace(run);
  warn(workspace.manifest.diagnostics, environment, options, workspace.project.root.root);
  writeManifestOnce(environment.files, workspace);
  return withWarehouse(run, workspace, [], async (running) => {
    const result = await operated(run, workspace, macro, running);
    writeRunResults(environment.files, workspace, [result]);
    const { emit, clock } = running.context;
    if (result.error) {
      emit({ type: "diagnostic", diagnostic: placed(result.error), at: clock.now() });
      return 1;
    }
    return 0;
  });
}
