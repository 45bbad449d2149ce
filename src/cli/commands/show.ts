/** `ptx show`: rows of a model, of a seed, of a data test's failures, or of a query. */
import type { QueryResult, Session } from "../../core/adapter.ts";
import type { SpanMap } from "../../core/compiled.ts";
import { PtxError } from "../../core/error.ts";
import type { NodeResult } from "../../core/event.ts";
import type { Manifest } from "../../core/manifest.ts";
import type { ManifestNode } from "../../core/node.ts";
import { suggest } from "../../core/suggest.ts";
import { csvText, jsonRows, tableText } from "../../report/rows.ts";
import { Stopwatch } from "../../run/results.ts";
import { locateSqlError } from "../../run/sql-error.ts";
import { writeManifestOnce, writeRunResults } from "../artifacts.ts";
import { type CommandRun, listOption, type Options, textOption } from "../command.ts";
import { warn } from "../console.ts";
import { queryResult } from "../inline-result.ts";
import { type Running, withWarehouse } from "../running.ts";
import { selectNodes } from "../selecting.ts";
import { openDeferring, type Workspace } from "../workspace.ts";

const usualLimit = 5;

interface Query {
  readonly name: string;
  /** Of the node; none for SQL from the command line. */
  readonly id?: string;
  readonly stopwatch: Stopwatch;
  readonly sql: string;
  readonly spans?: SpanMap;
}

/** `--limit` as a number of rows; -1 means all. */
function limitOf(options: Options): number | undefined {
  const limit = typeof options["limit"] === "number" ? options["limit"] : usualLimit;
  return limit < 0 ? undefined : limit;
}

function testNamed(manifest: Manifest, name: string): ManifestNode {
  const tests = [...manifest.nodes.values()].filter(
    ({ resource_type }) => resource_type === "test",
  );
  const found = tests.find(
    (node) => node.name === name || node.alias === name || node.unique_id === name,
  );
  if (found) return found;
  const close = suggest(
    name,
    tests.map((test) => test.name),
  );
  throw new PtxError("PTX9009", `There is no data test named '${name}'`, {
    hint: close ? `Did you mean '${close}'?` : "ptx ls --resource-type test lists them.",
  });
}

async function compiled(
  node: ManifestNode,
  { compiler, context }: Running,
  session: Session,
): Promise<Query> {
  const { name, unique_id: id } = node;
  const stopwatch = new Stopwatch(context.clock);
  const rendered = await stopwatch.phase("compile", async () =>
    node.resource_type === "seed"
      ? { sql: `select * from ${node.relation_name}` }
      : await compiler.compile(id, session),
  );
  return { ...rendered, name, id, stopwatch };
}

async function queries(
  run: CommandRun,
  workspace: Workspace,
  running: Running,
  session: Session,
): Promise<Query[]> {
  const { options, environment } = run;
  const { manifest, project } = workspace;
  const { compiler, context } = running;
  const started = () => new Stopwatch(context.clock);
  const sql = textOption(options, "inline");
  if (sql !== undefined) {
    const stopwatch = started();
    const { text, spans } = await stopwatch.phase("compile", () =>
      compiler.renderInline(sql, session),
    );
    return [{ name: "inline query", sql: text, spans, stopwatch }];
  }
  const test = textOption(options, "test");
  if (test !== undefined) {
    return [await compiled(testNamed(manifest, test), running, session)];
  }
  const chosen = listOption(options, "select", "models");
  if (chosen.length === 0 && textOption(options, "selector") === undefined) {
    throw new PtxError("PTX9010", "Nothing was named to show", {
      hint: "Name a node (ptx show --select customers), a test (--test NAME) or a query (--inline 'select 1').",
    });
  }
  const { selected, warnings } = selectNodes(run, workspace, "show");
  const direct = new Set(chosen);
  warn(warnings, environment, options, project.root.root);
  const nodes = selected.flatMap((id) => manifest.nodes.get(id) ?? []);
  // A model's tests come along with its selection; they are shown only when they were named.
  const wanted = nodes.filter(
    ({ resource_type: type, name }) => type !== "test" || direct.has(name),
  );
  const found: Query[] = [];
  for (const node of wanted) found.push(await compiled(node, running, session));
  return found;
}

async function rowsOf(
  { sql, spans }: Query,
  session: Session,
  limit: number | undefined,
): Promise<QueryResult> {
  try {
    return await session.query(sql, limit === undefined ? {} : { limit });
  } catch (error) {
    throw locateSqlError(error, spans && { statement: sql, spans, from: 0 });
  }
}

function print({ name }: Query, rows: QueryResult, { environment, options }: CommandRun): void {
  const { stdout } = environment;
  const output = textOption(options, "output");
  if (output === "csv") stdout.write(`${csvText(rows)}\n`);
  else if (output === "json")
    stdout.write(`${JSON.stringify({ node: name, show: jsonRows(rows) }, null, 2)}\n`);
  else stdout.write(`Preview of ${name}:\n${tableText(rows)}\n`);
}

/** Prints the rows of a query. @returns Its result, for the artifact. */
async function shown(
  run: CommandRun,
  query: Query,
  session: Session,
  workspace: Workspace,
  running: Running,
): Promise<NodeResult> {
  const { stopwatch, id, sql } = query;
  const rows = await stopwatch.phase("execute", () => rowsOf(query, session, limitOf(run.options)));
  print(query, rows, run);
  const result = queryResult(id, sql, stopwatch, workspace, running);
  return { ...result, adapterResponse: { _message: "OK" } };
}

export async function show(run: CommandRun): Promise<number> {
  const workspace = await openDeferring(run);
  return withWarehouse(run, workspace, [], async (running) => {
    const { files } = run.environment;
    const session = await running.adapter.session();
    const results: NodeResult[] = [];
    try {
      for (const query of await queries(run, workspace, running, session)) {
        results.push(await shown(run, query, session, workspace, running));
      }
    } finally {
      session.release();
      writeRunResults(files, workspace, results);
      writeManifestOnce(files, workspace);
    }
    return 0;
  });
}
