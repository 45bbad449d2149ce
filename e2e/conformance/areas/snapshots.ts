import { deepEqual, equal } from "node:assert/strict";
import { type Area, type Behaviour, untestable } from "../behaviour.ts";
import { model, rowsOf, table } from "../models.ts";
import type { World } from "../world.ts";

const columns = ["id", "name", "changed"];
const row = (id: number, name: string, day: number) => [
  String(id),
  `'${name}'`,
  `cast('2026-01-0${day} 00:00:00' as timestamp)`,
];
const before = rowsOf(columns, row(1, "ana", 1), row(2, "ben", 1));
const after = rowsOf(columns, row(1, "ana", 1), row(2, "BEN", 2), row(3, "cid", 2));
const without = rowsOf(columns, row(1, "ana", 1));

const snapshot = (config: Readonly<Record<string, unknown>>, from = "people") =>
  `{% snapshot history %}\n${model({ unique_key: "id", ...config }, `select * from {{ ref('${from}') }}`)}{% endsnapshot %}\n`;

const timestamp = { strategy: "timestamp", updated_at: "changed" };
const check = { strategy: "check", check_cols: ["name"] };

const files = (config: Readonly<Record<string, unknown>>) => ({
  "models/people.sql": table(before),
  "snapshots/history.sql": snapshot(config),
});

async function then(world: World, sql: string): Promise<void> {
  world.write({ "models/people.sql": table(sql) });
  await world.ptx("build");
}

/** Versions as id, name, whether it is the current one. */
const versions = async (world: World, name = "history") =>
  await world.rows(`select id, name, case when dbt_valid_to is null then 1 else 0 end as now
from ${world.at(name)} order by 1, 3, 2`);

const changed = [
  [1, "ana", 1],
  [2, "ben", 0],
  [2, "BEN", 1],
  [3, "cid", 1],
];

const strategies: readonly Behaviour[] = [
  { name: "timestamp", config: timestamp },
  { name: "check of a column", config: check },
  { name: "check of all columns", config: { strategy: "check", check_cols: "all" } },
].flatMap(({ name, config }): Behaviour[] => [
  {
    name: `${name}: a change ends a version and starts one, no change does nothing`,
    files: files(config),
    async check(world) {
      await world.ptx("build");
      await world.ptx("build");
      equal(await world.count("history"), 2);
      await then(world, after);
      await world.ptx("build");
      deepEqual(await versions(world), changed);
    },
  },
  {
    name: `${name}: hard_deletes invalidate ends the version of a missing row`,
    files: files({ ...config, hard_deletes: "invalidate" }),
    async check(world) {
      await world.ptx("build");
      await then(world, without);
      deepEqual(await versions(world), [
        [1, "ana", 1],
        [2, "ben", 0],
      ]);
    },
  },
  {
    name: `${name}: hard_deletes new_record, and a row that comes back`,
    files: files({ ...config, hard_deletes: "new_record" }),
    async check(world) {
      const deleted = async () =>
        (
          await world.rows(`select dbt_is_deleted from ${world.at("history")}
where id = 2 and dbt_valid_to is null`)
        ).map(([value]) => String(value).toLowerCase());
      await world.ptx("build");
      deepEqual(await deleted(), ["false"]);
      await then(world, without);
      deepEqual(await deleted(), ["true"]);
      await then(world, rowsOf(columns, row(1, "ana", 1), row(2, "ben", 5)));
      deepEqual(await deleted(), ["false"]);
    },
  },
]);

