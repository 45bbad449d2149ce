import { deepEqual, match } from "node:assert/strict";
import type { Area, Files } from "../behaviour.ts";
import type { World } from "../world.ts";

/** The instant that everything is judged at, and the day before it, which is judged. */
const at = "2026-03-02 00:00:00";
const lastDay = "2026-03-01";

const dayOf = (back: number): string =>
  new Date(Date.UTC(2026, 2, 2) - back * 86_400_000).toISOString().slice(0, 10);
const isWeekend = (day: string): boolean => [0, 6].includes(new Date(day).getUTCDay());

/** Eight weeks: 16 rows on a working day, 8 on others; `amount` from 1 to 8. */
function events(rowsOn: (day: string, usual: number) => number, shift = 0): string {
  const lines = ["id,happened_at,amount,kind,person"];
  for (let back = 56; back >= 1; back--) {
    const day = dayOf(back);
    const rows = rowsOn(day, isWeekend(day) ? 8 : 16);
    for (let row = 0; row < rows; row++) {
      const amount = 1 + ((row * 3 + back) % 8) + (back <= 7 ? shift : 0);
      const kind = back <= 7 && shift > 0 ? "call" : ["mail", "call"][row % 2];
      lines.push(`${lines.length},${day} 0${row % 9}:30:00,${amount},${kind},${row % 5}`);
    }
  }
  return `${lines.join("\n")}\n`;
}

const usual = (_: string, rows: number): number => rows;
const test = (kind: string, name: string, settings: object, config = {}) => ({
  [`ptx.${kind}`]: { name, arguments: settings, config },
});

const project = (csv: string, tests: readonly object[]): Files => ({
  "seeds/events.csv": csv,
  "seeds/_seeds.yml": JSON.stringify({
    seeds: [{ name: "events", config: { column_types: { happened_at: "timestamp" } } }],
  }),
  "models/facts.sql": "{{ config(materialized='table') }} select * from {{ ref('events') }}",
  "models/_models.yml": JSON.stringify({ models: [{ name: "facts", data_tests: tests }] }),
});

async function statuses(world: World): Promise<Record<string, string>> {
  await world.ptx("seed");
  await world.ptx("run");
  await world.run(["test"]);
  return world.statuses();
}

const time = { time_column: "happened_at", at };

