import { deepEqual, equal, match } from "node:assert/strict";
import { type Area, type Gaps, untestable } from "../behaviour.ts";
import { incremental, model, table, view } from "../models.ts";
import type { World } from "../world.ts";

interface Planned {
  readonly verdict: string;
  readonly action: string;
  readonly reason: string | null;
  readonly bytes: number | null;
  readonly rows: number | null;
  readonly node_info: { readonly node_name: string };
}

/** What a dry run says of each node, by name and in its order. */
function plannedIn(text: string): Map<string, Planned> {
  const events = text
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line) as { info: { name: string }; data: Planned });
  const nodes = events.filter(({ info }) => info.name === "DryRunNode");
  return new Map(nodes.map(({ data }) => [data.node_info.node_name, data]));
}

async function dryRun(world: World, ...args: readonly string[]): Promise<Map<string, Planned>> {
  const { text } = await world.run(["--log-format", "json", "build", "--dry-run", ...args]);
  return plannedIn(text);
}

const verdicts = (planned: ReadonlyMap<string, Planned>): Record<string, string> =>
  Object.fromEntries([...planned].map(([name, { verdict }]) => [name, verdict]));

const shop = {
  "seeds/raw.csv": "id,amount\n1,10\n2,20\n",
  "models/stg.sql": view("select id, amount from {{ ref('raw') }}"),
  "models/total.sql": table("select stg.id, stg.amount from {{ ref('stg') }} as stg"),
};

const noPlan: Gaps = {
  snowflake: untestable("the emulator has no `explain using json`", true),
};

export const dryRuns: Area = {
  title: "Dry runs",
  behaviours: [
    {
      name: "says what would run, in order, on an empty warehouse, and writes nothing",
      files: shop,
      async check(world) {
        const planned = await dryRun(world);
        deepEqual([...planned.keys()], ["raw", "stg", "total"]);
        deepEqual(verdicts(planned), { raw: "valid", stg: "valid", total: "valid" });
        deepEqual(await world.kinds(), {});
        equal(world.has("target/run_results.json"), false);
        equal(world.has("target/compiled"), false);
      },
    },
    {
      name: "says what becomes of what is there: replaced, merged, recorded, loaded",
      gaps: noPlan,
      files: {
        ...shop,
        "models/grown.sql": incremental("select id, amount from {{ ref('stg') }}", {
          unique_key: "id",
        }),
        "snapshots/history.sql": `{% snapshot history %}${model(
          { unique_key: "id", strategy: "check", check_cols: "all" },
          "select id, amount from {{ ref('stg') }}",
        )}{% endsnapshot %}`,
      },
      async check(world) {
        await world.ptx("build");
        const before = await world.table("grown");
        const planned = await dryRun(world);
        const grown = planned.get("grown")?.action ?? "";
        match(grown, /^(?:merge|delete\+insert)$/);
        deepEqual(Object.fromEntries([...planned].map(([name, { action }]) => [name, action])), {
          raw: "load",
          stg: "replace",
          total: "replace",
          grown,
          history: "record",
        });
        deepEqual([...new Set(Object.values(verdicts(planned)))], ["valid"]);
        const refreshed = await dryRun(world, "--full-refresh");
        equal(refreshed.get("grown")?.action, "full_refresh");
        deepEqual(await world.table("grown"), before);
      },
    },
    {
      name: "an unknown column of a model that is not built yet is an error, with its place",
      files: {
        ...shop,
        "models/bad.sql": table("select\n  amont\nfrom {{ ref('stg') }}"),
        "models/child.sql": table("select * from {{ ref('bad') }}"),
      },
      gaps: { bigquery: untestable("the emulator's messages carry no place", true) },
      async check(world) {
        const told = await world.fails("build", "--dry-run");
        match(told, /INVALID +table \S+bad[\s\S]*PTX4001[\s\S]*models\/bad\.sql:3:3/);
        match(told, /UNCHECKED +table \S+child.*bad is not valid/);
        deepEqual(await world.kinds(), {});
      },
    },
    {
      name: "a model is checked against the columns that its parent will have, not those it has",
      files: shop,
      gaps: noPlan,
      async check(world) {
        await world.ptx("build");
        world.write({
          "models/stg.sql": view("select id, amount as paid from {{ ref('raw') }}"),
          "models/next.sql": view("select id, paid from {{ ref('stg') }}"),
        });
        const { code, text } = await world.run(["--log-format", "json", "build", "--dry-run"]);
        equal(code, 1);
        deepEqual(verdicts(plannedIn(text)), {
          raw: "valid",
          stg: "valid",
          next: "valid",
          total: "invalid",
        });
      },
    },
    {
      name: "a broken contract is found before anything runs",
      files: ({ words }) => ({
        "models/agreed.sql": table("select 1 as id, 'a' as name", {
          contract: { enforced: true },
        }),
        "models/agreed.yml": JSON.stringify({
          models: [{ name: "agreed", columns: [{ name: "id", data_type: words.integer }] }],
        }),
      }),
      async check(world) {
        match(await world.fails("build", "--dry-run"), /PTX4106[\s\S]*name/);
        deepEqual(await world.kinds(), {});
      },
    },
    {
      name: "a template that would write is not let to",
      files: ({ schema }) => ({
        "models/writes.sql": `{% if execute %}{% do run_query("create table ${schema}.made (id int)") %}{% endif %}select 1 as id`,
      }),
      async check(world) {
        match(
          await world.ptx("build", "--dry-run"),
          /UNCHECKED.*writes.*its template runs a statement that may write: create table/,
        );
        deepEqual(await world.kinds(), {});
      },
    },
    {
      name: "what the warehouse expects of a query: rows, or bytes",
      files: {
        "models/base.sql": table("select 1 as id"),
        "models/read.sql": table("select id from {{ ref('base') }}"),
      },
      gaps: {
        ...noPlan,
        bigquery: untestable("the emulator's dry run counts no bytes", true),
      },
      async check(world) {
        await world.ptx("build");
        const { bytes, rows } = (await dryRun(world)).get("read") ?? {};
        equal(Number(bytes ?? rows) > 0, true);
      },
    },
  ],
};