const options: readonly Behaviour[] = [
  {
    name: "hard_deletes ignore keeps the version of a missing row",
    files: files(timestamp),
    async check(world) {
      await world.ptx("build");
      await then(world, without);
      deepEqual(await versions(world), [
        [1, "ana", 1],
        [2, "ben", 1],
      ]);
    },
  },
  {
    name: "versions of timestamp follow each other without a hole",
    files: files(timestamp),
    async check(world) {
      await world.ptx("build");
      await then(world, after);
      const holes = `select count(*) from ${world.at("history")} a
join ${world.at("history")} b on a.id = b.id and a.dbt_valid_to = b.dbt_valid_from`;
      deepEqual(await world.rows(holes), [[1]]);
      const first = `select cast(min(dbt_valid_from) as date) from ${world.at("history")}`;
      deepEqual(await world.rows(first), [["2026-01-01"]]);
    },
  },
  {
    name: "other names for the columns that it adds",
    files: files({
      ...timestamp,
      snapshot_meta_column_names: {
        dbt_valid_from: "since",
        dbt_valid_to: "until",
        dbt_scd_id: "version_id",
        dbt_updated_at: "seen",
      },
    }),
    async check(world) {
      await world.ptx("build");
      await then(world, after);
      deepEqual(await world.columns("history"), [
        ...columns,
        "version_id",
        "seen",
        "since",
        "until",
      ]);
      const current = `select count(*) from ${world.at("history")} where until is null`;
      deepEqual(await world.rows(current), [[3]]);
    },
  },
  {
    name: "dbt_valid_to_current: current versions end in a far year",
    files: files({ ...timestamp, dbt_valid_to_current: "cast('9999-12-31' as timestamp)" }),
    async check(world) {
      await world.ptx("build");
      await then(world, after);
      const current = `select count(*) from ${world.at("history")} where dbt_valid_to > cast('9000-01-01' as timestamp)`;
      deepEqual(await world.rows(current), [[3]]);
      equal(await world.count("history"), 4);
    },
  },
  {
    name: "a key of two columns",
    files: {
      "models/people.sql": table(before),
      "snapshots/history.sql": snapshot({ ...check, unique_key: ["id", "changed"] }),
    },
    async check(world) {
      await world.ptx("build");
      await then(world, after);
      equal(await world.count("history"), 4);
      await world.ptx("build");
      equal(await world.count("history"), 4);
    },
  },
  {
    name: "a new column of the source is added",
    gaps: {
      bigquery: untestable(
        "the emulator keeps telling of the columns that a table had before it was altered",
        true,
      ),
    },
    files: files(timestamp),
    async check(world) {
      await world.ptx("build");
      await then(world, rowsOf([...columns, "age"], [...row(1, "ana", 3), "30"]));
      equal((await world.columns("history")).includes("age"), true);
      const ages = `select age from ${world.at("history")} where age is not null`;
      deepEqual(await world.rows(ages), [[30]]);
    },
  },
  {
    name: "of an ephemeral model",
    files: {
      "models/people.sql": model({ materialized: "ephemeral" }, before),
      "snapshots/history.sql": snapshot(timestamp),
    },
    async check(world) {
      await world.ptx("build");
      world.write({ "models/people.sql": model({ materialized: "ephemeral" }, after) });
      await world.ptx("build");
      deepEqual(await versions(world), changed);
    },
  },
  {
    name: "in YAML, in a schema of its own",
    files: {
      "models/people.sql": table(before),
      "snapshots/all.yml": `snapshots:
  - name: history
    relation: ref('people')
    config: {schema: second, unique_key: id, strategy: timestamp, updated_at: changed}
`,
    },
    async check(world) {
      await world.ptx("build");
      deepEqual(await world.kinds(world.second), { history: "table" });
    },
  },
  {
    name: "a run that fails leaves the versions as they were",
    files: files(timestamp),
    async check(world) {
      await world.ptx("build");
      const { words } = world;
      world.write({
        "snapshots/history.sql": snapshot(timestamp)
          .replace("select *", "select id, name, changed")
          .replace(
            "{% endsnapshot %}",
            ` cross join (select ${words.failing} as broken from (${words.series(2)}) s) s where broken > 0\n{% endsnapshot %}`,
          ),
      });
      await world.fails("snapshot");
      equal(await world.count("history"), 2);
      deepEqual(Object.keys(await world.kinds()), ["history", "people"]);
    },
  },
];

export const snapshots: Area = {
  title: "Snapshots",
  behaviours: [...strategies, ...options],
};
