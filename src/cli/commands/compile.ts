/** `ptx compile`: the SQL that templates become, in `target/compiled` and, for few nodes, on screen. */

import type { Compiled } from "../../core/compiled.ts";
import { PtxErrors } from "../../core/error.ts";
import { type Manifest, nodeOf } from "../../core/manifest.ts";
import { Stopwatch } from "../../run/results.ts";
import { formatSql } from "../../sql/format.ts";
import { writeManifest, writeManifestOnce, writeRunResults } from "../artifacts.ts";
import { type CommandRun, flagOption, listOption, type Options, textOption } from "../command.ts";
import { compileNodes } from "../compile-nodes.ts";
import { warn } from "../console.ts";
import { queryResult } from "../inline-result.ts";
import { type Running, withWarehouse } from "../running.ts";
import { nothingSelected, selectNodes } from "../selecting.ts";
import { openDeferring, type Workspace } from "../workspace.ts";

/** The compiled nodes to print: those that were named, or the only one. The files hold the others. */
function printed(compiled: readonly Compiled[], manifest: Manifest, options: Options) {
  const named = new Set(listOption(options, "select", "models"));
  const nameOf = ({ id }: Compiled): string => nodeOf(manifest, id)?.name ?? id;
  const all = compiled.map((result) => ({ name: nameOf(result), sql: result.sql }));
  return all.length === 1 ? all : all.filter(({ name }) => named.has(name));
}

/** `--format` lays the SQL out for reading; the files keep it as it is sent. */
async function laidOut(sql: string, options: Options, adapterType: string): Promise<string> {
  return flagOption(options, "format") ? await formatSql(sql, adapterType) : sql.trim();
}

async function inline(
  run: CommandRun,
  sql: string,
  workspace: Workspace,
  running: Running,
): Promise<number> {
  const { compiler, adapter, context } = running;
  const { stdout, files } = run.environment;
  const stopwatch = new Stopwatch(context.clock);
  const { text: rendered } = await stopwatch.phase("compile", () =>
    compiler.renderInline(sql, { session: () => adapter.session() }),
  );
  // Nothing is executed, and dbt says when.
  await stopwatch.phase("execute", async () => {});
  writeRunResults(files, workspace, [
    queryResult(undefined, rendered, stopwatch, workspace, running),
  ]);
  writeManifestOnce(files, workspace);
  const text = await laidOut(rendered, run.options, adapter.type);
  const asJson = textOption(run.options, "output") === "json";
  stdout.write(asJson ? `${JSON.stringify({ compiled: text })}\n` : `${text}\n`);
  return 0;
}

export async function compile(run: CommandRun): Promise<number> {
  const { environment, options } = run;
  const workspace = await openDeferring(run);
  const { project, manifest } = workspace;
  const sql = textOption(options, "inline");
  if (sql !== undefined) {
    return withWarehouse(run, workspace, [], (running) => inline(run, sql, workspace, running));
  }
  const { selected, warnings } = selectNodes(run, workspace, "compile");
  const empty = selected.length === 0 ? [nothingSelected] : [];
  warn([...manifest.diagnostics, ...warnings, ...empty], environment, options, project.root.root);
  return withWarehouse(run, workspace, [], async (running) => {
    const { compiled, facts, results, errors } = await compileNodes(selected, running);
    writeManifest(environment.files, workspace, facts);
    if (errors.length > 0) throw new PtxErrors(errors);
    writeRunResults(environment.files, workspace, results);
    if (flagOption(options, "quiet")) return 0;
    const shown = printed(compiled, manifest, options);
    const { stdout } = environment;
    for (const { name, sql: rendered } of shown) {
      const text = await laidOut(rendered, options, running.adapter.type);
      const asJson = textOption(options, "output") === "json";
      stdout.write(asJson ? `${JSON.stringify({ node: name, compiled: text })}\n` : `${text}\n`);
    }
    if (shown.length === 0) {
      const seconds = (environment.uptime() / 1000).toFixed(2);
      const folder = `${project.targetPath}/compiled`;
      stdout.write(`Compiled ${compiled.length} nodes into ${folder} in ${seconds} s.\n`);
    }
    return 0;
  });
}
