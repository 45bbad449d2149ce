import { deepEqual, equal } from "node:assert/strict";
import type { Area } from "../behaviour.ts";
import { incremental, rowsOf, view } from "../models.ts";
import type { World } from "../world.ts";

const at = (text: string) => `cast('${text}' as timestamp)`;

const events = rowsOf(
  ["id", "happened"],
  ["1", at("2026-01-01 10:00:00")],
  ["2", at("2026-01-02 00:00:00")],
  ["3", at("2026-01-02 23:59:59")],
  ["4", at("2026-01-03 12:00:00")],
);

const days = (sql: string) => (world: World) => ({
  "models/events.sql": view(events, { event_time: "happened" }),
  "models/daily.sql": incremental(sql, {
    incremental_strategy: "microbatch",
    event_time: "happened",
    batch_size: "day",
    begin: "2026-01-01",
    // Postgres merges its batches by a key; the others replace a time.
    ...(world.warehouse === "postgres" ? { unique_key: "id" } : {}),
    partition_by: { field: "happened", data_type: "timestamp", granularity: "day" },
  }),
});

const copies = days(
  "select id, happened, {{ var('version', 1) }} as version from {{ ref('events') }}",
);

const secondDayBreaks = days(`
{%- if execute and var('broken', true) and model.batch.event_time_start.day == 2 %}
select nothing from nowhere
{%- else %}
select id, happened from {{ ref('events') }}
{%- endif %}`);

const between = (from: string, to: string) => ["--event-time-start", from, "--event-time-end", to];

export const microbatch: Area = {
  title: "Microbatch",
  behaviours: [
    {
      name: "each batch reads its own time, and all of them make the table",
      files: copies,
      async check(world) {
        await world.ptx("run", ...between("2026-01-01", "2026-01-04"));
        deepEqual(await world.table("daily", "id, version"), [
          [1, 1],
          [2, 1],
          [3, 1],
          [4, 1],
        ]);
      },
    },
    {
      name: "one day again replaces that day only",
      files: copies,
      async check(world) {
        await world.ptx("run", ...between("2026-01-01", "2026-01-04"));
        const again = ["run", "-s", "daily", "--vars", "{version: 2}"];
        await world.ptx(...again, ...between("2026-01-02", "2026-01-03"));
        deepEqual(await world.table("daily", "id, version"), [
          [1, 1],
          [2, 2],
          [3, 2],
          [4, 1],
        ]);
      },
    },
    {
      name: "a batch that fails leaves the others, and retry builds it alone",
      files: secondDayBreaks,
      async check(world) {
        await world.fails("run", ...between("2026-01-01", "2026-01-04"));
        equal(await world.count("daily"), 2);
        await world.ptx("retry", "--vars", "{broken: false}");
        equal(await world.count("daily"), 4);
      },
    },
  ],
};
