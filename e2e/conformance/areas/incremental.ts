import { deepEqual, equal, match } from "node:assert/strict";
import { type Area, type Behaviour, unsupported, untestable } from "../behaviour.ts";
import { incremental, rowsOf, view } from "../models.ts";
import type { World } from "../world.ts";

const first = rowsOf(["id", "name"], ["1", "'ana'"], ["2", "'ben'"]);
const second = rowsOf(["id", "name"], ["2", "'BEN'"], ["3", "'cid'"]);

/** Builds the model with one select, then with the next ones. */
async function runs(
  world: World,
  config: Readonly<Record<string, unknown>>,
  ...selects: readonly string[]
): Promise<void> {
  for (const sql of selects) {
    world.write({ "models/names.sql": incremental(sql, config) });
    await world.ptx("run");
  }
}

const upserts: readonly Behaviour[] = [
  { title: "the default strategy", config: {} },
  { title: "merge", config: { incremental_strategy: "merge" } },
  {
    title: "delete+insert",
    config: { incremental_strategy: "delete+insert" },
  },
].flatMap(({ title, config }): Behaviour[] => [
  {
    name: `a key, ${title}: rows of known keys are replaced, others added`,
    async check(world) {
      await runs(world, { unique_key: "id", ...config }, first, second);
      deepEqual(await world.table("names"), [
        [1, "ana"],
        [2, "BEN"],
        [3, "cid"],
      ]);
    },
  },
  {
    name: `a key of two columns, ${title}`,
    async check(world) {
      const rows = (...last: readonly string[][]) => rowsOf(["id", "day", "n"], ...last);
      const before = rows(["1", "'mon'", "1"], ["1", "'tue'", "2"]);
      const after = rows(["1", "'tue'", "20"], ["2", "'tue'", "3"]);
      await runs(world, { unique_key: ["id", "day"], ...config }, before, after);
      deepEqual(await world.table("names"), [
        [1, "mon", 1],
        [1, "tue", 20],
        [2, "tue", 3],
      ]);
    },
  },
]);

const added = rowsOf(["id", "name", "age"], ["3", "'cid'", "30"]);
const renamed = rowsOf(["id", "age"], ["3", "30"]);

const changes: readonly Behaviour[] = [
  {
    name: "on_schema_change ignore: a new column is left out",
    async check(world) {
      await runs(world, { on_schema_change: "ignore" }, first, added);
      deepEqual(await world.columns("names"), ["id", "name"]);
      equal(await world.count("names"), 3);
    },
  },
  {
    name: "on_schema_change append_new_columns: new ones are added, old ones stay",
    async check(world) {
      await runs(world, { on_schema_change: "append_new_columns" }, first, renamed);
      deepEqual(await world.table("names"), [
        [1, "ana", null],
        [2, "ben", null],
        [3, null, 30],
      ]);
    },
  },
  {
    name: "on_schema_change sync_all_columns: new ones are added, old ones go",
    gaps: {
      bigquery: untestable(
        "the emulator keeps telling of the columns that a table had before it was altered",
        true,
      ),
    },
    async check(world) {
      await runs(world, { on_schema_change: "sync_all_columns" }, first, renamed);
      deepEqual(await world.table("names", "id, age"), [
        [1, null],
        [2, null],
        [3, 30],
      ]);
      deepEqual(await world.columns("names"), ["id", "age"]);
    },
  },
  {
    name: "on_schema_change fail: the run fails, the table stays",
    async check(world) {
      await runs(world, { on_schema_change: "fail" }, first);
      world.write({ "models/names.sql": incremental(added, { on_schema_change: "fail" }) });
      match(await world.fails("run"), /age/i);
      equal(await world.count("names"), 2);
    },
  },
  {
    name: "on_schema_change sync_all_columns: a column takes a wider type",
    async check(world) {
      const { words } = world;
      const typed = (type: string, value: string) =>
        `select 1 as id, cast(${value} as ${type}) as v`;
      const config = { on_schema_change: "sync_all_columns" };
      await runs(world, config, typed(words.integer, "1"), typed(words.text, "'two'"));
      deepEqual(await world.table("names", "v, v"), [
        ["1", "1"],
        ["two", "two"],
      ]);
    },
  },
];

