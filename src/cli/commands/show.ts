/** `ptx show`: rows of a model, of a seed, of a data test's failures, or of a query. */
import type { QueryResult, Session } from "../../core/adapter.ts";
import type { SpanMap } from "../../core/compiled.ts";
import { PtxError } from "../../core/error.ts";
import type { Manifest } from "../../core/manifest.ts";
import type { ManifestNode } from "../../core/node.ts";
import { suggest } from "../../core/suggest.ts";
import { csvText, jsonRows, tableText } from "../../report/rows.ts";
import { locateSqlError } from "../../run/sql-error.ts";
import { type CommandRun, listOption, type Options, textOption } from "../command.ts";
import { warn } from "../console.ts";
import { type Running, withWarehouse } from "../running.ts";
import { selectNodes } from "../selecting.ts";
import { openDeferring, type Workspace } from "../workspace.ts";

const usualLimit = 5;

interface Query {
  readonly name: string;
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

async function queries(
  run: CommandRun,
  workspace: Workspace,
  running: Running,
  session: Session,
): Promise<Query[]> {
  const { options, environment } = run;
  const { manifest, project } = workspace;
  const { compiler } = running;
  const sql = textOption(options, "inline");
  if (sql !== undefined) {
    const { text, spans } = await compiler.renderInline(sql, session);
    return [{ name: "inline query", sql: text, spans }];
  }
  const test = textOption(options, "test");
  if (test !== undefined) {
    const node = testNamed(manifest, test);
    return [{ name: node.name, ...(await compiler.compile(node.unique_id, session)) }];
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
  for (const node of wanted) {
    const compiled =
      node.resource_type === "seed"
        ? { sql: `select * from ${node.relation_name}` }
        : await compiler.compile(node.unique_id, session);
    found.push({ name: node.name, ...compiled });
  }
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

export async function show(run: CommandRun): Promise<number> {
  const workspace = await openDeferring(run);
  return withWarehouse(run, workspace, [], async (running) => {
    const session = await running.adapter.session();
    for (const query of await queries(run, workspace, running, session)) {
      print(query, await rowsOf(query, session, limitOf(run.options)), run);
    }
    session.release();
    return 0;
  });
}
