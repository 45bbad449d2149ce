import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Adapter, SeedLoad, Session } from "../../core/adapter.ts";
import { connectTo } from "../registry.ts";
import { splitRecord } from "../seed/header.ts";

/** CSV files, and the tables that dbt-core 1.11.7 with dbt-duckdb 1.11.1 makes of them. */
interface Golden {
  readonly name: string;
  readonly csv: string;
  readonly columns: readonly [string, string][];
  /** Values as texts. */
  readonly rows: readonly (string | null)[][];
}

const goldens = JSON.parse(
  readFileSync(new URL("./goldens/seeds.json", import.meta.url), "utf8"),
) as Golden[];

let root: string;
let adapter: Adapter;
let session: Session;

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), "ptx-seed-"));
  const more = { schema: "main", database: undefined, threads: 1, file: undefined, settings: {} };
  adapter = await connectTo({ profileName: "p", name: "t", type: "duckdb", ...more }, { root });
  session = await adapter.session();
});
afterEach(async () => {
  await adapter.close();
  rmSync(root, { recursive: true });
});

async function load(csv: string | Buffer, more: Partial<SeedLoad> = {}) {
  const file = join(root, "it's a seed.csv");
  writeFileSync(file, csv);
  const plain = { delimiter: ",", columnTypes: {}, quoteColumns: true, truncate: false };
  const target = { database: undefined, schema: "main", name: "seed" };
  const result = await adapter.loadSeed(session, { target, file, ...plain, ...more });
  const described = await session.describe("select * from seed");
  const { rows } = await session.query("select columns(*)::varchar from seed");
  return { result, columns: described.map(({ name, type }) => [name, type]), rows };
}

describe("dbt makes the same table", () => {
  test.each(goldens)("of $name", async ({ csv, columns, rows }) => {
    expect(await load(csv)).toMatchObject({ columns, rows });
  });
});

describe("where dbt's types cannot hold the values, the next type does", () => {
  test.each([
    ["1\n3000000000", "BIGINT", ["1", "3000000000"]],
    ["null\n1", "INTEGER", [null, "1"]],
    ["NULL\n2020-01-31", "DATE", [null, "2020-01-31"]],
    [" true\nfalse ", "BOOLEAN", ["true", "false"]],
    ["$5\n6", "VARCHAR", ["$5", "6"]],
    ["5%\n6", "VARCHAR", ["5%", "6"]],
    ['"1,000"\n2', "VARCHAR", ["1,000", "2"]],
  ])("%j is %s", async (values, type, expected) => {
    const keyed = values
      .split("\n")
      .map((value, i) => `${i},${value}\n`)
      .join("");
    const { columns, rows } = await load(`k,v\n${keyed}`);
    expect(columns).toEqual([
      ["k", "INTEGER"],
      ["v", type],
    ]);
    expect(rows.map((row) => row[1])).toEqual(expected);
  });
});

test("the user's types, delimiter and quotes are kept", async () => {
  const csv = `id;Zip;note\n1;01234;'single'\n2;00001;"a;b\nc ""d"""\n`;
  const loaded = await load(csv, { delimiter: ";", columnTypes: { zip: "varchar", ID: "bigint" } });
  expect(loaded).toEqual({
    result: { rowsAffected: 2, message: "INSERT 2", code: "INSERT" },
    columns: [
      ["id", "BIGINT"],
      ["Zip", "VARCHAR"],
      ["note", "VARCHAR"],
    ],
    rows: [
      ["1", "01234", "'single'"],
      ["2", "00001", 'a;b\nc "d"'],
    ],
  });
});

test("columns that are to be text keep their spaces and the word null, alone or beside others", async () => {
  const csv = "a,b\n null ,x y \n 1 ,null\n";
  const both = await load(csv, { columnTypes: { a: "varchar", b: "text" } });
  expect(both.rows).toEqual([
    [" null ", "x y "],
    [" 1 ", "null"],
  ]);
  const one = await load(csv, { columnTypes: { b: "varchar" } });
  expect(one.rows).toEqual([
    [null, "x y "],
    ["1", "null"],
  ]);
});

test("apostrophes around fields are quotes where nothing else is, as dbt-duckdb loads them", async () => {
  const { columns, rows } = await load(`id,name\n1,'Kim'\n2,''\n3,Ada\n`);
  expect(columns).toEqual([
    ["id", "INTEGER"],
    ["name", "VARCHAR"],
  ]);
  expect(rows).toEqual([
    ["1", "Kim"],
    ["2", null],
    ["3", "Ada"],
  ]);
});

test.each([
  ["", 1, "the seed file is empty"],
  ["a,,c\n1,2,3\n", 1, "column 2 of the seed file has no name"],
  ["a,b,A\n1,2,3\n", 1, 'columns 1 and 3 of the seed file have the same name "A"'],
  ["a,b\n1,2\n3\n", 3, "the line has 1 fields, the header has 2"],
  ["a,b\n1,2\n3,4,5\n", 3, "the line has 3 fields, the header has 2"],
  [Buffer.from("a,b\n1,2\n1,caf\xe9\n", "latin1"), 3, "the line is not UTF-8 text"],
  ['a,b\n1,"2\n3,4\n', 2, "not proper CSV"],
])("%j is refused at its line", async (csv, line, message) => {
  await session.execute("create table seed as select 'old' as a");
  await expect(load(csv)).rejects.toMatchObject({
    diagnostic: { code: "PTX4010", at: { file: "it's a seed.csv", line } },
    message: expect.stringContaining(message),
  });
  expect((await session.query("select a from seed")).rows).toEqual([["old"]]);
});

test("a value that is not of the user's type is named", async () => {
  await expect(load("a,b\n1,2\n1,x\n", { columnTypes: { b: "integer" } })).rejects.toMatchObject({
    diagnostic: { code: "PTX4010", at: { line: 3 } },
    message: '"x" in column "b" is not of type INTEGER',
  });
});

test("a missing file is an error of the seed", async () => {
  await expect(load("a\n1\n", { file: join(root, "gone.csv") })).rejects.toMatchObject({
    diagnostic: { code: "PTX4010", at: { file: "gone.csv" } },
  });
});

test.each([
  ["a,b\n1,2", ["a", "b"]],
  ['"a ""x""","b\nc"\r\n1,2', ['a "x"', "b\nc"]],
  ["a,\n", ["a", ""]],
  ["only", ["only"]],
])("the first record of %j", (text, names) => {
  expect(splitRecord(text, ",")).toEqual(names);
});
