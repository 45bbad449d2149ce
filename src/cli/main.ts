/** The command line: parses arguments, runs a command, turns what goes wrong into an exit code. */
import { CommanderError } from "commander";
import { type Diagnostic, diagnosticsOf } from "../core/error.ts";
import { formatDiagnostic } from "../report/diagnostic.ts";
import { styleOf } from "../report/style.ts";
import type { CommandSpec, Options } from "./command.ts";
import { commands } from "./commands.ts";
import type { Environment } from "./environment.ts";
import { globalOptions } from "./options.ts";
import { processEnvironment } from "./process-environment.ts";
import { programOf, withEnvironment } from "./program.ts";
import { version } from "./version.ts";

/** Exit codes, as dbt's. */
const couldNotRun = 2;

/** Prints what stopped a command: diagnostics for a user's mistake, the stack for a bug. */
export function reportFailure(error: unknown, { stderr, files, cwd }: Environment): void {
  const diagnostics = diagnosticsOf(error);
  if (diagnostics === undefined) {
    const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
    stderr.write(
      `ptx ${version} failed in a way that it should not: please report this.\n${detail}\n`,
    );
    return;
  }
  const readLine = (file: string, line: number) =>
    files.readText(file.startsWith("/") ? file : `${cwd}/${file}`)?.split(/\r?\n/)[line - 1];
  const shown = diagnostics.map((diagnostic: Diagnostic) =>
    formatDiagnostic(diagnostic, readLine, styleOf(stderr)),
  );
  stderr.write(`${shown.join("\n\n")}\n`);
  stderr.write(
    diagnostics.length === 1
      ? "\nNothing was run.\n"
      : `\n${diagnostics.length} errors. Nothing was run.\n`,
  );
}

/** Commander's own errors carry their message; help and version are no errors. */
function commanderExit(
  error: CommanderError,
  { stderr }: Environment,
  args: readonly string[],
): number {
  if (error.exitCode === 0) return 0;
  if (error.code === "commander.help") return args.length === 0 ? couldNotRun : 0;
  stderr.write("");
  return couldNotRun;
}

/**
 * Runs ptx.
 * @param argv Arguments after the program's name.
 * @returns Exit code: 0 done, 1 a node or test failed, 2 could not run.
 */
export async function main(
  argv: readonly string[],
  environment: Environment = processEnvironment(),
): Promise<number> {
  let code = 0;
  const run = async (spec: CommandSpec, options: Options, args: readonly string[]) => {
    const specs = [...globalOptions, ...spec.options];
    const handler = await spec.load();
    code = await handler({
      name: spec.name,
      environment,
      options: withEnvironment(options, specs, environment.env),
      args,
      commands,
    });
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
    if (error instanceof CommanderError) return commanderExit(error, environment, argv);
    reportFailure(error, environment);
    return couldNotRun;
  }
}
