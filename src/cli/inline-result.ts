/** Results of queries that no run plans: what `show` and `--inline` leave in `run_results.json`. */
import type { NodeLabel, NodeResult } from "../core/event.ts";
import { asNodeId } from "../core/node.ts";
import { labelOf } from "../run/label.ts";
import { blankResult, type Stopwatch } from "../run/results.ts";
import type { Running } from "./running.ts";
import type { Workspace } from "./workspace.ts";

/** SQL from the command line, under the name that dbt has for it. */
function inlineLabel({ manifest }: Workspace): NodeLabel {
  return {
    id: asNodeId(`sql_operation.${manifest.projectName}.inline_query`),
    type: "sql_operation",
    name: "inline_query",
    relation: "inline_query",
    materialized: "",
    file: "inline_query",
    index: 1,
    total: 1,
  };
}

/**
 * @param id Of the node; `undefined` for SQL from the command line.
 * @param sql Compiled.
 */
export function queryResult(
  id: string | undefined,
  sql: string,
  stopwatch: Stopwatch,
  workspace: Workspace,
  { adapter }: Running,
): NodeResult {
  const node = id === undefined ? undefined : workspace.manifest.nodes.get(asNodeId(id));
  const label = node
    ? labelOf(node, adapter.defaultDatabase, { index: 1, total: 1 })
    : inlineLabel(workspace);
  return {
    ...blankResult(label, 1),
    status: "success",
    compiled: true,
    compiledCode: sql,
    timing: stopwatch.timing,
    executionTime: stopwatch.seconds,
  };
}
