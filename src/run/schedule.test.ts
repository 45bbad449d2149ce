import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { childrenOf, ranks, type Task } from "./priority.ts";
import { ReadyQueue } from "./ready-queue.ts";
import { type Outcome, schedule } from "./schedule.ts";

interface Trace {
  readonly started: number[];
  readonly ended: Map<number, Outcome>;
  readonly skipped: Map<number, number>;
  readonly crashed: number[];
  most: number;
}

interface Scenario {
  readonly tasks: readonly Task[];
  readonly threads: number;
  readonly failFast?: boolean;
  /** Tasks that fail, and tasks with a bug in them. */
  readonly fails?: ReadonlySet<number>;
  readonly crashes?: ReadonlySet<number>;
  /** How many turns of the event loop a task takes. */
  readonly turns?: readonly number[];
  /** Abort when this many tasks have started. */
  readonly abortAt?: number | undefined;
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

async function play(scenario: Scenario) {
  const { tasks, threads, failFast = false, fails, crashes, turns, abortAt } = scenario;
  const trace: Trace = {
    started: [],
    ended: new Map(),
    skipped: new Map(),
    crashed: [],
    most: 0,
  };
  const abort = new AbortController();
  let active = 0;
  const end = await schedule(tasks, {
    threads,
    failFast,
    signal: abort.signal,
    async run(task, _thread, stopped) {
      trace.started.push(task);
      active += 1;
      trace.most = Math.max(trace.most, active);
      if (trace.started.length === abortAt) abort.abort();
      for (let i = 0; i < (turns?.[task] ?? 0) && !stopped.aborted; i += 1) await turn();
      active -= 1;
      if (crashes?.has(task) === true) throw new TypeError("a bug");
      const outcome = stopped.aborted ? "cancelled" : fails?.has(task) === true ? "failed" : "done";
      trace.ended.set(task, outcome);
      return outcome;
    },
    skip: (task, cause) => trace.skipped.set(task, cause),
    crashed: (task) => {
      trace.crashed.push(task);
      trace.ended.set(task, "failed");
    },
  });
  return { trace, end };
}

const task = (after: readonly number[] = [], weight = 1): Task => ({ after, weight });

/** Random graphs: a task waits for tasks before it. */
const scenarios = fc.integer({ min: 0, max: 30 }).chain((size) => {
  const indexes = Array.from({ length: size }, (_, i) => i);
  return fc.record({
    tasks: fc.tuple(
      ...indexes.map((index) =>
        fc.record({
          after: index === 0 ? fc.constant([]) : fc.array(fc.nat(index - 1), { maxLength: 4 }),
          weight: fc.nat(5),
        }),
      ),
    ),
    threads: fc.integer({ min: 1, max: 6 }),
    failFast: fc.boolean(),
    fails: fc.subarray(indexes, { maxLength: Math.min(5, size) }).map((list) => new Set(list)),
    crashes: fc.subarray(indexes, { maxLength: Math.min(2, size) }).map((list) => new Set(list)),
    turns: fc.tuple(...indexes.map(() => fc.nat(4))),
    abortAt: fc.option(fc.integer({ min: 1, max: 30 }), { nil: undefined }),
  });
});

function ancestors(tasks: readonly Task[], of: number): Set<number> {
  const found = new Set<number>();
  const open = [...(tasks[of]?.after ?? [])];
  for (const index of open) {
    if (found.has(index)) continue;
    found.add(index);
    open.push(...(tasks[index]?.after ?? []));
  }
  return found;
}

describe("any graph, any failures, any interruption", () => {
  test("order is kept, nothing runs behind a failure, all is accounted for", async () => {
    await fc.assert(
      fc.asyncProperty(scenarios, async (scenario) => {
        const { trace, end } = await play(scenario);
        const { tasks, threads } = scenario;
        expect(trace.most).toBeLessThanOrEqual(threads);
        expect(new Set(trace.started).size).toBe(trace.started.length);

        const position = new Map(trace.started.map((index, at) => [index, at]));
        for (const [at, index] of trace.started.entries()) {
          for (const parent of tasks[index]?.after ?? []) {
            expect(trace.ended.get(parent)).toBe("done");
            expect(position.get(parent)).toBeLessThan(at);
          }
        }
        for (const [index, cause] of trace.skipped) {
          expect(trace.ended.get(cause)).toBe("failed");
          expect(ancestors(tasks, index).has(cause)).toBe(true);
        }
        const seen = [...trace.started, ...trace.skipped.keys(), ...end.remaining];
        expect(seen.sort((a, b) => a - b)).toEqual(tasks.map((_, index) => index));
        if (!end.stopped) expect(end.remaining).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  test("without interruption exactly the descendants of failures are skipped", async () => {
    await fc.assert(
      fc.asyncProperty(scenarios, async (scenario) => {
        const { trace } = await play({ ...scenario, failFast: false, abortAt: undefined });
        const failed = [...trace.ended].filter(([, end]) => end === "failed").map(([i]) => i);
        const expected = scenario.tasks
          .map((_, index) => index)
          .filter((index) => {
            const above = ancestors(scenario.tasks, index);
            return failed.some((cause) => above.has(cause));
          });
        expect([...trace.skipped.keys()].sort((a, b) => a - b)).toEqual(expected);
      }),
      { numRuns: 150 },
    );
  });
});

test("the longest way to the end starts first; ties go by position", async () => {
  // 0 and 1 are free; 2 → 3 → 4 is the long way.
  const tasks = [task(), task(), task(), task([2]), task([3])];
  const { trace } = await play({ tasks, threads: 1 });
  expect(trace.started).toEqual([2, 3, 0, 1, 4]);
  expect(ranks(tasks, childrenOf(tasks))).toEqual([2, 3, 0, 1, 4]);
});

test("expected seconds outweigh the number of steps", async () => {
  const tasks = [task([], 0.1), task([0], 0.1), task([1], 0.1), task([], 60)];
  const { trace } = await play({ tasks, threads: 1 });
  expect(trace.started[0]).toBe(3);
});

test("a bug in one task fails that task only", async () => {
  const tasks = [task(), task([0]), task()];
  const { trace, end } = await play({ tasks, threads: 2, crashes: new Set([0]) });
  expect(trace.crashed).toEqual([0]);
  expect(trace.skipped).toEqual(new Map([[1, 0]]));
  expect(trace.ended.get(2)).toBe("done");
  expect(end).toEqual({ stopped: undefined, remaining: [] });
});

test("fail-fast starts nothing after the first failure and stops what runs", async () => {
  const tasks = [task([], 9), task([], 8), task(), task([0])];
  const { trace, end } = await play({
    tasks,
    threads: 2,
    failFast: true,
    fails: new Set([0]),
    turns: [1, 50, 0, 0],
  });
  expect(trace.ended).toEqual(
    new Map([
      [0, "failed"],
      [1, "cancelled"],
    ]),
  );
  expect(end).toEqual({ stopped: { reason: "fail-fast" }, remaining: [2, 3] });
});

test("a signal that was there before the run starts nothing", async () => {
  const ran: number[] = [];
  const end = await schedule([task(), task()], {
    threads: 2,
    failFast: false,
    signal: AbortSignal.abort(),
    run: (index) => {
      ran.push(index);
      return Promise.resolve("done");
    },
    skip: () => undefined,
    crashed: () => undefined,
  });
  expect(ran).toEqual([]);
  expect(end).toEqual({ stopped: { reason: "signal" }, remaining: [0, 1] });
});

test("an error thrown while reporting ends the run instead of hanging it", async () => {
  const run = schedule([task(), task([0])], {
    threads: 1,
    failFast: false,
    run: () => Promise.resolve("failed"),
    skip: () => {
      throw new Error("the output is gone");
    },
    crashed: () => undefined,
  });
  await expect(run).rejects.toThrow("the output is gone");
});

test("tasks that wait for each other are a bug, found before anything runs", () => {
  expect(() =>
    schedule([task([1]), task([0])], {
      threads: 1,
      failFast: false,
      run: () => Promise.resolve("done"),
      skip: () => undefined,
      crashed: () => undefined,
    }),
  ).toThrow("wait for each other");
});

test("the queue gives the smallest first", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(50)), (numbers) => {
      const queue = new ReadyQueue();
      for (const number of numbers) queue.push(number);
      const out: (number | undefined)[] = [];
      while (queue.size > 0) out.push(queue.pop());
      expect(out).toEqual([...numbers].sort((a, b) => a - b));
      expect(queue.pop()).toBeUndefined();
    }),
  );
});

test("ten thousand tasks in a chain do not exhaust the stack", async () => {
  const tasks = Array.from({ length: 10_000 }, (_, i) => task(i === 0 ? [] : [i - 1]));
  const { trace } = await play({ tasks, threads: 4, fails: new Set([0]) });
  expect(trace.skipped.size).toBe(9_999);
});
