/** `run_results.json`, version 6: what a run did, node by node. */
import { PtxError } from "../core/error.ts";
import type { NodeResult } from "../core/event.ts";
import { asNodeId, type JsonObject, type NodeId } from "../core/node.ts";
import { type MetadataFacts, metadataOf, schemaOf } from "./metadata.ts";

export interface RunFacts extends MetadataFacts {
  readonly elapsedSeconds: number;
}

/** The artifact of a run; `args` say how to repeat it. */
export function toRunResultsJson(results: readonly NodeResult[], facts: RunFacts) {
  const args: JsonObject = { ...facts.invocation.args, which: facts.invocation.command };
  return {
    metadata: metadataOf("run-results", facts),
    results: results.map(resultJson),
    elapsed_time: facts.elapsedSeconds,
    args,
  };
}

/** What has a template of its own: whether it is compiled is always known. */
const compilable = /^(model|snapshot|test|analysis|operation|sql_operation)\./;

function resultJson(result: NodeResult) {
  return {
    status: result.status,
    timing: result.timing,
    thread_id: result.threadId,
    execution_time: result.executionTime,
    adapter_response: result.adapterResponse,
    message: result.message,
    failures: result.failures ?? (result.status === "no-op" ? 0 : null),
    unique_id: result.label.id,
    compiled: result.compiled ?? (compilable.test(result.label.id) ? false : null),
    compiled_code: result.compiledCode,
    // dbt names relations of what it compiles only, which a seed is not.
    relation_name: result.label.id.startsWith("seed.") ? null : result.relationName,
    // Only microbatch models have these.
    batch_results: result.batchResults ?? null,
  };
}

/** What an earlier run left behind, as far as repeating and selecting need it. */
export interface EarlierRun {
  readonly statuses: ReadonlyMap<NodeId, string>;
  readonly args: JsonObject;
  /** Batches that failed, of models of which others were built. */
  readonly batches: ReadonlyMap<NodeId, [string, string][]>;
}

/** Batches that failed while others were built: only these are to be repeated. */
function failedBatches({ batch_results: batches }: Record<string, unknown>): [string, string][] {
  if (!isRecord(batches)) return [];
  const { successful, failed } = batches;
  const some = (list: unknown): list is [string, string][] =>
    Array.isArray(list) && list.length > 0;
  return some(successful) && some(failed) ? failed : [];
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/**
 * The run inside a `run_results.json`, of ptx or of dbt.
 *
 * @param json The parsed file.
 * @param file Its path, for messages.
 * @throws PtxError PTX5001 when it is none, PTX5002 when it is of another version than 6.
 */
export function runResultsFromJson(json: unknown, file = "run_results.json"): EarlierRun {
  const { metadata, results, args } = isRecord(json) ? json : {};
  if (!isRecord(metadata) || !Array.isArray(results)) {
    throw new PtxError("PTX5001", `${file} holds no results of a run`, {
      hint: "point to the folder that an earlier run wrote its artifacts to (target/)",
    });
  }
  if (metadata["dbt_schema_version"] !== schemaOf("run-results")) {
    const found = String(metadata["dbt_schema_version"] ?? "no version");
    throw new PtxError(
      "PTX5002",
      `${file} is of another version than ${schemaOf("run-results")}: found ${found}`,
      {
        hint: "write it again with ptx, or with dbt 1.8 or newer",
      },
    );
  }
  const statuses = new Map<NodeId, string>();
  const batches = new Map<NodeId, [string, string][]>();
  for (const result of results) {
    if (!isRecord(result)) continue;
    const id = asNodeId(String(result["unique_id"]));
    statuses.set(id, String(result["status"]));
    const failed = failedBatches(result);
    if (failed.length > 0) batches.set(id, failed);
  }
  return { statuses, batches, args: isRecord(args) ? (args as JsonObject) : {} };
}
