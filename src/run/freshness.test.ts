import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { connectTo } from "../adapters/registry.ts";
import type { Adapter } from "../core/adapter.ts";
import type { Event } from "../core/event.ts";
import type { Manifest } from "../core/manifest.ts";
import { checkFreshness } from "./freshness.ts";
import { hasFreshness, judgeAge } from "./freshness-age.ts";
import { RelationIndex } from "./relation-index.ts";
import {
  invocation,
  MemoryFiles,
  PlainCompiler,
  projectAt,
  steppingClock,
  target,
} from "./testing/rig.ts";
import { idOf, shop } from "./testing/shop.ts";

let adapter: Adapter;
beforeEach(async () => {
  adapter = await connectTo(target, { root: "/shop" });
});
afterEach(() => adapter.close());

async function check(manifest: Manifest, signal?: AbortSignal) {
  const events: Event[] = [];
  const end = await checkFreshness(
    new Set(manifest.sources.keys()),
    {
      manifest,
      project: projectAt("/shop"),
      invocation: { ...invocation, command: "source freshness" },
      adapter,
      compiler: new PlainCompiler(manifest),
      files: new MemoryFiles(),
      emit: (event) => events.push(event),
      clock: steppingClock(),
      relations: new RelationIndex("memory"),
    },
    { failFast: false, planMs: 1, place: "", signal },
  );
  return { ...end, events };
}

const limits = {
  warn_after: { count: 1, period: "day" },
  error_after: { count: 2, period: "day" },
  filter: null,
};

test("pass, warn, error, and sources that cannot be asked", async () => {
  const session = await adapter.session();
  await session.execute(`
    create table main.orders as select now()::timestamp - interval 1 hour as loaded_at, 'x' as txt;
    create table main.empty (loaded_at timestamp);`);
  session.release();
  const table = (loadedAt: string, name = "orders") => ({ freshness: limits, loadedAt, name });
  const manifest = shop({
    "source.raw.orders": table("loaded_at"),
    "source.raw.empty": table("loaded_at"),
    "source.raw.missing": table("loaded_at"),
    "source.raw.silent": { freshness: limits },
    "source.raw.unchecked": { freshness: null },
    "source.raw.asked": {
      freshness: limits,
      loadedAtQuery: "select now()::timestamp - interval 30 hour",
    },
    "source.raw.typed": { freshness: limits, loadedAtQuery: "select 'yesterday'" },
  });
  const { sources, ok, events } = await check(manifest);
  const found = Object.fromEntries(sources.map((source) => [source.id, source.status]));
  expect(found).toEqual({
    [idOf("source.raw.asked")]: "warn",
    [idOf("source.raw.empty")]: "error",
    [idOf("source.raw.missing")]: "runtime error",
    [idOf("source.raw.orders")]: "pass",
    [idOf("source.raw.silent")]: "runtime error",
    [idOf("source.raw.typed")]: "runtime error",
  });
  expect(ok).toBe(false);
  const orders = sources.find(({ id }) => id === idOf("source.raw.orders"));
  if (orders?.status !== "pass") throw new Error("orders are not fresh");
  expect(orders.ageSeconds).toBeGreaterThan(3590);
  expect(orders.ageSeconds).toBeLessThan(3700);
  expect(orders.criteria).toEqual(limits);
  expect(Date.parse(orders.snapshottedAt) - Date.parse(orders.maxLoadedAt)).toBe(
    orders.ageSeconds * 1000,
  );

  const done = events.at(-1);
  if (done?.type !== "run:done") throw new Error("the check has no end");
  const told = Object.fromEntries(done.results.map(({ label, message }) => [label.name, message]));
  expect(told["raw.asked"]).toBe("last loaded 1 day ago, warn after 1 day, error after 2 days");
  expect(told["raw.empty"]).toBe("no rows at all, warn after 1 day, error after 2 days");
  expect(told["raw.orders"]).toBeNull();
  expect(done.results.find(({ label }) => label.name === "raw.silent")?.error?.code).toBe(
    "PTX6003",
  );
  expect(done.results.find(({ label }) => label.name === "raw.typed")?.error?.code).toBe("PTX6004");
});

test("the filter counts, and warnings are no failure", async () => {
  const session = await adapter.session();
  await session.execute(`create table main.orders as
    select * from (values (now() - interval 40 day, 'eu'), (now(), 'us')) t(loaded_at, region)`);
  session.release();
  const freshness = {
    warn_after: { count: 5, period: "minute" },
    error_after: null,
    filter: "region = 'eu'",
  };
  const { sources, ok } = await check(
    shop({ "source.raw.orders": { freshness, loadedAt: "loaded_at" } }),
  );
  expect(sources).toMatchObject([{ status: "warn" }]);
  expect(ok).toBe(true);
});

test("an interrupted check tells what it knows", async () => {
  const manifest = shop({ "source.raw.orders": { freshness: limits, loadedAt: "loaded_at" } });
  const { sources, ok, events } = await check(manifest, AbortSignal.abort("SIGTERM"));
  expect(sources).toEqual([]);
  expect(ok).toBe(false);
  expect(events.at(-1)).toMatchObject({
    stopped: { reason: "signal", signal: "SIGTERM", remaining: 1 },
  });
});

describe("ages", () => {
  test.each([
    [86_400, "pass"],
    [86_401, "warn"],
    [172_800, "warn"],
    [172_801, "error"],
    [-5, "pass"],
  ])("%d seconds: %s", (age, verdict) => {
    expect(judgeAge(limits, age)).toBe(verdict);
  });

  test("limits without count or period are none", () => {
    const [source] = shop({
      "source.raw.a": { freshness: { warn_after: { count: 1 } } },
    }).sources.values();
    expect(source && hasFreshness(source)).toBe(false);
  });
});
