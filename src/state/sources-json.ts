/** `sources.json`, version 3: how fresh the sources were. */
import { PtxError } from "../core/error.ts";
import type { SourceFreshnessResult } from "../core/freshness.ts";
import { asNodeId, type NodeId } from "../core/node.ts";
import { type MetadataFacts, metadataOf, schemaOf } from "./metadata.ts";

export interface SourcesFacts extends MetadataFacts {
  readonly elapsedSeconds: number;
}

/** The artifact of a freshness check; sources that could not be asked are listed with their error. */
export function toSourcesJson(results: readonly SourceFreshnessResult[], facts: SourcesFacts) {
  return {
    metadata: metadataOf("sources", facts),
    results: results.map(resultJson),
    elapsed_time: facts.elapsedSeconds,
  };
}

function resultJson(result: SourceFreshnessResult) {
  if (result.status === "runtime error") {
    return { unique_id: result.id, error: result.error, status: result.status };
  }
  const { warn_after = null, error_after = null, filter = null } = result.criteria;
  return {
    unique_id: result.id,
    max_loaded_at: result.maxLoadedAt,
    snapshotted_at: result.snapshottedAt,
    max_loaded_at_time_ago_in_s: result.ageSeconds,
    status: result.status,
    criteria: { warn_after, error_after, filter },
    adapter_response: result.adapterResponse,
    timing: result.timing,
    thread_id: result.threadId,
    execution_time: result.executionTime,
  };
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/**
 * When the newest row of each source was loaded, out of a `sources.json` of ptx or dbt.
 *
 * @param json The parsed file.
 * @param file Its path, for messages.
 * @throws PtxError PTX5001 when it is none, PTX5002 when it is of another version than 3.
 */
export function loadedAtFromJson(json: unknown, file = "sources.json"): Map<NodeId, string> {
  const { metadata, results } = isRecord(json) ? json : {};
  if (!isRecord(metadata) || !Array.isArray(results)) {
    throw new PtxError("PTX5001", `${file} holds no freshness of sources`, {
      hint: "ptx source freshness writes it: copy it from the target folder of that run.",
    });
  }
  if (metadata["dbt_schema_version"] !== schemaOf("sources")) {
    const found = String(metadata["dbt_schema_version"] ?? "no version");
    const message = `${file} is of another version than ${schemaOf("sources")}: found ${found}`;
    throw new PtxError("PTX5002", message, { hint: "Write it again with ptx, or with dbt." });
  }
  const loaded = new Map<NodeId, string>();
  for (const result of results) {
    if (!isRecord(result) || typeof result["max_loaded_at"] !== "string") continue;
    loaded.set(asNodeId(String(result["unique_id"])), result["max_loaded_at"]);
  }
  return loaded;
}
