import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { connectTo } from "../adapters/registry.ts";
import type { Adapter, SqlValue } from "../core/adapter.ts";
import type { JsonObject } from "../core/node.ts";
import { checkTimeSpan, sqlTime, type TimeSpan, timeWindows, windowName } from "./microbatch.ts";
import { runOn, target } from "./testing/rig.ts";
import { shop } from "./testing/shop.ts";

const now = new Date("2026-03-03T16:06:00Z");
const span: TimeSpan = { incremental: false, now };
const shown = (config: JsonObject, more: Partial<TimeSpan> = {}) =>
  timeWindows(config, { ...span, ...more }).map((window) => windowName(window, config));

describe("windows", () => {
  test.each<[string, JsonObject, Partial<TimeSpan>, string[]]>([
    [
      "from `begin` on the first run",
      { batch_size: "day", begin: "2026-03-01" },
      {},
      ["2026-03-01", "2026-03-02", "2026-03-03"],
    ],
    [
      "begin is rounded down",
      { batch_size: "month", begin: "2026-01-31 12:00:00" },
      {},
      ["2026-01", "2026-02", "2026-03"],
    ],
    [
      "then the running one and the one before",
      { batch_size: "day" },
      { incremental: true },
      ["2026-03-02", "2026-03-03"].slice(-2),
    ],
    [
      "lookback 0",
      { batch_size: "hour", lookback: 0 },
      { incremental: true },
      ["2026-03-03T15", "2026-03-03T16"].slice(-1),
    ],
    [
      "lookback 3",
      { batch_size: "year", lookback: 3 },
      { incremental: true },
      ["2023", "2024", "2025", "2026"],
    ],
    [
      "as the command line says",
      { batch_size: "day", begin: "2020-01-01" },
      { from: "2026-02-27", to: "2026-03-01" },
      ["2026-02-27", "2026-02-28"],
    ],
    [
      "an end inside a window takes the window",
      { batch_size: "day" },
      { from: "2026-02-28 10:00:00", to: "2026-03-01 00:00:01" },
      ["2026-02-28", "2026-03-01"],
    ],
    [
      "a begin in the future is one window",
      { batch_size: "day", begin: "2027-01-01" },
      {},
      ["2027-01-01"],
    ],
  ])("%s", (_, config, more, expected) => {
    expect(shown(config, more)).toEqual(expected);
  });

  test("as SQL compares them", () => {
    const [window] = timeWindows({ batch_size: "month", begin: "2026-03-01" }, span);
    expect(window && [sqlTime(window.start), sqlTime(window.end)]).toEqual([
      "2026-03-01 00:00:00+00:00",
      "2026-04-01 00:00:00+00:00",
    ]);
  });

  test.each<[JsonObject, Partial<TimeSpan>, string]>([
    [{ begin: "2026-01-01" }, {}, "batch_size"],
    [{ batch_size: "week", begin: "2026-01-01" }, {}, "batch_size"],
    [{ batch_size: "day" }, {}, "begin"],
    [{ batch_size: "day", begin: "yesterday" }, {}, "no time"],
    [{ batch_size: "day" }, { from: "31.12.2026" }, "no time"],
  ])("%j needs more", (config, more, message) => {
    expect(() => shown(config, more)).toThrow(message);
  });
});

test.each<[Partial<TimeSpan>, string]>([
  [{ from: "2026-01-01" }, "need each other"],
  [{ to: "2026-01-01" }, "need each other"],
  [{ from: "2026-01-02", to: "2026-01-02" }, "is not before"],
  [{ from: "2026-01-01 10:00", to: "never" }, "no time"],
])("the span %j is refused", (given, message) => {
  expect(() => checkTimeSpan(given)).toThrow(message);
});

describe("runs", () => {
  let adapter: Adapter;
  beforeEach(async () => {
    adapter = await connectTo(target, { root: "/shop" });
  });
  afterEach(() => adapter.close());

  async function rows(sql: string): Promise<readonly (readonly SqlValue[])[]> {
    const session = await adapter.session();
    try {
      return (await session.query(sql)).rows;
    } finally {
      session.release();
    }
  }

  const config = {
    materialized: "incremental",
    incremental_strategy: "microbatch",
    event_time: "happened_at",
    batch_size: "day",
    begin: "2026-11-20",
  };
  const select = (id: string) =>
    `select timestamptz '{{ start }}' as happened_at, ${id} as id, '{{ end }}' as until`;
  const perDay = "day(timestamptz '{{ start }}')";

  test("each window is built and written down by itself; hooks run once", async () => {
    const hooks = {
      "pre-hook": "create table if not exists main.log (word text)",
      "post-hook": "insert into main.log values ('post')",
    };
    const manifest = shop({
      "model.events": { config: { ...config, ...hooks }, sql: select("1") },
    });
    const { results, files } = await runOn(adapter, manifest);
    expect(results[0]).toMatchObject({
      status: "success",
      message: "SUCCESS",
      adapterResponse: { rows_affected: 3 },
      batchResults: {
        successful: [
          ["2026-11-20T00:00:00+00:00", "2026-11-21T00:00:00+00:00"],
          ["2026-11-21T00:00:00+00:00", "2026-11-22T00:00:00+00:00"],
          ["2026-11-22T00:00:00+00:00", "2026-11-23T00:00:00+00:00"],
        ],
        failed: [],
      },
    });
    expect(await rows("select count(*), count(distinct happened_at) from main.events")).toEqual([
      [3, 3],
    ]);
    expect(await rows("select * from main.log")).toEqual([["post"]]);
    expect([...files.written.keys()]).toContain(
      "/shop/target/compiled/shop/models/events/events_2026-11-21.sql",
    );

    // The second run replaces yesterday and today, and leaves the rest alone.
    const again = shop({ "model.events": { config, sql: select("2") } });
    expect((await runOn(adapter, again)).results[0]?.batchResults?.successful).toHaveLength(2);
    expect(await rows("select id, count(*) from main.events group by id order by id")).toEqual([
      [1, 1],
      [2, 2],
    ]);
    const refreshed = await runOn(adapter, again, { invocation: { fullRefresh: true } });
    expect(refreshed.results[0]?.batchResults?.successful).toHaveLength(3);
    expect(await rows("select distinct id from main.events")).toEqual([[2]]);
  });

  test("a failed window is a partial success; a failed first one ends the model", async () => {
    const second = shop({
      "model.events": {
        config,
        sql: select(`cast(case when ${perDay} = 21 then 'no rows' else '1' end as int)`),
      },
      "model.child": ["model.events"],
    });
    const { results, statuses, ok } = await runOn(adapter, second);
    expect(statuses).toEqual({ events: "partial success", child: "skipped" });
    expect(ok).toBe(false);
    expect(results[0]?.message).toMatch(/^PARTIAL SUCCESS \(2\/3\)\nError in model events/);
    expect(results[0]?.error?.message).toMatch(/^batch 2026-11-21: .*no rows/);
    expect(results[0]?.batchResults?.failed).toHaveLength(1);

    const first = shop({ "model.others": { config, sql: select("cast('no rows' as int)") } });
    const failed = await runOn(adapter, first);
    expect(failed.statuses).toEqual({ others: "error" });
    expect(failed.results[0]?.batchResults).toMatchObject({
      successful: [],
      failed: { length: 3 },
    });
    const vague = await runOn(
      adapter,
      shop({ "model.vague": { config: { ...config, begin: null } } }),
    );
    expect(vague.results[0]?.error?.code).toBe("PTX6005");
  });
});
