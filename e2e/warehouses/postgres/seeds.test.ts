/** Large seeds are sent before they are read to their end: what comes late counts all the same. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Adapter, SeedLoad } from "../../../src/core/adapter.ts";
import { diagnosticsOf } from "../../../src/core/error.ts";
import { withSchema } from "./rig.ts";

let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), "ptx-seeds-"));
});
afterAll(() => rmSync(root, { recursive: true }));

const count = 300_000;
/** Some megabytes of rows with a note that may hold line breaks. */
const rows = Array.from({ length: count }, (_, i) => `${i},${i / 4},"note ${i},\n${i}"\n`).join("");

function loadOf(schema: string, more: Partial<SeedLoad> = {}, behind = ""): SeedLoad {
  const file = join(root, "big.csv");
  writeFileSync(file, `id,share,note\n${rows}${behind}`);
  const target = { database: undefined, schema, name: "big" };
  const usual = { delimiter: ",", columnTypes: {}, quoteColumns: true, truncate: false };
  return { target, file, ...usual, ...more };
}

async function loaded(adapter: Adapter, load: SeedLoad) {
  const session = await adapter.session();
  const { rowsAffected } = await adapter.loadSeed(session, load);
  const { schema } = load.target;
  const asked = await session.query(`select count(*), max(length(note)) from ${schema}.big`);
  const types = (await session.columns(load.target))?.map(({ type }) => type);
  session.release();
  return { rowsAffected, rows: asked.rows[0], types };
}

test.each([
  ["all is as it begins", "", "integer", 0],
  ["a late value is of another type", "n/a,1,x\n", "text", 1],
  ["a late number is larger", "3000000000,1,x\n", "bigint", 1],
  ["a late value has to be rewritten", "7.0,1,x\n", "integer", 1],
  ["a late line is blank", "\n7,1,x\n", "integer", 1],
])("%s", { timeout: 120_000 }, (_, behind, type, more) =>
  withSchema(async (adapter, schema) => {
    const found = await loaded(adapter, loadOf(schema, {}, behind));
    expect(found).toEqual({
      rowsAffected: count + more,
      rows: [count + more, 19],
      types: [type, "double precision", "text"],
    });
  }),
);

test("a late line that is short is told of at its place, and the old table stays", () =>
  withSchema(async (adapter, schema) => {
    await loaded(adapter, loadOf(schema));
    const error = await loaded(adapter, loadOf(schema, {}, "1,2\n")).catch((e: unknown) => e);
    expect(diagnosticsOf(error)?.[0]).toMatchObject({
      code: "PTX4010",
      message: "the line has 2 fields, the header has 3",
      at: { file: expect.stringMatching(/big\.csv$/), line: 2 * count + 2 },
    });
    const session = await adapter.session();
    const { rows: kept } = await session.query(`select count(*) from ${schema}.big`);
    expect(kept).toEqual([[count]]);
  }));

test("a table that is kept is filled again, whatever the guess was", () =>
  withSchema(async (adapter, schema) => {
    await loaded(adapter, loadOf(schema, { columnTypes: { id: "bigint" } }));
    const found = await loaded(adapter, loadOf(schema, { truncate: true }, "3000000000,1,x\n"));
    expect(found).toMatchObject({ rowsAffected: count + 1, rows: [count + 1, 19] });
    const wrong = loadOf(schema, { truncate: true }, "no number,1,x\n");
    const error = await loaded(adapter, wrong).catch((e: unknown) => e);
    expect(diagnosticsOf(error)?.[0]).toMatchObject({
      code: "PTX4010",
      message: expect.stringContaining('invalid input syntax for type bigint: "no number"'),
    });
  }));
