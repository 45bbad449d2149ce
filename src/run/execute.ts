/** Does a plan: hooks, then every unit in its turn, then what was left out; tells all of it in events. */
import type { NodeLabel, NodeResult } from "../core/event.ts";
import type { NodeId } from "../core/node.ts";
import { announce, type RunOptions, stoppedBy } from "./announce.ts";
import { CompiledFiles } from "./compiled-files.ts";
import { labelOf } from "./label.ts";
import { ObservedSession } from "./observed-session.ts";
import type { Plan, Step } from "./plan.ts";
import type { RunContext } from "./ports.ts";
import { blankResult, type ResultGroup } from "./results.ts";
import { hookFacts, runHooks } from "./run-hooks.ts";
import { runUnit } from "./run-unit.ts";
import { type Ended, type Outcome, schedule } from "./schedule.ts";
import { storedName } from "./stored-name.ts";
import { createSchemas, schemasOf } from "./warehouse.ts";

export interface RunEnd {
  /** Of hooks and nodes, in the order in which they ended; what did not run comes last. */
  readonly results: readonly NodeResult[];
  /** Nothing failed, nothing was left out, all files were written. */
  readonly ok: boolean;
}

const failing: ReadonlySet<string> = new Set(["error", "fail", "partial success", "runtime error"]);

class Execution {
  readonly #plan: Plan;
  readonly #context: RunContext;
  readonly #options: RunOptions;
  readonly #written: CompiledFiles;
  readonly #results: NodeResult[] = [];
  /** Of each unit that failed, the node that failed first. */
  readonly #failedNode = new Map<number, NodeId>();
  #started = 0;

  constructor(plan: Plan, context: RunContext, options: RunOptions) {
    this.#plan = plan;
    this.#context = context;
    this.#options = options;
    this.#written = new CompiledFiles(context.files, context.project.targetPath);
  }

  async run(): Promise<RunEnd> {
    const { adapter, clock, emit, invocation } = this.#context;
    const start = clock.elapsed();
    const nodes = this.#plan.steps.map(({ node }) => node);
    announce(nodes, this.#plan.threads, this.#context, this.#options);
    await createSchemas(
      adapter,
      schemasOf(nodes, adapter.defaultDatabase, invocation.storeFailures).map((schema) =>
        storedName({ ...schema, name: "" }, undefined, this.#context),
      ),
    );

    const begun = await this.#hooks("on-run-start");
    const ended = begun ? await this.#schedule() : this.#leaveAll();
    if (ended.stopped?.reason !== "signal") await this.#hooks("on-run-end");
    this.#leave(ended);

    const unwritten = this.#written.finish();
    if (unwritten) emit({ type: "diagnostic", diagnostic: unwritten, at: clock.now() });
    const results = this.#results;
    const left = ended.remaining.flatMap((index) => this.#plan.units[index]?.steps ?? []);
    const stopped = stoppedBy(ended, left.length, this.#options);
    emit({ type: "run:done", results, ms: clock.elapsed() - start, at: clock.now(), ...stopped });
    const fine = results.every(({ status, label }) => {
      const isFineSkipped = label.type === "exposure" || label.type === "saved_query";
      return !failing.has(status) && (status !== "skipped" || isFineSkipped);
    });
    return { results, ok: fine && !unwritten && !ended.stopped };
  }

  /** @returns Whether the nodes may run: dbt runs them after failed hooks too, unless told not to. */
  async #hooks(kind: "on-run-start" | "on-run-end"): Promise<boolean> {
    const { adapter, emit, clock, project } = this.#context;
    const inner = await adapter.session();
    const session = new ObservedSession(inner, { node: undefined, emit, clock });
    try {
      const context = this.#context;
      const facts = kind === "on-run-end" ? hookFacts(context, this.#results) : undefined;
      const results = await runHooks(kind, { session, context, facts, written: this.#written });
      this.#results.push(...results);
      const strict = project.root.flags["skip_nodes_if_on_run_start_fails"] === true;
      return !strict || results.every(({ status }) => status === "success");
    } finally {
      session.release();
    }
  }

  #schedule(): Promise<Ended> {
    const { units, threads } = this.#plan;
    return schedule(units, {
      threads,
      failFast: this.#options.failFast,
      signal: this.#options.signal,
      run: (index, thread, stopped) => this.#unit(index, thread, stopped),
      skip: (index, cause) => this.#skip(index, cause),
      crashed: (_, error) => {
        throw error;
      },
    });
  }

  #label(step: Step): NodeLabel {
    this.#started += 1;
    const position = { index: this.#started, total: this.#plan.steps.length };
    return labelOf(step.node, this.#context.adapter.defaultDatabase, position);
  }

  #done(result: NodeResult): void {
    this.#results.push(result);
    this.#context.emit({ type: "node:done", result, at: this.#context.clock.now() });
  }

  async #unit(index: number, thread: number, stopped: AbortSignal): Promise<Outcome> {
    const { emit, clock } = this.#context;
    const unit = this.#plan.units[index];
    if (!unit) throw new Error(`the plan has no unit ${index}`);
    const labels = unit.steps.map((step) => this.#label(step));
    for (const label of labels) emit({ type: "node:start", label, at: clock.now() });
    const place = { thread, stopped, context: this.#context, written: this.#written };
    return this.#settle(index, await runUnit(unit, labels, place), stopped);
  }

  #settle(index: number, groups: readonly ResultGroup[], stopped: AbortSignal): Outcome {
    const { emit, clock } = this.#context;
    let outcome: Outcome = "done";
    for (const { results, batch } of groups) {
      if (batch) emit({ type: "batch:done", ...batch, tests: results.length, at: clock.now() });
      for (const result of results) {
        const one = this.#settleOne(index, result, stopped);
        if (one !== "done" && outcome !== "cancelled") outcome = one;
      }
    }
    return outcome;
  }

  #settleOne(index: number, result: NodeResult, stopped: AbortSignal): Outcome {
    if (stopped.aborted && result.error?.code === "PTX4003") {
      const { error: _error, ...rest } = result;
      this.#done({ ...rest, status: "skipped", message: "cancelled" });
      return "cancelled";
    }
    this.#done(result);
    if (!failing.has(result.status)) return "done";
    if (!this.#failedNode.has(index)) this.#failedNode.set(index, result.label.id);
    return "failed";
  }

  #skip(index: number, cause: number): void {
    const skippedBy = this.#failedNode.get(cause);
    for (const step of this.#plan.units[index]?.steps ?? []) {
      this.#done({ ...blankResult(this.#label(step), 0), skippedBy });
    }
  }

  /** The nodes of a run whose `on-run-start` failed, for projects that ask for that. */
  #leaveAll(): Ended {
    this.#plan.units.forEach((_, index) => {
      this.#skip(index, -1);
    });
    return { stopped: undefined, remaining: [] };
  }

  /** What never started is a result too, so that a retry knows of it. */
  #leave({ stopped, remaining }: Ended): void {
    if (!stopped) return;
    const message =
      stopped.reason === "signal" ? "not run: interrupted" : "not run: an earlier node failed";
    for (const index of remaining) {
      for (const step of this.#plan.units[index]?.steps ?? []) {
        this.#results.push({ ...blankResult(this.#label(step), 0), message });
      }
    }
  }
}

/**
 * Runs a plan to its end.
 *
 * @throws PtxError when the warehouse cannot be opened or its schemas cannot be created: nothing
 *   ran then. What goes wrong with a node is its result.
 */
export function executePlan(plan: Plan, context: RunContext, options: RunOptions): Promise<RunEnd> {
  return new Execution(plan, context, options).run();
}
