import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { SeedLoad } from "../../core/adapter.ts";
import { diagnosticsOf } from "../../core/error.ts";
import { connectTo } from "../registry.ts";
import { openSeed, readSeed, type SeedSource } from "./source.ts";

let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), "ptx-seed-"));
});
afterAll(() => rmSync(root, { recursive: true }));

const loadOf = (text: string, more: Partial<SeedLoad> = {}): SeedLoad => {
  const file = join(root, "s.csv");
  writeFileSync(file, text);
  const target = { database: undefined, schema: "main", name: "s" };
  const usual = { delimiter: ",", columnTypes: {}, quoteColumns: true, truncate: false };
  return { target, file, ...usual, ...more };
};
const open = (text: string, more: Partial<SeedLoad> = {}): SeedSource =>
  openSeed(loadOf(text, more), root);

async function sent(source: SeedSource): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of source.data()) parts.push(Buffer.from(part));
  return Buffer.concat(parts).toString("utf8");
}

/** DuckDB's names of the types that a column may get. */
const duckdbTypes = {
  int32: "INTEGER",
  int64: "BIGINT",
  number: "DOUBLE",
  date: "DATE",
  timestamp: "TIMESTAMP",
  boolean: "BOOLEAN",
  text: "VARCHAR",
} as const;

test.each([
  ["1", "2"],
  ["1", "-2147483648"],
  ["1", "2147483648"],
  ["1", "99999999999999999999"],
  ["1.0", "2"],
  ["1.00", "2.5"],
  ["1e3", "2"],
  ["1.5e3", "2"],
  [".5", "1."],
  ["1_000", "2"],
  ["007", "1"],
  ["+7", "1"],
  ["-", "1"],
  ["$5", "1"],
  ["nan", "1.5"],
  ["true", "FALSE"],
  ["true", "1"],
  ["yes", "no"],
  ["2026-01-31", "2026-1-5"],
  ["2026-02-30", "2026-01-01"],
  ["2026-01-31 10:20:30", "2026-01-31 00:00:00"],
  ["2026-01-31", "2026-01-31 00:00:00"],
  ["2026-01-31T10:20:30", "2026-01-31T10:20:30Z"],
  ["2026-01-31T10:20:30", "2026-01-31 10:20:30"],
  ["10:20:30", "11:00:00"],
  ["null", "1"],
  ["null", "a"],
  ["", ""],
  [" 1 ", "2"],
  ["   ", "2"],
  ["12345678901234567890123456789012345678901234567890", "1"],
  ["01234567890123456789", "5"],
  ["1,234", "5"],
  ["0x10", "1"],
])("%j and %j get the type that they get in DuckDB", async (a, b) => {
  const text = `id,v\n1,"${a}"\n2,"${b}"\n`;
  const adapter = await connectTo(
    {
      profileName: "p",
      name: "t",
      type: "duckdb",
      settings: { path: ":memory:" },
      schema: "main",
      database: undefined,
      threads: 1,
      file: undefined,
    },
    { root },
  );
  const inDuckdb = await adapter.seedColumns?.(await adapter.session(), loadOf(text));
  await adapter.close();
  const [, column] = open(text).columns;
  expect(column && duckdbTypes[column.type]).toBe(inDuckdb?.[1]?.type);
});

test("a plain file is sent as it stands, without its header", async () => {
  const source = open('id,name\n1,"Kim, A"\n2,\n');
  expect(source.records).toBe(2);
  expect(await sent(source)).toBe('1,"Kim, A"\n2,\n');
});

