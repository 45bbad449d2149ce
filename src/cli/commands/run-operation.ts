/** `ptx run-operation MACRO --args …`: runs a macro against the warehouse. */
import { PtxError } from "../../core/error.ts";
import { writeManifestOnce } from "../artifacts.ts";
import { type CommandRun, flagOption, textOption } from "../command.ts";
import { warn } from "../console.ts";
import { withWarehouse } from "../running.ts";
import { openWorkspace, yamlOption } from "../workspace.ts";

export async function runOperation(run: CommandRun): Promise<number> {
  const { environment, options, args } = run;
  const [macro] = args;
  if (macro === undefined) {
    throw new PtxError("PTX9011", "No macro was named", {
      hint: "Write: ptx run-operation MACRO --args '{name: value}'",
    });
  }
  const workspace = openWorkspace(run);
  warn(workspace.manifest.diagnostics, environment, options, workspace.project.root.root);
  writeManifestOnce(environment.files, workspace);
  const given = yamlOption(textOption(options, "args"), "--args");
  return withWarehouse(run, workspace, [], async ({ compiler, adapter }) => {
    const session = await adapter.session();
    await compiler.runOperation(macro, given, session);
    session.release();
    if (!flagOption(options, "quiet")) environment.stdout.write(`Ran ${macro}.\n`);
    return 0;
  });
}
