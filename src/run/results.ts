/** Outcomes of nodes with the keys of run_results. */
import type { StatementResult } from "../core/adapter.ts";
import { type Diagnostic, diagnosticsOf } from "../core/error.ts";
import type { NodeLabel, NodeResult, Timing } from "../core/event.ts";
import type { JsonObject } from "../core/node.ts";
import type { Project } from "../core/project.ts";
import type { Clock, RunContext } from "./ports.ts";

/** Measures the phases of one node. */
export class Stopwatch {
  readonly timing: Timing[] = [];
  readonly #clock: Clock;
  readonly #start: number;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#start = clock.elapsed();
  }

  get seconds(): number {
    return (this.#clock.elapsed() - this.#start) / 1000;
  }

  async phase<T>(name: Timing["name"], work: () => Promise<T>): Promise<T> {
    const started_at = this.#clock.now().toISOString();
    try {
      return await work();
    } finally {
      this.timing.push({ name, started_at, completed_at: this.#clock.now().toISOString() });
    }
  }
}

/** Results that belong together; with `batch`, those of tests that one statement answered. */
export interface ResultGroup {
  readonly results: readonly NodeResult[];
  readonly batch?: { readonly relation: string; readonly scans: number; readonly ms: number };
}

/** What every result says, before anything is known. */
export function blankResult(label: NodeLabel, thread: number): NodeResult {
  return {
    label,
    status: "skipped",
    timing: [],
    threadId: thread === 0 ? "main" : `Thread-${thread}`,
    executionTime: 0,
    adapterResponse: {},
    message: null,
    failures: null,
    compiled: null,
    compiledCode: null,
    compiledPath: null,
    relationName: label.info?.relationName ?? null,
  };
}

/** dbt's `adapter_response`. */
export function responseOf({ message, code, rowsAffected, facts }: StatementResult): JsonObject {
  return {
    _message: message,
    ...(code === undefined ? {} : { code }),
    ...(rowsAffected === undefined ? {} : { rows_affected: rowsAffected }),
    ...facts,
  };
}

/** An error as the user sees it. A plain `Error` is a bug in ptx, and says so. */
export function diagnosticFor(error: unknown): Diagnostic {
  const [first, ...others] = diagnosticsOf(error) ?? [];
  if (first) {
    const also = others.map(({ code, message }) => `${code} ${message}`);
    return also.length === 0 ? first : { ...first, message: [first.message, ...also].join("\n") };
  }
  const told = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return {
    code: "PTX6001",
    severity: "error",
    message: `ptx has a bug: ${told}`,
    hint: "Please report it with the stack that `--log-level debug` prints.",
  };
}

/** The message of a failed node for run_results: where, then what. */
export function failureMessage(
  { message, at }: Diagnostic,
  { type, name, file }: NodeLabel,
): string {
  const place = at ? `${at.file}:${at.line}:${at.column}` : file;
  const lines = message.split("\n").map((line) => `  ${line}`.trimEnd());
  return [`Error in ${type} ${name} (${place})`, ...lines].join("\n");
}

/** The result of a node that an error ended; the stack of a bug goes to the debug log. */
export function failed(
  result: NodeResult,
  error: unknown,
  { emit, clock }: Pick<RunContext, "emit" | "clock">,
): NodeResult {
  const diagnostic = diagnosticFor(error);
  const { label } = result;
  if (diagnostic.code === "PTX6001" && error instanceof Error) {
    const message = error.stack ?? error.message;
    emit({ type: "log", level: "debug", message, node: label.id, at: clock.now() });
  }
  const message = failureMessage(diagnostic, label);
  return { ...result, status: "error", error: diagnostic, message };
}

/** The outcome of a unit test by its difference; one without a difference has passed. */
export const verdict = (difference: string | undefined) => ({
  status: difference === undefined ? ("pass" as const) : ("fail" as const),
  failures: difference === undefined ? 0 : 1,
  message: difference ?? null,
  adapterResponse: { _message: "OK" },
});

/** A path below `target/`, as shown and recorded: relative to the project where it lies inside. */
export function targetFile({ targetPath, root }: Project, path: string): string {
  const folder = targetPath.startsWith(`${root.root}/`)
    ? targetPath.slice(root.root.length + 1)
    : targetPath;
  return `${folder}/${path}`;
}
