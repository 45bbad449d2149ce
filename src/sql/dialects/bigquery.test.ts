/** SQL that no emulator can be asked about: held against what BigQuery's reference says. */
import { expect, test } from "vitest";
import type { JsonObject } from "../../core/node.ts";
import { bigquery, bigqueryIn } from "./bigquery.ts";
import { wantedLayout } from "./bigquery-partitions.ts";

const { ddl, partitions, materializedViews } = bigquery;
const target = { database: "demo", schema: "shop", name: "orders" };
const head = (config: JsonObject) => ddl.tableAs("`t`", config).head.split("\n").slice(1, -2);

test.each<[JsonObject, string[]]>([
  [{}, []],
  [{ partition_by: { field: "d" } }, ["partition by d"]],
  [
    { partition_by: { field: "d", data_type: "date", granularity: "month" } },
    ["partition by date_trunc(d, month)"],
  ],
  [
    { partition_by: { field: "at", data_type: "timestamp", granularity: "day" } },
    ["partition by timestamp_trunc(at, day)"],
  ],
  [
    { partition_by: { field: "at", data_type: "datetime", granularity: "hour" } },
    ["partition by datetime_trunc(at, hour)"],
  ],
  [
    {
      partition_by: {
        field: "id",
        data_type: "int64",
        range: { start: 0, end: 100, interval: 10 },
      },
      cluster_by: ["a", "b"],
    },
    ["partition by range_bucket(id, generate_array(0, 100, 10))", "cluster by a, b"],
  ],
  [
    { cluster_by: "a", labels: { team: 'da"ta' }, kms_key_name: "projects/p/key" },
    ["cluster by a", 'options(labels = [("team", "da\\"ta")], kms_key_name = "projects/p/key")'],
  ],
  [
    { partition_by: { field: "d" }, partition_expiration_days: 7, require_partition_filter: true },
    ["partition by d", "options(partition_expiration_days = 7, require_partition_filter = true)"],
  ],
  [
    { hours_to_expiration: 24 },
    ["options(expiration_timestamp = timestamp_add(current_timestamp(), interval 24 hour))"],
  ],
  [
    { labels_from_meta: true, meta: { owner: "me", level: 3 }, labels: { team: "data" } },
    ['options(labels = [("owner", "me"), ("team", "data")])'],
  ],
])("a table of %j", (config, lines) => expect(head(config)).toEqual(lines));

test.each<[JsonObject, RegExp]>([
  [{ partition_by: "d" }, /mapping with a `field`/],
  [
    { partition_by: { field: "d", time_ingestion_partitioning: true } },
    /`time_ingestion_partitioning` is not supported/,
  ],
  [{ partition_by: { field: "d", granularity: "week" } }, /granularity.*week/],
  [{ partition_by: { field: "d", data_type: "string" } }, /data_type/],
  [{ partition_by: { field: "n", data_type: "int64", range: { start: 1 } } }, /no `end`/],
])("%j is refused", (config, message) => expect(() => head(config)).toThrow(message));

test("layouts are compared in one text", () => {
  const partition_by = { field: "At", data_type: "timestamp", granularity: "hour" };
  expect(wantedLayout({ partition_by, cluster_by: "A" })).toBe("hour(at) | a");
  expect(wantedLayout({})).toBe("none");
});

test("insert_overwrite finds the partitions of the staged rows, and replaces them in one merge", () => {
  const config = { partition_by: { field: "d", data_type: "date" } };
  expect(partitions?.overwrite("`t`", config).statements("`s`", ["`d`", "`n`"])).toBe(
    `declare dbt_partitions_for_replacement array<date> default (array(
  select distinct date(d) from \`s\` where date(d) is not null
));
merge into \`t\` as DBT_INTERNAL_DEST
using \`s\` as DBT_INTERNAL_SOURCE
on false
when not matched by source and date(DBT_INTERNAL_DEST.d) in unnest(dbt_partitions_for_replacement)
  then delete
when not matched then insert (\`d\`, \`n\`)
  values (\`d\`, \`n\`)`,
  );
});

test("listed partitions need no staging", () => {
  const partition_by = { field: "at", data_type: "timestamp", granularity: "day" };
  const config = { partition_by, partitions: ["timestamp('2026-01-01')"] };
  expect(partitions?.overwrite("`t`", config).direct?.(["`n`"])).toEqual({
    head: "merge into `t` as DBT_INTERNAL_DEST\nusing (\n",
    tail: `
) as DBT_INTERNAL_SOURCE
on false
when not matched by source and timestamp_trunc(DBT_INTERNAL_DEST.at, day) in (timestamp('2026-01-01'))
  then delete
when not matched then insert (\`n\`)
  values (\`n\`)`,
  });
});

