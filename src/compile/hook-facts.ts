/** What `on-run-end` hooks can read of the run behind them. */
import type { NodeResult } from "../core/event.ts";
import { type Manifest, nodeOf } from "../core/manifest.ts";
import { methods } from "../jinja/params.ts";
import { datetimeOf } from "../jinja/python/datetime.ts";
import { PyObject, Tuple, type Value } from "../jinja/value.ts";
import type { RenderState } from "./render-state.ts";
import { bound } from "./values/method-table.ts";

export interface HookFacts {
  readonly results: readonly NodeResult[];
  /** Schemas that a node of this run was built in. */
  readonly schemas: readonly string[];
  readonly databaseSchemas: readonly (readonly [database: string | null, schema: string])[];
}

/** One of `results`: a node's outcome, with the names of run_results. */
class RunResult extends PyObject {
  readonly typeName = "RunResult";
  readonly fields: Readonly<Record<string, Value>>;
  constructor(result: NodeResult, manifest: Manifest) {
    super();
    const node = nodeOf(manifest, result.label.id);
    const moment = (text: string): Value => datetimeOf(new Date(text));
    this.fields = {
      status: result.status,
      timing: result.timing.map(({ name, started_at, completed_at }) => ({
        name,
        started_at: moment(started_at),
        completed_at: moment(completed_at),
      })),
      thread_id: result.threadId,
      execution_time: result.executionTime,
      adapter_response: result.adapterResponse,
      message: result.message,
      failures: result.failures,
      node: node ?? null,
      unique_id: result.label.id,
      compiled: result.compiled,
      compiled_code: result.compiledCode,
      relation_name: result.relationName,
      batch_results: null,
      agate_table: null,
    };
  }
  getattr(name: string): Value | undefined {
    return Object.hasOwn(this.fields, name) ? this.fields[name] : bound(resultMethods, this, name);
  }
  override str(): string {
    return `RunResult(status=${String(this.fields["status"])}, unique_id='${String(this.fields["unique_id"])}')`;
  }
}

const resultMethods = methods<RunResult>({
  "to_dict omit_none?": (self) => new Map(Object.entries(self.fields)),
  "get key default?": (self, key, fallback) => self.fields[String(key)] ?? fallback ?? null,
});

/** The names that hooks after a run see besides the usual ones. */
export function hookNames(
  { results, schemas, databaseSchemas }: HookFacts,
  manifest: Manifest,
): Map<string, (render: RenderState) => Value> {
  return new Map<string, (render: RenderState) => Value>([
    ["results", () => results.map((result) => new RunResult(result, manifest))],
    ["schemas", () => [...schemas]],
    ["database_schemas", () => databaseSchemas.map((pair) => Tuple.from<Value>(pair))],
  ]);
}
