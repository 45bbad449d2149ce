/** How old the rows of a source are: what the freshness check finds, in the terms of sources.json. */
import type { Timing } from "./event.ts";
import type { JsonObject, NodeId } from "./node.ts";

interface Checked {
  readonly id: NodeId;
  readonly timing: readonly Timing[];
  readonly threadId: string;
  /** Seconds. */
  readonly executionTime: number;
}

/** A source whose newest row was found. */
export interface FreshnessMeasured extends Checked {
  readonly status: "pass" | "warn" | "error";
  /** Newest `loaded_at_field`, as ISO 8601 with offset. */
  readonly maxLoadedAt: string;
  /** The warehouse's clock at that moment. */
  readonly snapshottedAt: string;
  readonly ageSeconds: number;
  /** `freshness` of the source: `warn_after`, `error_after`, `filter`. */
  readonly criteria: JsonObject;
  readonly adapterResponse: JsonObject;
}

/** A source that could not be asked. */
export interface FreshnessFailed extends Checked {
  readonly status: "runtime error";
  readonly error: string;
}

export type SourceFreshnessResult = FreshnessMeasured | FreshnessFailed;
