/**
 * What happens during a command, as data. Stages emit events; reporters are the only readers, and
 * `logs/` holds the same stream. Adding a kind: extend the union, and the compiler names every
 * reporter that must learn it.
 */
import type { Diagnostic } from "./error.ts";
import type { Location } from "./location.ts";
import type { Json, JsonObject, NodeId, ResourceType } from "./node.ts";

/** dbt's statuses. Models: success, error, skipped, no-op. Tests: pass, fail, warn, error, skipped. */
export type Status =
  | "success"
  | "error"
  | "fail"
  | "warn"
  | "skipped"
  | "pass"
  | "partial success"
  | "no-op"
  | "runtime error";

/** How a node is shown; reporters cannot see the manifest. */
export interface NodeLabel {
  readonly id: NodeId;
  readonly type: ResourceType | "source" | "unit_test";
  readonly name: string;
  /** `main.dim_customers`; the name alone for what has no relation. */
  readonly relation: string;
  readonly materialized: string;
  /** `models/marts/dim_customers.sql`, or the YAML file of a generic test. */
  readonly file: string;
  /** 1-based position of this node in the run, and of how many. */
  readonly index: number;
  readonly total: number;
  /** Facts that only machine-readable logs show. */
  readonly info?: NodeInfo | undefined;
}

/** What dbt's JSON logs call `node_info`, as far as it is known before the node runs. */
export interface NodeInfo {
  readonly path: string;
  readonly checksum: string;
  readonly meta: JsonObject;
  readonly database: string | null;
  readonly schema: string;
  readonly alias: string;
  readonly relationName: string | null;
}

export interface Timing {
  readonly name: "compile" | "execute";
  readonly started_at: string;
  readonly completed_at: string;
}

/** The outcome of one node, with the keys of run_results v6. */
export interface NodeResult {
  readonly label: NodeLabel;
  readonly status: Status;
  readonly timing: readonly Timing[];
  readonly threadId: string;
  /** Seconds. */
  readonly executionTime: number;
  readonly adapterResponse: JsonObject;
  readonly message: string | null;
  readonly failures: number | null;
  readonly compiled: boolean | null;
  readonly compiledCode: string | null;
  /** `target/compiled/…`, relative to the project root. */
  readonly compiledPath: string | null;
  readonly relationName: string | null;
  readonly error?: Diagnostic | undefined;
  /** Tests: how the count was judged, e.g. `configured to fail if != 0`. */
  readonly judged?: string | undefined;
  /** Up to five failing rows, for the report. */
  readonly sample?: readonly JsonObject[] | undefined;
  /** Skipped nodes: the node upstream that failed. */
  readonly skippedBy?: NodeId | undefined;
  /** Microbatch models: start and end of each batch, as ISO 8601. */
  readonly batchResults?:
    | {
        readonly successful: readonly (readonly [string, string])[];
        readonly failed: readonly (readonly [string, string])[];
      }
    | undefined;
  /** Failing tests: where the test is declared. */
  readonly at?: Location | undefined;
}

/** What a dry run found out about one node: what a run would do, and whether it can. */
export interface PlannedNode {
  readonly label: NodeLabel;
  /** `create`, `replace`, `merge`, …: one word for programs. */
  readonly action: string;
  /** The same for people: `merge into the table by id`. */
  readonly deed: string;
  /** Nodes of the run that it waits for. */
  readonly after: readonly NodeId[];
  /** `unchecked`: nothing can be said yet, and `reason` says why. */
  readonly verdict: "valid" | "invalid" | "unchecked";
  readonly reason?: string | undefined;
  readonly error?: Diagnostic | undefined;
  readonly bytes?: number | undefined;
  readonly rows?: number | undefined;
  readonly cost?: { readonly amount: number; readonly currency: string } | undefined;
}

export type LogLevel = "debug" | "info" | "warn" | "error";

export type Event = Readonly<
  | {
      type: "run:start";
      command: string;
      version: string;
      project: string;
      target: string;
      adapter: string;
      /** Where the warehouse is, without secrets: `ptx.duckdb`. */
      place: string;
      threads: number;
      /** Number of selected nodes by resource type. */
      counts: Readonly<Partial<Record<ResourceType, number>>>;
      total: number;
      /** Milliseconds from start to plan. */
      planMs: number;
      /** Nothing is written: nodes are planned, and what comes of them is `node:planned`. */
      dryRun?: boolean;
      at: Date;
    }
  /** In the order of the run; instead of `node:start` and `node:done`. */
  | { type: "node:planned"; planned: PlannedNode; at: Date }
  /** The end of a dry run. */
  | {
      type: "plan:done";
      planned: readonly PlannedNode[];
      ms: number;
      /** Set when a signal ended it early. */
      stopped: boolean;
      at: Date;
    }
  | { type: "node:start"; label: NodeLabel; at: Date }
  | { type: "node:done"; result: NodeResult; at: Date }
  /** Tests on one relation that one statement answered; their `node:done` events follow. */
  | { type: "batch:done"; relation: string; tests: number; scans: number; ms: number; at: Date }
  | { type: "hook:start"; name: string; index: number; total: number; at: Date }
  | {
      type: "hook:done";
      name: string;
      index: number;
      total: number;
      ms: number;
      at: Date;
      error?: Diagnostic;
    }
  | { type: "log"; level: LogLevel; message: string; node?: NodeId | undefined; at: Date }
  | { type: "diagnostic"; diagnostic: Diagnostic; at: Date }
  /** A statement as it was sent, for `--log-level debug` and the log file. */
  | { type: "statement"; node: NodeId | undefined; sql: string; ms: number; at: Date }
  | {
      type: "run:done";
      results: readonly NodeResult[];
      ms: number;
      at: Date;
      /** Set when a signal or `--fail-fast` ended the run early. */
      stopped?: { reason: "signal" | "fail-fast"; signal?: string; remaining: number };
    }
  /** Rows to print: `show`, `ls`, `run-operation`. */
  | { type: "output"; text: string; data?: Json }
>;

export type Emit = (event: Event) => void;
