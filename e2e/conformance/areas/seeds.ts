import { deepEqual, equal, match } from "node:assert/strict";
import { type Area, untestable } from "../behaviour.ts";
import { table, view } from "../models.ts";

const settings = (config: Readonly<Record<string, unknown>>) => ({
  "seeds/_seeds.yml": JSON.stringify({ seeds: [{ name: "raw", config }] }),
});

const manyRows = 100_000;

export const seeds: Area = {
  title: "Seeds",
  behaviours: [
    {
      name: "types are found: integers, decimals, booleans, dates, timestamps, texts",
      files: {
        "seeds/raw.csv":
          "i,d,b,day,at,t\n1,1.5,true,2026-01-31,2026-01-31 10:00:00,one\n-2,22.25,false,2025-12-01,2025-12-01 00:00:00,two\n",
        "models/sums.sql": table(
          `select sum(i) as i, sum(case when b then 1 else 0 end) as b, max(day) as day, max(d) as d from {{ ref('raw') }}`,
        ),
      },
      async check(world) {
        await world.ptx("build");
        deepEqual(await world.table("sums"), [[-1, 1, "2026-01-31", 22.25]]);
      },
    },
    {
      name: "texts as they are: quotes, commas, line breaks, accents, emoji, backslashes",
      files: {
        "seeds/raw.csv": `id,t\n1,"a ""quoted"", b"\n2,"two\nlines"\n3,Zoë 日本 😀\n4,back\\slash\n5,it's\n`,
      },
      async check(world) {
        await world.ptx("seed");
        deepEqual(await world.table("raw"), [
          [1, 'a "quoted", b'],
          [2, "two\nlines"],
          [3, "Zoë 日本 😀"],
          [4, "back\\slash"],
          [5, "it's"],
        ]);
      },
    },
    {
      name: "empty fields are null",
      files: { "seeds/raw.csv": "id,n,t\n1,,x\n2,5,\n" },
      async check(world) {
        await world.ptx("seed");
        deepEqual(await world.table("raw"), [
          [1, null, "x"],
          [2, 5, null],
        ]);
      },
    },
    {
      name: "column_types: zeros in front are kept",
      files: (world) => ({
        "seeds/raw.csv": "id,zip\n1,00501\n2,10115\n",
        ...settings({ column_types: { zip: world.words.text } }),
      }),
      async check(world) {
        await world.ptx("seed");
        deepEqual(await world.table("raw"), [
          [1, "00501"],
          [2, "10115"],
        ]);
      },
    },
    {
      name: "another delimiter",
      files: { "seeds/raw.csv": "id;t\n1;a,b\n", ...settings({ delimiter: ";" }) },
      async check(world) {
        await world.ptx("seed");
        deepEqual(await world.table("raw"), [[1, "a,b"]]);
      },
    },
    {
      name: "a byte order mark and Windows line ends",
      files: { "seeds/raw.csv": "\uFEFFid,t\r\n1,a\r\n2,b\r\n" },
      async check(world) {
        await world.ptx("seed");
        deepEqual(await world.columns("raw"), ["id", "t"]);
        deepEqual(await world.table("raw"), [
          [1, "a"],
          [2, "b"],
        ]);
      },
    },
    {
      name: "a header without rows makes an empty table",
      files: { "seeds/raw.csv": "id,t\n" },
      async check(world) {
        await world.ptx("seed");
        equal(await world.count("raw"), 0);
        deepEqual(await world.columns("raw"), ["id", "t"]);
      },
    },
    {
      name: "quote_columns: reserved words and upper case as column names",
      files: {
        "seeds/raw.csv": "select,Order\n1,2\n",
        ...settings({ quote_columns: true }),
      },
      async check(world) {
        await world.ptx("seed");
        const { quoted } = world;
        const both = ["select", "Order"].map((name) => quoted.call(world, name)).join(", ");
        deepEqual(await world.rows(`select ${both} from ${world.at("raw")}`), [[1, 2]]);
      },
    },
    {
      name: "again: the rows are those of the file, views over them stay",
      files: {
        "seeds/raw.csv": "id,t\n1,a\n2,b\n",
        "models/over.sql": view("select * from {{ ref('raw') }}"),
      },
      async check(world) {
        await world.ptx("build");
        world.write({ "seeds/raw.csv": "id,t\n3,c\n" });
        await world.ptx("seed");
        deepEqual(await world.table("over"), [[3, "c"]]);
      },
    },
    {
      name: "--full-refresh takes over other columns",
      gaps: {
        bigquery: untestable(
          "the emulator reads a file by the columns that its table has already",
          true,
        ),
      },
      files: { "seeds/raw.csv": "id,t\n1,a\n" },
      async check(world) {
        await world.ptx("seed");
        world.write({ "seeds/raw.csv": "id,n,t\n1,2,a\n" });
        await world.ptx("seed", "--full-refresh");
        deepEqual(await world.table("raw"), [[1, 2, "a"]]);
      },
    },
    {
      name: "a value that does not fit its declared type: the line is named, the old rows stay",
      gaps: {
        bigquery: untestable(
          "the emulator empties the table before it reads the file, and names no line",
          true,
        ),
      },
      files: (world) => ({
        "seeds/raw.csv": "id,n\n1,5\n",
        ...settings({ column_types: { n: world.words.integer } }),
      }),
      async check(world) {
        await world.ptx("seed");
        world.write({ "seeds/raw.csv": "id,n\n1,5\n2,six\n" });
        match(await world.fails("seed"), /raw\.csv:3|line 3|six/);
        deepEqual(await world.table("raw"), [[1, 5]]);
      },
    },
    {
      name: "in a schema of their own, under another name",
      files: { "seeds/raw.csv": "id,t\n1,a\n", ...settings({ schema: "second", alias: "given" }) },
      async check(world) {
        await world.ptx("seed");
        deepEqual(await world.table("given", "*", world.second), [[1, "a"]]);
      },
    },
    {
      name: "100,000 rows within seconds",
      files: () => {
        const lines = Array.from({ length: manyRows }, (_, i) => `${i},name ${i},${i / 4}`);
        return { "seeds/raw.csv": `id,name,share\n${lines.join("\n")}\n` };
      },
      gaps: {
        snowflake: untestable("the emulator's time says nothing of Snowflake's"),
        bigquery: untestable("the emulator's time says nothing of BigQuery's"),
      },
      async check(world) {
        const start = Date.now();
        await world.ptx("seed");
        equal(Date.now() - start < 15_000, true);
        deepEqual(await world.rows(`select count(*), max(id), sum(id) from ${world.at("raw")}`), [
          [manyRows, manyRows - 1, (manyRows * (manyRows - 1)) / 2],
        ]);
      },
    },
  ],
};