test.each([
  ["blank lines go", "a,b\n1,2\n\n3,4\n", '"1","2"\n"3","4"\n'],
  ["line ends become one kind", "a,b\r\n1,2\n3,4\r\n", '"1","2"\n"3","4"\n'],
  ["whole numbers are written as such", "a,b\n1.0,x\n1e3,y\n", '"1","x"\n"1000","y"\n'],
  ["the word null of a number is nothing", "a,b\nnull,x\n2,null\n", '"","x"\n"2","null"\n'],
  ["a stray quote is a character", 'a,b\n5" pipe,x\n', '"5"" pipe","x"\n'],
  ["what would end the data does not", "a\n\\.\nx\n", '"\\."\n"x"\n'],
  ["fields may hold line breaks", 'a,b\n"x\ny",1.0\n', '"x\ny","1"\n'],
])("%s", async (_, text, expected) => {
  expect(await sent(open(text))).toBe(expected);
});

test.each([
  ["a,b\n1,2\n3\n", 3, /the line has 1 fields, the header has 2/],
  ["a,b\n1,2,3\n", 2, /the line has 3 fields/],
  ['a,b\n"x\ny",1\n3\n', 4, /the line has 1 fields/],
  ['a,b\n1,"2\n3,4\n', 2, /a quote never ends/],
])("%j is refused at its line", (text, line, message) => {
  const [found] = refusal(() => open(text));
  expect(found?.code).toBe("PTX4010");
  expect(found?.message).toMatch(message);
  expect(found?.at).toMatchObject({ file: "s.csv", line });
});

function refusal(work: () => unknown) {
  try {
    work();
  } catch (error) {
    return diagnosticsOf(error) ?? [];
  }
  throw new Error("it was not refused");
}

test("a column with a type of its own is sent as it is written", async () => {
  const source = open("zip,n\n007,1.0\n", { columnTypes: { ZIP: "varchar(5)" } });
  expect(source.columns).toEqual([
    { name: "zip", type: "text", given: "varchar(5)" },
    { name: "n", type: "int32", given: undefined },
  ]);
  expect(await sent(source)).toBe('"007","1"\n');
});

/** Longer than what is read at the beginning; one record is longer than a part. */
const long = `id,note\n${"1,x\n".repeat(400_000)}2,"${"a line\n".repeat(200_000)}"\n3,y\n`;

test("a file that is longer than what is read at once is the same in parts", async () => {
  const source = open(`\uFEFF${long}`);
  expect(source.records).toBe(400_002);
  expect(source.columns.map(({ name, type }) => [name, type])).toEqual([
    ["id", "int32"],
    ["note", "text"],
  ]);
  expect(await sent(source)).toBe(long.slice("id,note\n".length));
  const rewritten = await sent(open(`${long}1.0,z\n`));
  expect(rewritten.endsWith(`line\n"\n"3","y"\n"1","z"\n`)).toBe(true);
  expect(rewritten.length).toBe(long.length - "id,note\n".length + 4 * 400_002 - 2 + 8);
});

test("what is wrong late in a long file is told of at its line", () => {
  const lines = long.split("\n").length;
  const [found] = refusal(() => open(`${long}1,2,3\n`));
  expect(found?.at).toMatchObject({ line: lines });
});

test("the rest of a long file is guessed, and the guess is checked", async () => {
  const right = readSeed(loadOf(long), root);
  expect(right.guess?.columns).toMatchObject([{ type: "int32" }, { type: "text" }]);
  if (right.guess) expect(await sent(right.guess)).toBe(long.slice("id,note\n".length));
  expect(await right.known()).toMatchObject({ records: 400_002 });
  expect(right.guessed()).toBe(true);

  const wrong = readSeed(loadOf(`${long}x,y\n`), root);
  if (wrong.guess) await expect(sent(wrong.guess)).rejects.toThrow("not what its beginning");
  expect((await wrong.known()).columns).toMatchObject([{ type: "text" }, { type: "text" }]);
  expect(wrong.guessed()).toBe(false);
});

test("nothing is guessed of a short file, or of one that has to be rewritten", async () => {
  expect(readSeed(loadOf("a\n1\n"), root).guess).toBeUndefined();
  const rewritten = readSeed(loadOf(long.replace("\n", "\n\n")), root);
  expect(rewritten.guess).toBeUndefined();
  rewritten.stop();
});