const parts: readonly Behaviour[] = [
  {
    name: "without a key, rows are added; is_incremental() and this tell where to start",
    async check(world) {
      const sql = `select i from (${world.words.series(10)}) s
{% if is_incremental() %}where i > (select max(i) from {{ this }}){% else %}where i <= 4{% endif %}`;
      await runs(world, {}, sql, sql, sql);
      deepEqual(await world.rows(`select count(*), max(i) from ${world.at("names")}`), [[10, 10]]);
    },
  },
  {
    name: "an empty list of keys is no key",
    async check(world) {
      await runs(world, { unique_key: [] }, first, second);
      equal(await world.count("names"), 4);
    },
  },
  {
    name: "a key whose row comes twice leaves no third one",
    gaps: {
      snowflake: untestable("the emulator merges both rows, Snowflake refuses them"),
      bigquery: untestable("the emulator merges both rows, BigQuery refuses them"),
    },
    async check(world) {
      const twice = rowsOf(["id", "name"], ["2", "'BEN'"], ["2", "'Ben'"]);
      await runs(world, { unique_key: "id" }, first);
      world.write({ "models/names.sql": incremental(twice, { unique_key: "id" }) });
      const { code } = await world.run(["run"]);
      equal(await world.count("names"), code === 0 ? 3 : 2);
    },
  },
  {
    name: "append adds rows though there is a key",
    async check(world) {
      await runs(world, { incremental_strategy: "append", unique_key: "id" }, first, second);
      equal(await world.count("names"), 4);
    },
  },
  {
    name: "merge_update_columns: only these are taken over",
    async check(world) {
      const rows = (a: string) => rowsOf(["id", "a", "b"], ["1", a, a]);
      const config = {
        incremental_strategy: "merge",
        unique_key: "id",
        merge_update_columns: ["a"],
      };
      await runs(world, config, rows("'old'"), rows("'new'"));
      deepEqual(await world.table("names"), [[1, "new", "old"]]);
    },
  },
  {
    name: "merge_exclude_columns: these are not taken over",
    async check(world) {
      const rows = (a: string) => rowsOf(["id", "a", "b"], ["1", a, a]);
      const config = {
        incremental_strategy: "merge",
        unique_key: "id",
        merge_exclude_columns: ["a"],
      };
      await runs(world, config, rows("'old'"), rows("'new'"));
      deepEqual(await world.table("names"), [[1, "old", "new"]]);
    },
  },
  {
    name: "incremental_predicates with merge: rows beyond them are not touched",
    async check(world) {
      const config = {
        incremental_strategy: "merge",
        unique_key: "id",
        incremental_predicates: ["DBT_INTERNAL_DEST.id > 1"],
      };
      await runs(world, config, first, rowsOf(["id", "name"], ["2", "'BEN'"]));
      deepEqual(await world.table("names"), [
        [1, "ana"],
        [2, "BEN"],
      ]);
    },
  },
  {
    name: "incremental_predicates with delete+insert: rows beyond them are not deleted",
    async check(world) {
      const config = {
        incremental_strategy: "delete+insert",
        unique_key: "id",
        incremental_predicates: ["id > 1"],
      };
      await runs(world, config, first, rowsOf(["id", "name"], ["1", "'ANA'"], ["2", "'BEN'"]));
      deepEqual(
        await world.table("names"),
        [
          [1, "ANA"],
          [1, "ana"],
          [2, "BEN"],
        ].sort(),
      );
    },
  },
  {
    name: "a key that is no column fails and says so",
    async check(world) {
      await runs(world, { unique_key: "nr" }, first);
      match(await world.fails("run"), /nr/i);
      equal(await world.count("names"), 2);
    },
  },
  {
    name: "--full-refresh starts again, full_refresh: false forbids it",
    async check(world) {
      await runs(world, {}, first);
      world.write({ "models/names.sql": incremental("select 9 as id, 'x' as name") });
      await world.ptx("run", "--full-refresh");
      deepEqual(await world.table("names"), [[9, "x"]]);
      world.write({
        "models/names.sql": incremental("select 8 as id, 'y' as name", { full_refresh: false }),
      });
      await world.ptx("run", "--full-refresh");
      equal(await world.count("names"), 2);
    },
  },
  {
    name: "a view of the same name gives way",
    files: { "models/names.sql": view(first) },
    async check(world) {
      await world.ptx("run");
      await runs(world, {}, first, second);
      equal((await world.kinds())["names"], "table");
      equal(await world.count("names"), 4);
    },
  },
  {
    name: "a run that fails leaves the table as it was",
    gaps: { snowflake: untestable("the emulator keeps temporary views", true) },
    async check(world) {
      const { words } = world;
      await runs(world, { unique_key: "id" }, first);
      world.write({
        "models/names.sql": incremental(
          `select ${words.failing} as id, 'x' as name from (${words.series(3)}) s`,
          { unique_key: "id" },
        ),
      });
      await world.fails("run");
      deepEqual(await world.table("names"), [
        [1, "ana"],
        [2, "ben"],
      ]);
      deepEqual(Object.keys(await world.kinds()), ["names"]);
    },
  },
  {
    name: "a strategy that does not exist is refused",
    files: { "models/names.sql": incremental(first, { incremental_strategy: "upsert" }) },
    async check(world) {
      await world.run(["run"]);
      match(await world.fails("run"), /upsert/);
    },
  },
  {
    name: "columns in another order than the table's",
    async check(world) {
      const turned = rowsOf(["name", "id"], ["'cid'", "3"]);
      await runs(world, {}, first, turned);
      deepEqual((await world.table("names"))[2], [3, "cid"]);
    },
  },
  {
    name: "insert_overwrite replaces whole partitions",
    gaps: {
      duckdb: unsupported("tables have no partitions"),
      postgres: unsupported("as in dbt, rows are replaced by key only"),
      snowflake: unsupported("there are no partitions: all rows are replaced, as in dbt"),
    },
    async check(world) {
      const rows = (...given: readonly string[][]) =>
        rowsOf(["day", "n"], ...given.map(([day, n]) => [`cast('${day}' as date)`, String(n)]));
      const config = {
        incremental_strategy: "insert_overwrite",
        partition_by: { field: "day", data_type: "date" },
      };
      await runs(
        world,
        config,
        rows(["2026-01-01", "1"], ["2026-01-02", "1"], ["2026-01-02", "2"]),
        rows(["2026-01-02", "9"]),
      );
      deepEqual(await world.table("names"), [
        ["2026-01-01", 1],
        ["2026-01-02", 9],
      ]);
    },
  },
];

export const incrementals: Area = {
  title: "Incremental models",
  behaviours: [...upserts, ...parts, ...changes],
};
