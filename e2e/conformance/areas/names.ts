import { deepEqual, equal, match } from "node:assert/strict";
import { type Area, unsupported, untestable } from "../behaviour.ts";
import { incremental, rowsOf, table } from "../models.ts";

const yaml = (value: unknown) => JSON.stringify(value);

const strange = ["select", "Mixed Case", "with.dot", "größe", "it's"];

export const names: Area = {
  title: "Names and quoting",
  behaviours: [
    {
      name: "names without quotes are found in any case",
      files: {
        "models/Names.sql": table("select 1 as CustomerId"),
        "models/more.sql": table("select customerid + 1 as id from {{ ref('Names') }}"),
      },
      async check(world) {
        await world.ptx("build");
        await world.ptx("build");
        deepEqual(await world.rows(`select id from ${world.at("more")}`), [[2]]);
      },
    },
    {
      name: "reserved words as names of models",
      gaps: {
        bigquery: untestable(
          "the emulator loses the quotes around a project in front of a reserved word",
          true,
        ),
      },
      files: {
        "models/order.sql": table("select 1 as id"),
        "models/group.sql": table("select id + 1 as id from {{ ref('order') }}"),
        "dbt_project.yml": yaml({
          name: "shop",
          profile: "conformance",
          quoting: { identifier: true, schema: false, database: false },
        }),
      },
      async check(world) {
        await world.ptx("build");
        await world.ptx("build");
        deepEqual(await world.value("select id from {{ ref('group') }}"), 2);
      },
    },
    {
      name: "column names with spaces, dots, quotes, umlauts and reserved words",
      gaps: {
        bigquery: unsupported("columns have letters, digits and underscores only"),
      },
      files: (world) => ({
        "models/names.sql": incremental(
          `select ${strange.map((name, i) => `${i} as ${world.quoted(name)}`).join(", ")}`,
          { unique_key: world.quoted("Mixed Case") },
        ),
      }),
      async check(world) {
        await world.ptx("run");
        await world.ptx("run");
        const all = strange.map((name) => world.quoted(name)).join(", ");
        deepEqual(await world.rows(`select ${all} from ${world.at("names")}`), [[0, 1, 2, 3, 4]]);
      },
    },
    {
      name: "a name of the greatest length, rebuilt and grown",
      gaps: { bigquery: untestable("the emulator has shorter names than BigQuery", true) },
      files: (world) => ({
        "models/long.sql": incremental("select 1 as id", {
          alias: "m".repeat(world.words.longestName),
          unique_key: "id",
        }),
      }),
      async check(world) {
        for (let i = 0; i < 3; i += 1) await world.ptx("run");
        await world.ptx("run", "--full-refresh");
        const kinds = await world.kinds();
        deepEqual(Object.keys(kinds), ["m".repeat(world.words.longestName)]);
      },
    },
    {
      name: "two long names with the same beginning do not meet",
      gaps: { bigquery: untestable("the emulator has shorter names than BigQuery", true) },
      files: (world) => {
        const start = "n".repeat(world.words.longestName - 1);
        return {
          "models/a.sql": table("select 1 as id", { alias: `${start}a` }),
          "models/b.sql": table("select 2 as id", { alias: `${start}b` }),
        };
      },
      async check(world) {
        for (let i = 0; i < 2; i += 1) await world.ptx("run");
        const start = "n".repeat(world.words.longestName - 1);
        deepEqual(await world.rows(`select id from ${world.at(`${start}a`)}`), [[1]]);
        deepEqual(await world.rows(`select id from ${world.at(`${start}b`)}`), [[2]]);
        equal(Object.keys(await world.kinds()).length, 2);
      },
    },
    {
      name: "a name that is too long is refused, not cut",
      gaps: {
        duckdb: unsupported("names have no greatest length"),
      },
      files: (world) => ({
        "models/long.sql": table("select 1 as id", {
          alias: "m".repeat(world.words.longestName + 1),
        }),
      }),
      async check(world) {
        const { code, text } = await world.run(["run"]);
        equal(code === 0, false);
        match(text, /longer|too long|length|characters/i);
        deepEqual(await world.kinds(), {});
      },
    },
    {
      name: "names in other alphabets",
      gaps: { bigquery: untestable("the emulator takes ASCII only in names of tables", true) },
      files: {
        "models/größen.sql": table(rowsOf(["id", "größe"], ["1", "'groß'"]), { alias: "größen" }),
        "models/more.sql": table("select größe as g, id from {{ ref('größen') }}"),
      },
      async check(world) {
        await world.ptx("build");
        deepEqual(await world.table("more", "id, g"), [[1, "groß"]]);
      },
    },
    {
      name: "a schema whose name needs quotes",
      files: (world) => ({
        "profiles.yml": world.profiles({ schema: `${world.schema}-Other schema` }),
        "models/names.sql": table("select 1 as id"),
        "models/more.sql": table("select id + 1 as id from {{ ref('names') }}"),
        "dbt_project.yml": yaml({
          name: "shop",
          profile: "conformance",
          quoting: { identifier: true, schema: true },
        }),
      }),
      gaps: {
        bigquery: unsupported("datasets have letters, digits and underscores only"),
      },
      async check(world) {
        await world.ptx("build");
        await world.ptx("build");
        const schema = world.quoted(`${world.schema}-Other schema`);
        deepEqual(await world.rows(`select id from ${schema}.${world.quoted("more")}`), [[2]]);
      },
    },
  ],
};
