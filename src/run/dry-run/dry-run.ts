/**
 * What a run would do, node by node, and whether the warehouse would accept it. Nothing is written:
 * no schema, no relation, no file of `target/`.
 *
 * A node that reads what the run makes or changes is checked against empty tables of the columns that
 * will be there. Where these cannot be told before, the node is not checked, and says so.
 */
import type { PlannedNode } from "../../core/event.ts";
import type { JsonObject } from "../../core/node.ts";
import { announce, type RunOptions } from "../announce.ts";
import { labelOf } from "../label.ts";
import { ObservedSession } from "../observed-session.ts";
import type { Plan, Step } from "../plan.ts";
import type { NodeCompiler, RunContext } from "../ports.ts";
import { runHooksOf } from "../run-hooks.ts";
import { schedule } from "../schedule.ts";
import { storesFailures } from "../stored.ts";
import { storedName } from "../stored-name.ts";
import { schemasOf } from "../warehouse.ts";
import { checkSelect, type DryRun, estimateOf, type Place } from "./check-select.ts";
import { Outlooks } from "./outlook.ts";
import { type Found, planBuilt } from "./plan-built.ts";
import type { PlannedTables } from "./planned-tables.ts";
import { ReadingSession } from "./reading-session.ts";

/** How nodes are compiled over planned tables. */
export interface Planner {
  readonly compiler: NodeCompiler;
  readonly tables: PlannedTables;
}

/** What a test, a function or an exposure comes to. */
async function planOther({ node, because }: Step, place: Place): Promise<Found> {
  const { invocation } = place.context;
  switch (node.resource_type) {
    case "test": {
      const stores = storesFailures(node, invocation.storeFailures);
      const deed = stores ? `${because}, and keep failing rows` : because;
      const checked = await checkSelect(node, undefined, place);
      if (checked.verdict !== "valid") return { action: "test", deed, ...checked };
      // How many rows fail is not what a plan can tell.
      const { rows: _, ...told } = await estimateOf(checked, checked.query.text, place);
      return { action: "test", deed, verdict: "valid", ...told };
    }
    case "function":
      place.outlooks.set(node.unique_id, "absent");
      return {
        action: "create",
        deed: "create or replace",
        verdict: "unchecked",
        reason: "the warehouse reads a function when it is made",
      };
    case "unit_test":
      return {
        action: "test",
        deed: because,
        verdict: "unchecked",
        reason: "reads rows of its own, which a run gives it",
      };
    default:
      return { action: "none", deed: "nothing to run", verdict: "valid" };
  }
}

async function planned(step: Step, place: Place): Promise<Found> {
  const { node } = step;
  switch (node.resource_type) {
    case "model":
    case "seed":
    case "snapshot":
      return await planBuilt(node, place);
    default:
      return await planOther(step, place);
  }
}

class Rehearsal {
  readonly #plan: Plan;
  readonly #run: DryRun;
  readonly #options: RunOptions;
  readonly #found: (PlannedNode | undefined)[] = [];
  #told = 0;

  constructor(plan: Plan, run: DryRun, options: RunOptions) {
    this.#plan = plan;
    this.#run = run;
    this.#options = options;
  }

  async run(): Promise<boolean> {
    const { context } = this.#run;
    const { clock, emit } = context;
    const start = clock.elapsed();
    const { steps, threads } = this.#plan;
    announce(
      steps.map(({ node }) => node),
      threads,
      context,
      { ...this.#options, dryRun: true },
    );
    await this.#schemas();
    this.#hooks("on-run-start");
    const position = new Map(steps.map(({ id }, index) => [id, index]));
    const tasks = steps.map(({ after }) => ({
      after: after.flatMap((id) => position.get(id) ?? []),
      weight: 1,
    }));
    const { stopped } = await schedule(tasks, {
      threads,
      failFast: false,
      signal: this.#options.signal,
      run: async (index, _, signal) => {
        await this.#step(index, signal);
        return "done";
      },
      skip: () => undefined,
      crashed: (_, error) => {
        throw error;
      },
    });
    if (!stopped) this.#hooks("on-run-end");
    const all = this.#found.filter((node) => node !== undefined);
    const ms = clock.elapsed() - start;
    emit({ type: "plan:done", planned: all, ms, stopped: stopped !== undefined, at: clock.now() });
    return !stopped && all.every(({ verdict }) => verdict !== "invalid");
  }

  async #step(index: number, signal: AbortSignal): Promise<void> {
    const { context } = this.#run;
    const { adapter, emit, clock } = context;
    const { steps } = this.#plan;
    const step = steps[index];
    if (!step) throw new Error(`the plan has no step ${index}`);
    const { node, after } = step;
    const inner = await adapter.session();
    if ("config" in node) inner.configure?.(node.config as JsonObject);
    const comment = await context.compiler.queryComment?.(step.id);
    const observed = new ObservedSession(inner, {
      node: step.id,
      emit,
      clock,
      stopped: signal,
      comment,
    });
    try {
      const session = new ReadingSession(observed, adapter.dialect);
      const found = await planned(step, { ...this.#run, session });
      const place = { index: index + 1, total: steps.length };
      const label = labelOf(node, adapter.defaultDatabase, place);
      this.#found[index] = { label, after, ...found };
    } finally {
      observed.release();
    }
    this.#tell();
  }

  /** Nodes are told of in the order of the plan, each as soon as those before it are known. */
  #tell(): void {
    const { emit, clock } = this.#run.context;
    for (;;) {
      const next = this.#found[this.#told];
      if (next === undefined) return;
      this.#told += 1;
      emit({ type: "node:planned", planned: next, at: clock.now() });
    }
  }

  #note(message: string): void {
    const { emit, clock } = this.#run.context;
    emit({ type: "log", level: "info", message, at: clock.now() });
  }

  async #schemas(): Promise<void> {
    const { context } = this.#run;
    const { adapter, invocation } = context;
    const nodes = this.#plan.steps.map(({ node }) => node);
    const wanted = schemasOf(nodes, adapter.defaultDatabase, invocation.storeFailures).map(
      (schema) => storedName({ ...schema, name: "" }, undefined, context),
    );
    for (const database of new Set(wanted.map((place) => place.database))) {
      const there = new Set((await adapter.schemas(database)).map((name) => name.toLowerCase()));
      for (const { database: other, schema } of wanted) {
        if (other === database && !there.has(schema.toLowerCase())) {
          this.#note(`creates the schema ${schema}`);
        }
      }
    }
  }

  #hooks(kind: "on-run-start" | "on-run-end"): void {
    for (const { name } of runHooksOf(this.#run.context.manifest, kind)) {
      this.#note(`runs the hook ${name}`);
    }
  }
}

/**
 * Tells what a plan would do, in events.
 *
 * @returns Whether nothing is known to be wrong with it.
 * @throws PtxError when the warehouse cannot be opened.
 */
export function dryRun(
  plan: Plan,
  context: RunContext,
  { compiler: planner, tables }: Planner,
  options: RunOptions,
): Promise<boolean> {
  const outlooks = new Outlooks(context.manifest);
  return new Rehearsal(plan, { context, planner, planned: tables, outlooks }, options).run();
}