export const dataQuality: Area = {
  title: "Data quality",
  behaviours: [
    {
      name: "ptx.volume_anomaly: a day against its weekday, without known incidents",
      // The Sunday has a quarter of its rows; the one before had five times as many, and none of it counts.
      files: project(
        events((day, rows) => (day === lastDay ? 2 : day === dayOf(8) ? 40 : rows)),
        [
          test("volume_anomaly", "dropped", { ...time, sensitivity: 1 }),
          test("volume_anomaly", "within_noise", { ...time, sensitivity: 3 }),
          test("volume_anomaly", "allowed", { ...time, sensitivity: 0, max_drop: 0.8 }),
          test("volume_anomaly", "too_young", { ...time, sensitivity: 1, min_baseline: 8 }),
          test("volume_anomaly", "was_low", {
            ...time,
            at: "2026-02-23",
            sensitivity: 1,
            max_rise: 1,
          }),
          test("volume_anomaly", "excluded", {
            ...time,
            sensitivity: 1,
            min_baseline: 4,
            exclude: [["2026-01-01", "2026-02-15"]],
          }),
        ],
      ),
      async check(world) {
        deepEqual(await statuses(world), {
          dropped: "fail",
          within_noise: "pass",
          allowed: "pass",
          too_young: "pass",
          was_low: "fail",
          excluded: "pass",
        });
        match(await world.fails("test"), /fewer rows than expected/);
      },
    },
    {
      name: "ptx.volume_anomaly: days without rows, and a baseline of all days",
      files: project(
        events((day, rows) => (day === dayOf(2) ? 0 : rows)),
        [
          test("volume_anomaly", "outage", { ...time, days: 3, sensitivity: 1 }),
          test("volume_anomaly", "all_days", { ...time, season: "none", max_drop: 0.9 }),
        ],
      ),
      async check(world) {
        deepEqual(await statuses(world), { outage: "fail", all_days: "pass" });
        match(await world.fails("test"), new RegExp(dayOf(2)));
      },
    },
    {
      name: "ptx.freshness: the newest row, by group; rows of the future do not count",
      files: project(
        `${events(usual)}9999,2031-01-01 00:00:00,1,mail,1\n9998,2026-01-20 00:00:00,1,fax,1\n`,
        [
          test("freshness", "fresh", { ...time, max_age: 24 }),
          test("freshness", "stale", { ...time, max_age: 10 }),
          test("freshness", "by_kind", { ...time, max_age: 2, period: "day", group_by: "kind" }),
        ],
      ),
      async check(world) {
        deepEqual(await statuses(world), { fresh: "pass", stale: "fail", by_kind: "fail" });
        match(await world.fails("test", "--select", "by_kind"), /fax/);
      },
    },
    {
      name: "ptx.distribution_shift: PSI of numbers and levels, Kolmogorov-Smirnov",
      files: project(events(usual, 5), [
        test("distribution_shift", "numbers", { column_name: "amount", ...time, min_rows: 50 }),
        test("distribution_shift", "levels", {
          column_name: "kind",
          ...time,
          kind: "category",
          min_rows: 50,
        }),
        test("distribution_shift", "ks", {
          column_name: "amount",
          ...time,
          method: "ks",
          min_rows: 50,
        }),
        test("distribution_shift", "few_rows", { column_name: "amount", ...time, min_rows: 5000 }),
        test("distribution_shift", "other_column", {
          column_name: "person",
          ...time,
          min_rows: 50,
        }),
        test("distribution_shift", "other_ks", {
          column_name: "person",
          ...time,
          method: "ks",
          min_rows: 50,
        }),
        test("distribution_shift", "to_relation", {
          column_name: "amount",
          baseline: "ref('events')",
        }),
      ]),
      async check(world) {
        deepEqual(await statuses(world), {
          numbers: "fail",
          levels: "fail",
          ks: "fail",
          few_rows: "pass",
          other_column: "pass",
          other_ks: "pass",
          to_relation: "pass",
        });
      },
    },
    {
      name: "ptx.schema_drift: columns that are missing, new, or of another type",
      files: project(events(usual), [
        test("schema_drift", "same", {
          columns: ["id", "happened_at", "amount", "kind", "person"],
        }),
        test("schema_drift", "missing", {
          columns: ["id", "happened_at", "amount", "kind", "person", "note"],
        }),
        test("schema_drift", "new_one", { columns: ["id", "happened_at", "amount", "kind"] }),
        test("schema_drift", "new_allowed", { columns: ["id"], allow_new: true }),
        test("schema_drift", "as_before", { compare_to: "ref('events')" }),
        test("schema_drift", "retyped", { columns: { id: "boolean" }, allow_new: true }),
      ]),
      async check(world) {
        deepEqual(await statuses(world), {
          same: "pass",
          missing: "fail",
          new_one: "fail",
          new_allowed: "pass",
          as_before: "pass",
          retyped: "fail",
        });
        match(await world.fails("test", "--select", "missing"), /note.*column is missing/s);
      },
    },
    {
      name: "ptx.references and ptx.counts_match: orphans, and rows lost or added",
      files: {
        ...project(events(usual), [
          test("references", "some_orphans", {
            column_name: "person",
            to: "ref('people')",
            field: "id",
          }),
          test("references", "few_enough", {
            column_name: "person",
            to: "ref('people')",
            field: "id",
            max_share: 0.5,
          }),
          test("counts_match", "all_there", { compare_to: "ref('events')", group_by: "kind" }),
          test("counts_match", "mails_only", { compare_to: "ref('mails')", group_by: "kind" }),
          test("counts_match", "tolerated", { compare_to: "ref('mails')", tolerance: 1.2 }),
          test("counts_match", "keys", { compare_to: "ref('mails')", count_of: "person" }),
        ]),
        "models/people.sql": "select 0 as id union all select 1 union all select 2",
        "models/mails.sql": "select * from {{ ref('events') }} where kind = 'mail'",
      },
      async check(world) {
        deepEqual(await statuses(world), {
          some_orphans: "fail",
          few_enough: "pass",
          all_there: "pass",
          mails_only: "fail",
          tolerated: "pass",
          keys: "pass",
        });
        match(await world.fails("test", "--select", "mails_only"), /rows were added/);
      },
    },
  ],
};
