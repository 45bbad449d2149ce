import { deepEqual, equal, match } from "node:assert/strict";
import { type Area, unsupported, untestable } from "../behaviour.ts";
import { incremental, rowsOf, table, view } from "../models.ts";
import type { World } from "../world.ts";

const source = (world: World, settings: Readonly<Record<string, unknown>>) => ({
  "models/_sources.yml": JSON.stringify({
    sources: [
      {
        name: "shop",
        schema: world.words.fold(world.schema),
        tables: [{ name: "loads", config: settings }],
      },
    ],
  }),
});

const limits = {
  warn_after: { count: 12, period: "hour" },
  error_after: { count: 2, period: "day" },
};

async function loadedHoursAgo(world: World, ...hours: readonly number[]): Promise<void> {
  const moments = hours.map((count) => {
    const at = new Date(Date.now() - count * 3_600_000)
      .toISOString()
      .slice(0, 19)
      .replace("T", " ");
    return [`cast('${at}' as timestamp)`];
  });
  world.write({ "models/loads.sql": table(rowsOf(["loaded_at"], ...moments)) });
  await world.ptx("run", "-s", "loads");
}

async function freshness(world: World): Promise<string | undefined> {
  await world.run(["source", "freshness"]);
  const { results } = JSON.parse(world.read("target/sources.json")) as {
    results: { status: string }[];
  };
  return results[0]?.status;
}

export const sources: Area = {
  title: "Sources",
  behaviours: [
    {
      name: "freshness by a column: pass, warn, error",
      files: (world) => source(world, { loaded_at_field: "loaded_at", freshness: limits }),
      async check(world) {
        await loadedHoursAgo(world, 400, 1);
        equal(await freshness(world), "pass");
        await loadedHoursAgo(world, 30);
        equal(await freshness(world), "warn");
        await loadedHoursAgo(world, 400);
        equal(await freshness(world), "error");
      },
    },
    {
      name: "freshness by a query, and with a filter",
      files: (world) =>
        source(world, {
          loaded_at_query: `select min(loaded_at) from ${world.at("loads")}`,
          freshness: limits,
        }),
      async check(world) {
        await loadedHoursAgo(world, 30, 1);
        equal(await freshness(world), "warn");
        world.write(
          source(world, {
            loaded_at_field: "loaded_at",
            freshness: { ...limits, filter: "loaded_at < cast('2000-01-01' as timestamp)" },
          }),
        );
        await loadedHoursAgo(world, 1, 300_000);
        equal(await freshness(world), "error");
      },
    },
    {
      name: "freshness by the warehouse's own records",
      gaps: {
        duckdb: unsupported("no time of the last change is kept"),
        postgres: unsupported("no time of the last change is kept"),
        snowflake: untestable("for the emulator all tables last changed in 1970", true),
      },
      files: (world) => source(world, { freshness: limits }),
      async check(world) {
        await loadedHoursAgo(world, 1000);
        equal(await freshness(world), "pass");
      },
    },
    {
      name: "a source that is not there: an error, and a failed run",
      files: (world) => source(world, { loaded_at_field: "loaded_at", freshness: limits }),
      async check(world) {
        equal(await freshness(world), "runtime error");
      },
    },
  ],
};

const built = {
  "seeds/raw.csv": "id,name\n1,ana\n",
  "models/first.sql": table("select * from {{ ref('raw') }}"),
  "models/second.sql": view("select * from {{ ref('first') }}"),
  "models/third.sql": incremental("select * from {{ ref('second') }}"),
};

/** Builds everything in the second schema, and keeps its artifacts. */
async function builtBefore(world: World): Promise<void> {
  await world.ptx("build", "--target", "second");
  world.copy("target", "state");
}

const state = ["--state", "state"];

export const stateArea: Area = {
  title: "State",
  behaviours: [
    {
      name: "--defer reads what another run has built",
      files: built,
      async check(world) {
        await builtBefore(world);
        await world.ptx("run", "-s", "second", "--defer", ...state);
        deepEqual(await world.kinds(), { second: "view" });
        deepEqual(await world.table("second"), [[1, "ana"]]);
      },
    },
    {
      name: "state:modified+ builds what has changed, and what depends on it",
      files: built,
      async check(world) {
        await builtBefore(world);
        world.write({
          "models/second.sql": view("select id, 'x' as name from {{ ref('first') }}"),
        });
        await world.ptx("build", "-s", "state:modified+", "--defer", ...state);
        deepEqual(Object.keys(await world.kinds()), ["second", "third"]);
        deepEqual(await world.table("third"), [[1, "x"]]);
      },
    },
    {
      name: "clone: everything is there to be read, and nothing twice",
      gaps: { bigquery: untestable("the emulator reads no `clone` behind a comment", true) },
      files: built,
      async check(world) {
        await builtBefore(world);
        await world.ptx("clone", ...state);
        await world.ptx("clone", ...state);
        deepEqual(Object.keys(await world.kinds()), ["first", "raw", "second", "third"]);
        deepEqual(await world.table("third"), [[1, "ana"]]);
      },
    },
    {
      name: "clone copies tables without their rows being read",
      files: built,
      gaps: {
        bigquery: untestable("the emulator reads no `clone` behind a comment", true),
        duckdb: unsupported("tables cannot be cloned: views are made"),
        postgres: unsupported("tables cannot be cloned: views are made"),
      },
      async check(world) {
        await builtBefore(world);
        await world.ptx("clone", ...state);
        equal((await world.kinds())["first"], "table");
        await world.execute(`delete from ${world.at("first")} where 1 = 1`);
        deepEqual(await world.table("first", "*", world.second), [[1, "ana"]]);
      },
    },
    {
      name: "retry runs what failed and what was skipped",
      files: { ...built, "models/second.sql": view("select nothing from {{ ref('first') }}") },
      async check(world) {
        await world.fails("build");
        world.write({ "models/second.sql": built["models/second.sql"] });
        await world.ptx("retry");
        deepEqual(world.statuses(), { second: "success", third: "success" });
        deepEqual(await world.table("third"), [[1, "ana"]]);
      },
    },
    {
      name: "--fail-fast stops what runs beside the failure",
      gaps: { bigquery: untestable("a cancelled job blocks the emulator") },
      files: (world) => ({
        "models/slow.sql": table(world.words.endless),
        "models/bad.sql": table("select nothing from nowhere"),
      }),
      async check(world) {
        const start = Date.now();
        match(await world.fails("run", "--fail-fast"), /nowhere/i);
        equal(Date.now() - start < 10_000, true);
      },
    },
  ],
};
