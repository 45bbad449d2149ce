/** `ptx debug`: what was found, and whether the warehouse answers. */

import { type Diagnostic, diagnosticsOf } from "../../core/error.ts";
import { formatDiagnostic } from "../../report/diagnostic.ts";
import { styleOf } from "../../report/style.ts";
import { type CommandRun, flagOption } from "../command.ts";
import { connect } from "../connect.ts";
import { lineReader, withColors } from "../console.ts";
import { version } from "../version.ts";
import { openProject, projectRoot } from "../workspace.ts";

type Check = readonly [name: string, value: string];

/** Columns of the names: one width for all tables of the report. */
const width = 15;

function table(checks: readonly Check[]): string {
  return checks.map(([name, value]) => `  ${name.padEnd(width)}  ${value}\n`).join("");
}

export async function debug(run: CommandRun): Promise<number> {
  const { environment, options } = run;
  const out = withColors(environment.stdout, options);
  const root = projectRoot(environment, options);
  const fail = (diagnostics: readonly Diagnostic[], what: string): number => {
    const readLine = lineReader(environment, root);
    const style = styleOf(out);
    out.write(
      `${diagnostics.map((found) => formatDiagnostic(found, readLine, style)).join("\n\n")}\n\n`,
    );
    out.write(`${what}\n`);
    return 1;
  };
  const attempt = async <T>(work: () => T | Promise<T>): Promise<T | readonly Diagnostic[]> => {
    try {
      return await work();
    } catch (error) {
      const diagnostics = diagnosticsOf(error);
      if (diagnostics === undefined) throw error;
      return diagnostics;
    }
  };
  out.write(
    table([
      ["ptx", version],
      ["node", process.version],
      ["system", `${process.platform} ${process.arch}`],
      ["project folder", root],
    ]),
  );
  const project = await attempt(() => openProject(run));
  if (!("target" in project)) return fail(project, "The project or its profile is not valid.");
  const { target } = project;
  out.write(
    table([
      ["project file", `${project.root.projectFile} OK`],
      ["profiles.yml", target.file ?? "none: embedded DuckDB"],
      ["profile", target.profileName],
      ["target", `${target.name} (${target.type})`],
    ]),
  );
  if (flagOption(options, "configDir")) return 0;
  const tried = await attempt(async () => {
    const adapter = await connect(project);
    out.write(table(Object.entries(adapter.describeConnection())));
    const session = await adapter.session();
    await session.query("select 1 as one");
    session.release();
    await adapter.close();
    return undefined;
  });
  if (tried !== undefined) return fail(tried, "The connection does not work.");
  out.write("\nAll checks passed.\n");
  return 0;
}
