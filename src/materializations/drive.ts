/** Runs a plan on a session: the one place that knows what each step means. */
import type { Session, StatementResult } from "../core/adapter.ts";
import type { Answer, Plan, Step } from "./materialization.ts";

/** What a plan needs beside a session. */
export interface Effects {
  readonly session: Session;
  /** Renders a hook and runs it. */
  hook(when: "pre" | "post", index: number): Promise<void>;
  seed(step: Extract<Step, { kind: "seed" }>): Promise<StatementResult>;
  /** Renders the node's template for one iteration. */
  render?(step: Extract<Step, { kind: "render" }>): Promise<string>;
  progress?(message: string): void;
  /** Each statement before it is sent: for logs and `target/run`. */
  onStatement?(step: Extract<Step, { kind: "sql" }>): void;
  warn?(message: string): void;
}

/**
 * Runs a plan to its end.
 *
 * @returns What the main statement (or seed) did; `undefined` when the plan had none.
 * @throws What a step throws, after the rollback of an open transaction.
 */
export async function drive(plan: Plan, effects: Effects): Promise<StatementResult | undefined> {
  const runner = new Runner(plan, effects);
  await runner.until("end");
  return runner.main;
}

class Runner {
  main: StatementResult | undefined;
  readonly #plan: Plan;
  readonly #effects: Effects;
  #answer: Answer;

  constructor(plan: Plan, effects: Effects) {
    this.#plan = plan;
    this.#effects = effects;
  }

  async until(end: "end" | "commit"): Promise<void> {
    for (;;) {
      const next = this.#plan.next(this.#answer);
      if (next.done) return;
      const step = next.value;
      if (step.kind === "commit" && end === "commit") {
        this.#answer = undefined;
        return;
      }
      this.#answer = await this.#perform(step);
    }
  }

  async #perform(step: Step): Promise<Answer> {
    const { session, hook, seed, onStatement, warn, render, progress } = this.#effects;
    switch (step.kind) {
      case "sql": {
        onStatement?.(step);
        const result = await session.execute(step.sql);
        if (step.main) this.main = result;
        return result;
      }
      case "seed": {
        const { rowsAffected } = await seed(step);
        const message = `${step.message} ${rowsAffected ?? 0}`;
        this.main = { rowsAffected, message, code: step.message };
        return this.main;
      }
      case "hook":
        await hook(step.when, step.index);
        return undefined;
      case "columns":
        return session.columns(step.relation);
      case "describe":
        return session.describe(step.sql);
      case "rows":
        return (await session.query(step.sql)).rows.map((row) => row.map(String));
      case "values":
        return (await session.query(step.sql)).rows;
      case "render":
        if (render === undefined) throw new Error("nobody renders the iterations of this plan");
        return render(step);
      case "progress":
        progress?.(step.message);
        return undefined;
      case "result":
        this.main = step.result;
        return undefined;
      case "warn":
        warn?.(step.message);
        return undefined;
      case "nothing":
        this.main = { rowsAffected: undefined, message: step.message, code: "skip" };
        return undefined;
      case "begin":
        this.#answer = undefined;
        await session.transaction(() => this.until("commit"));
        return undefined;
      case "commit":
        throw new Error("a plan commits what it did not begin");
    }
  }
}
