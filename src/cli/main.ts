/** The command line: parses arguments, runs a command, turns what goes wrong into an exit code. */
import { CommanderError } from "commander";
import { diagnosticsOf } from "../core/error.ts";
import { formatDiagnostic } from "../report/diagnostic.ts";
import { styleOf } from "../report/style.ts";
import type { CommandSpec, Options } from "./command.ts";
import { commands } from "./commands.ts";
import { lineReader, withColors } from "./console.ts";
import type { Environment } from "./environment.ts";
import { guarded } from "./guarded.ts";
import { globalOptions } from "./options.ts";
import { processEnvironment } from "./process-environment.ts";
import { programOf, withEnvironment } from "./program.ts";
import { withProjectFlags } from "./project-flags.ts";
import { version } from "./version.ts";
import { projectRoot } from "./workspace.ts";

// For the starter, which brings an `import()` along.
export { processEnvironment };

/** Exit codes, as dbt's. */
const couldNotRun = 2;

/** Codes of the stages before anything runs: files, names, graph, selection, templates. */
const beforeRunning = /^PTX[1-3]/;

/** Prints what stopped a command: diagnostics for a user's mistake, the stack for a bug. */
function reportFailure(error: unknown, environment: Environment, options: Options): void {
  const stderr = withColors(environment.stderr, options);
  const diagnostics = diagnosticsOf(error);
  if (diagnostics === undefined) {
    const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
    stderr.write(
      `ptx ${version} failed in a way that it should not: please report this.\n${detail}\n`,
    );
    return;
  }
  const readLine = lineReader(environment, projectRoot(environment, options));
  const style = styleOf(stderr);
  const shown = diagnostics.map((diagnostic) => formatDiagnostic(diagnostic, readLine, style));
  stderr.write(`${shown.join("\n\n")}\n`);
  if (!diagnostics.every(({ code }) => beforeRunning.test(code))) return;
  const count = diagnostics.length === 1 ? "" : `${diagnostics.length} errors. `;
  stderr.write(`\n${count}Nothing was run.\n`);
}

/** Commander has printed its errors; help and version are no errors. */
const commanderExit = ({ exitCode }: CommanderError): number => (exitCode === 0 ? 0 : couldNotRun);

/**
 * Runs ptx.
 * @param argv Arguments after the program's name.
 * @returns Exit code: 0 done, 1 a node or test failed, 2 could not run.
 */
export async function main(
  argv: readonly string[],
  unguarded: Environment = processEnvironment(),
): Promise<number> {
  const environment = guarded(unguarded);
  environment.onCrash?.((error) => reportFailure(error, environment, {}));
  let code = 0;
  const run = async (spec: CommandSpec, given: Options, args: readonly string[]) => {
    const specs = [...globalOptions, ...spec.options];
    const chosen = withEnvironment(given, specs, environment.env);
    const options = withProjectFlags(environment, chosen);
    try {
      const handler = await spec.load();
      code = await handler({ name: spec.name, environment, options, args, commands });
    } catch (error) {
      reportFailure(error, environment, options);
      code = couldNotRun;
    }
  };
  const program = programOf(version, commands, run);
  program.configureOutput({
    writeOut: (text) => environment.stdout.write(text),
    writeErr: (text) => environment.stderr.write(text),
  });
  for (const command of program.commands) command.copyInheritedSettings(program);
  try {
    await program.parseAsync([...argv], { from: "user" });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return commanderExit(error);
    reportFailure(error, environment, {});
    return couldNotRun;
  }
}
