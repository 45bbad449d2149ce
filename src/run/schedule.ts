/**
 * Runs tasks in dependency order, several at once. Knows no warehouse and no node: a task is an
 * index, its dependencies and a weight, so every rule about order is tested here without SQL.
 */
import { childrenOf, ranks, type Task } from "./priority.ts";
import { ReadyQueue } from "./ready-queue.ts";

/** What the work on a task came to. `cancelled`: it was stopped half-way and left nothing behind. */
export type Outcome = "done" | "failed" | "cancelled";

export type Stop = { readonly reason: "signal" | "fail-fast" };

export interface Work {
  readonly threads: number;
  readonly failFast: boolean;
  /** Aborting it starts nothing new; what runs is told through the signal that `run` receives. */
  readonly signal?: AbortSignal | undefined;
  /** Does one task. A rejection is a bug in ptx; it ends as `crashed` and counts as failed. */
  run(task: number, thread: number, stopped: AbortSignal): Promise<Outcome>;
  /** A task cannot run because `cause`, somewhere upstream, failed. */
  skip(task: number, cause: number): void;
  crashed(task: number, error: unknown): void;
}

export interface Ended {
  /** Set when the run ended before every task was done, failed or skipped. */
  readonly stopped: Stop | undefined;
  /** Tasks that never started, in position order; empty unless stopped. */
  readonly remaining: readonly number[];
}

/** One run over the tasks; lives as long as `schedule`. */
class Pool {
  readonly #work: Work;
  readonly #children: readonly (readonly number[])[];
  readonly #rank: readonly number[];
  readonly #byRank: readonly number[];
  readonly #ready = new ReadyQueue();
  /** How many tasks each task still waits for. */
  readonly #waiting: number[];
  /** The failed task upstream of a task that cannot run. */
  readonly #cause = new Map<number, number>();
  readonly #settled: boolean[];
  readonly #free: number[];
  readonly #stop = new AbortController();
  #active = 0;
  #stopped: Stop | undefined;
  #bug: { readonly error: unknown } | undefined;
  #finish: () => void = () => undefined;

  constructor(tasks: readonly Task[], work: Work) {
    this.#work = work;
    this.#children = childrenOf(tasks);
    this.#rank = ranks(tasks, this.#children);
    const byRank: number[] = [];
    this.#rank.forEach((rank, index) => {
      byRank[rank] = index;
    });
    this.#byRank = byRank;
    this.#waiting = tasks.map(({ after }) => new Set(after).size);
    this.#settled = tasks.map(() => false);
    const threads = Math.max(1, Math.min(work.threads, tasks.length));
    this.#free = Array.from({ length: threads }, (_, i) => threads - i);
  }

  async run(): Promise<Ended> {
    const { signal } = this.#work;
    const onAbort = (): void => this.#end("signal");
    signal?.addEventListener("abort", onAbort, { once: true });
    try {
      await new Promise<void>((resolve) => {
        this.#finish = resolve;
        if (signal?.aborted === true) onAbort();
        this.#waiting.forEach((count, index) => {
          if (count === 0) this.#ready.push(this.#rank[index] ?? 0);
        });
        this.#fill();
      });
    } finally {
      signal?.removeEventListener("abort", onAbort);
    }
    if (this.#bug) throw this.#bug.error;
    const remaining: number[] = [];
    this.#settled.forEach((settled, index) => {
      if (!settled) remaining.push(index);
    });
    return { stopped: this.#stopped, remaining };
  }

  #end(reason: Stop["reason"]): void {
    this.#stopped ??= { reason };
    this.#stop.abort(this.#stopped);
  }

  /** Starts as much as the threads allow; ends the run when nothing runs and nothing may start. */
  #fill(): void {
    while (!this.#stopped && this.#free.length > 0 && this.#ready.size > 0) {
      const task = this.#byRank[this.#ready.pop() ?? -1];
      const thread = this.#free.pop();
      if (task === undefined || thread === undefined) throw new Error("the queue lost a task");
      this.#active += 1;
      void this.#start(task, thread);
    }
    if (this.#active === 0) this.#finish();
  }

  /** Never rejects: a throwing callback ends the run and is thrown by `run`. */
  async #start(task: number, thread: number): Promise<void> {
    let outcome: Outcome = "failed";
    try {
      try {
        outcome = await this.#work.run(task, thread, this.#stop.signal);
      } catch (error) {
        this.#work.crashed(task, error);
      }
      this.#settle(task, outcome);
    } catch (error) {
      this.#bug ??= { error };
      this.#end("signal");
    }
    this.#active -= 1;
    this.#free.push(thread);
    this.#fill();
  }

  #settle(task: number, outcome: Outcome): void {
    this.#settled[task] = true;
    if (outcome === "failed") {
      this.#cause.set(task, task);
      if (this.#work.failFast) this.#end("fail-fast");
    }
    if (outcome === "cancelled" || (this.#stopped && outcome === "failed")) return;
    this.#release(task);
  }

  /** Counts a settled task off its children, and theirs when those are skipped: no recursion. */
  #release(task: number): void {
    const settled = [task];
    for (const parent of settled) {
      for (const child of this.#children[parent] ?? []) {
        if (this.#arrive(child, this.#cause.get(parent)) === "skipped") settled.push(child);
      }
    }
  }

  /** One dependency of a task is settled; the last one makes it ready or skipped. */
  #arrive(task: number, cause: number | undefined): "waits" | "ready" | "skipped" {
    const left = (this.#waiting[task] ?? 0) - 1;
    this.#waiting[task] = left;
    const why = this.#cause.get(task) ?? cause;
    if (why !== undefined) this.#cause.set(task, why);
    if (left > 0) return "waits";
    if (why === undefined) {
      this.#ready.push(this.#rank[task] ?? 0);
      return "ready";
    }
    this.#settled[task] = true;
    this.#work.skip(task, why);
    return "skipped";
  }
}

/**
 * Runs all tasks: each once, after all that it waits for, at most `threads` at a time. What waits
 * for a failed task is skipped with that task as its cause.
 *
 * @throws what a callback throws, after the tasks that were running have ended.
 */
export function schedule(tasks: readonly Task[], work: Work): Promise<Ended> {
  return new Pool(tasks, work).run();
}
