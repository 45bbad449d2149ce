/** What `on-run-end` hooks can read of the run behind them. */
import type { NodeResult } from "../core/event.ts";
import { type Manifest, nodeOf } from "../core/manifest.ts";
import { datetimeOf } from "../jinja/python/datetime.ts";
import { Tuple, type Value } from "../jinja/value.ts";
import type { RenderState } from "./render-state.ts";
import { RecordValue } from "./values/record.ts";

export interface HookFacts {
  readonly results: readonly NodeResult[];
  /** Schemas that a node of this run was built in. */
  readonly schemas: readonly string[];
  readonly databaseSchemas: readonly (readonly [database: string | null, schema: string])[];
}

/** A node as its result holds it: compiled, with dbt's keys only. */
function nodeOfResult(result: NodeResult, manifest: Manifest): Value {
  const node = nodeOf(manifest, result.label.id);
  if (node === undefined) return null;
  const own = Object.entries(node).filter(([key]) => !key.startsWith("ptx_"));
  const { compiled, compiledCode, compiledPath, relationName } = result;
  const found = compiled
    ? { compiled, compiled_code: compiledCode, compiled_path: compiledPath }
    : {};
  const config = new RecordValue("NodeConfig", { ...node.config });
  const fields = { ...Object.fromEntries(own), ...found, relation_name: relationName, config };
  return new RecordValue(`${node.resource_type}Node`, fields);
}

/** One of `results`: a node's outcome, with the names of run_results. */
function runResult(result: NodeResult, manifest: Manifest): Value {
  const moment = (text: string): Value => datetimeOf(new Date(text));
  return new RecordValue("RunResult", {
    status: result.status,
    timing: result.timing.map(
      ({ name, started_at, completed_at }) =>
        new RecordValue("TimingInfo", {
          name,
          started_at: moment(started_at),
          completed_at: moment(completed_at),
        }),
    ),
    thread_id: result.threadId,
    execution_time: result.executionTime,
    adapter_response: result.adapterResponse,
    message: result.message,
    failures: result.failures,
    node: nodeOfResult(result, manifest),
    unique_id: result.label.id,
    compiled: result.compiled,
    compiled_code: result.compiledCode,
    relation_name: result.relationName,
    batch_results: null,
    agate_table: null,
  });
}

/** The names that hooks after a run see besides the usual ones. */
export function hookNames(
  { results, schemas, databaseSchemas }: HookFacts,
  manifest: Manifest,
): Map<string, (render: RenderState) => Value> {
  return new Map<string, (render: RenderState) => Value>([
    ["results", () => results.map((result) => runResult(result, manifest))],
    ["schemas", () => [...schemas]],
    ["database_schemas", () => databaseSchemas.map((pair) => Tuple.from<Value>(pair))],
  ]);
}
