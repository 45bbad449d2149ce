import { describe, expect, test } from "vitest";
import type { Event } from "../core/event.ts";
import { type LiveOptions, live } from "./live.ts";
import { at, done, label, noFiles, result, start } from "./testing/events.ts";
import { Terminal } from "./testing/terminal.ts";

/** A live reporter whose clock is turned by hand. */
function rig(columns = 60) {
  const terminal = new Terminal(columns);
  let now = 0;
  let tick: (() => void) | undefined;
  const options: LiveOptions = {
    readLine: noFiles,
    now: () => now,
    every: (_, callback) => {
      tick = callback;
      return () => {
        tick = undefined;
      };
    },
  };
  const reporter = live(terminal, options);
  return {
    terminal,
    close: () => reporter.close(),
    tell: (...events: Event[]) => {
      for (const event of events) reporter.report(event);
    },
    pass: (ms: number) => {
      now += ms;
      tick?.();
    },
    ticking: () => tick !== undefined,
  };
}

const started = (short: string): Event => ({
  type: "node:start",
  label: label(short, { total: 3 }),
  at,
});
const finished = (short: string, status: "success" | "error" = "success"): Event => ({
  type: "node:done",
  result: result(short, status, { label: { total: 3 }, message: "no" }),
  at,
});
const header = start({ model: 3 }, { place: "" });

test("running nodes are listed under the finished lines, with their time", () => {
  const { terminal, tell, pass } = rig();
  tell(header, started("model.a"), started("model.b"));
  pass(1500);
  tell(finished("model.a"), started("model.c"));
  pass(12_000);
  expect(terminal.screen).toBe(`ptx 0.1.0 · project shop · target dev (duckdb) · 3 models · 
0.3 s to plan
1 of 3 OK   created table main.a ....... [0.09s]
  13.5s  model main.b
  12.0s  model main.c
██████░░░░░░░░░░░░░  1 of 3 · 2 running · 13.5s`);
});

test("nothing is left of the block at the end", () => {
  const { terminal, tell, ticking } = rig();
  const results = [result("model.a", "success")];
  tell(header, started("model.a"), finished("model.a"), done(results));
  expect(terminal.screen).toBe(`ptx 0.1.0 · project shop · target dev (duckdb) · 3 models · 
0.3 s to plan
1 of 3 OK   created table main.a ....... [0.09s]

Finished 1 model in 3.1 s.
Completed successfully
Done. PASS=1 WARN=0 ERROR=0 SKIP=0 NO-OP=0 TOTAL=1`);
  expect(ticking()).toBe(false);
});

test("closing at any moment leaves the finished lines only", () => {
  const { terminal, tell, pass, close, ticking } = rig();
  tell(header, started("model.a"), finished("model.a", "error"), started("model.b"));
  pass(100);
  expect(terminal.screen).toContain("1 failed");
  close();
  close();
  expect(terminal.screen.split("\n").slice(2)).toEqual([
    "1 of 3 ERROR creating table main.a ..... [0.09s]",
  ]);
  expect(ticking()).toBe(false);
});

describe("any width", () => {
  test("long and wide names never wrap", () => {
    const { terminal, tell } = rig(30);
    const relation = "main.注文の明細と顧客の一覧の集計";
    tell(header, { type: "node:start", label: label("model.a", { relation, total: 3 }), at });
    tell(finished("model.b"));
    expect(terminal.screen.split("\n").slice(-2)).toEqual([
      "  0.00s  model main.注文の明…",
      "███░░░░░░  1 of 3 · 1 runnin…",
    ]);
  });

  test("a window made narrower leaves no remains", () => {
    const { terminal, tell, pass, close } = rig(60);
    tell(header, started("model.with_a_name_that_is_quite_long_for_a_model"));
    pass(100);
    expect(terminal.screen).toContain("running");
    terminal.resize(25);
    tell(finished("model.with_a_name_that_is_quite_long_for_a_model"));
    close();
    expect(terminal.screen).not.toContain("running");
    expect(terminal.screen).not.toContain("░");
  });
});

test("each change is one write", () => {
  const { terminal, tell, pass } = rig();
  tell(header, started("model.a"));
  const before = terminal.writes;
  pass(100);
  tell(finished("model.a"));
  expect(terminal.writes - before).toBe(2);
});

test("more running nodes than fit are counted", () => {
  const { terminal, tell, pass } = rig();
  tell(header, ...Array.from({ length: 11 }, (_, i) => started(`model.m${i}`)));
  pass(100);
  expect(terminal.screen).toContain("and 3 more");
  expect(terminal.screen).not.toContain("main.m8");
});