test("batches must be partitions", () => {
  const partition_by = { field: "at", data_type: "timestamp", granularity: "day" };
  expect(() => partitions?.assertBatches({ partition_by, batch_size: "day" })).not.toThrow();
  expect(() => partitions?.assertBatches({ partition_by, batch_size: "hour" })).toThrow(
    /same granularity/,
  );
  expect(() => partitions?.assertBatches({ batch_size: "day" })).toThrow(/partition_by/);
});

test("staging goes by itself, `_dbt_max_partition` is declared where it is used", () => {
  const config = { partition_by: { field: "d" } };
  expect(ddl.staging(target, "__dbt_tmp", config)).toMatchObject({
    name: "`demo`.`shop`.`orders__dbt_tmp`",
    head: `create or replace table \`demo\`.\`shop\`.\`orders__dbt_tmp\`
partition by d
options(expiration_timestamp = timestamp_add(current_timestamp(), interval 12 hour))
as (
`,
  });
  expect(ddl.prologue?.(target, "select 1", config)).toBe("");
  expect(ddl.prologue?.(target, "select * from x where d > _dbt_max_partition", config)).toBe(
    `declare _dbt_max_partition date default (
  select max(d) from \`demo\`.\`shop\`.\`orders\` where d is not null
);
`,
  );
});

test("changes of columns, comments, clones, keys", () => {
  const column = { name: "`n`", type: "STRING" };
  expect(ddl.addColumns("`t`", [column, { name: "`m`", type: "INT64" }])).toEqual([
    "alter table `t` add column `n` STRING, add column `m` INT64",
  ]);
  expect(ddl.alterType("`t`", column, { cluster_by: "a" })).toEqual([
    "create or replace table `t`\ncluster by a\nas (\nselect * replace (cast(`n` as STRING) as `n`) from `t`\n)",
  ]);
  expect(ddl.columnComments("table", "`t`", [{ column: "`n`", text: 'a "b"\nc' }])).toBe(
    'alter table `t`\n  alter column `n` set options(description = "a \\"b\\"\\nc")',
  );
  expect(ddl.comment("view", "`v`", "x")).toBe('alter view `v` set options(description = "x")');
  expect(ddl.clone("`a`", "`b`", {})).toBe("create or replace table `b` clone `a`");
  expect(ddl.constraint?.("primary_key", "primary key (a)")).toBe("primary key (a) not enforced");
  expect(ddl.constraint?.("unique", "unique (a)")).toBeUndefined();
  expect(
    ddl.definedAs?.("`t`", ["`a` INT64 not null"], { partition_by: { field: "d" } }).head,
  ).toBe("create or replace table `t` (\n  `a` INT64 not null\n)\npartition by d\nas (\n");
});

test("deletes and inserts are one transaction of one script", () => {
  expect(ddl.together?.(["delete …", "insert …"])).toBe(
    "begin transaction;\n\ndelete …;\n\ninsert …;\n\ncommit transaction",
  );
});

test("rights, by the region of the target", () => {
  const { grants } = bigqueryIn("europe-west1");
  expect(grants?.show(target)).toContain(
    "from `demo`.`region-europe-west1`.INFORMATION_SCHEMA.OBJECT_PRIVILEGES",
  );
  expect(grants?.grant("roles/bigquery.dataViewer", "`t`", ["user:a@b.c"], "table")).toBe(
    'grant `roles/bigquery.dataViewer` on table `t` to "user:a@b.c"',
  );
});

test("materialized views: options are changed in place, clusters are not", () => {
  const views = materializedViews;
  const config = {
    enable_refresh: true,
    refresh_interval_minutes: 60,
    max_staleness: "interval 4 hour",
  };
  expect(views?.create("`v`", config).head).toBe(
    "create or replace materialized view `v`\noptions(enable_refresh = true, refresh_interval_minutes = 60, max_staleness = interval 4 hour)\nas (\n",
  );
  expect(views?.refresh("`demo`.`shop`.`v`")).toBe(
    "call bq.refresh_materialized_view('demo.shop.v')",
  );
  const inForce = [
    ["enable_refresh", "true"],
    ["refresh_interval_minutes", "30.0"],
    ["cluster_by", "null"],
  ] as const;
  expect(views?.changes(target, inForce, { refresh_interval_minutes: 30 })).toEqual([]);
  expect(views?.changes(target, inForce, { refresh_interval_minutes: 60 })).toEqual([
    "alter materialized view `demo`.`shop`.`orders` set options(refresh_interval_minutes = 60)",
  ]);
  expect(views?.changes(target, inForce, { cluster_by: ["a"] })).toBe("replace");
});
