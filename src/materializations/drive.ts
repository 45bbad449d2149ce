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

type Statement = Extract<Step, { kind: "sql" }>;

class Runner {
  main: StatementResult | undefined;
  readonly #plan: Plan;
  readonly #effects: Effects;
  #answer: Answer;
  /** A step that was looked at and is still to be done. */
  #next: Step | undefined;
  /** Statements of a transaction that go in one message, since no step between them asks anything. */
  #unsent: Statement[] = [];

  constructor(plan: Plan, effects: Effects) {
    this.#plan = plan;
    this.#effects = effects;
  }

  async until(end: "end" | "commit"): Promise<void> {
    const { executeAll } = this.#effects.session;
    for (;;) {
      const step = this.#take();
      if (end === "commit" && executeAll && step?.kind === "sql") {
        await this.#collect(step);
        continue;
      }
      await this.#send();
      if (step === undefined) return;
      if (step.kind === "commit" && end === "commit") {
        this.#leave();
        return;
      }
      this.#answer = await this.#perform(step);
    }
  }

  /** The next step; `undefined` behind the last one. */
  #take(): Step | undefined {
    const waiting = this.#next;
    this.#next = undefined;
    if (waiting) return waiting;
    const next = this.#plan.next(this.#answer);
    this.#answer = undefined;
    return next.done ? undefined : next.value;
  }

  /** An error is led back to one select: no message holds two. */
  async #collect(step: Statement): Promise<void> {
    const second = this.#unsent.some(({ selectAt }) => selectAt !== undefined);
    if (second && step.selectAt !== undefined) await this.#send();
    this.#effects.onStatement?.(step);
    this.#unsent.push(step);
  }

  async #send(): Promise<void> {
    const steps = this.#unsent;
    if (steps.length === 0) return;
    this.#unsent = [];
    const results = await this.#effects.session.executeAll?.(steps.map(({ sql }) => sql));
    this.main = results?.findLast((_, i) => steps[i]?.main) ?? this.main;
  }

  /** What follows the commit goes along with it, where the session can do that. */
  #leave(): void {
    const { session, onStatement } = this.#effects;
    const leave = session.afterCommit?.bind(session);
    for (;;) {
      const step = this.#take();
      if (step?.kind !== "sql" || step.main || !leave?.(step.sql)) {
        this.#next = step;
        return;
      }
      onStatement?.(step);
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
        await session.transaction(() => this.until("commit"));
        return undefined;
      case "commit":
        throw new Error("a plan commits what it did not begin");
    }
  }
}
