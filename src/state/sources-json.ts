/** `sources.json`, version 3: how fresh the sources were. */
import type { SourceFreshnessResult } from "../core/freshness.ts";
import { type MetadataFacts, metadataOf } from "./metadata.ts";

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
