/**
 * The example of an adapter in a package, loaded by name from a project: how SQLite makes tables, of
 * what the suite asks. `npm run test:warehouses` asks the rest.
 */
import { describe, expect, test } from "vitest";
import { gaps, sqlite } from "../examples/ptx-sqlite/test/subject.ts";
import { buildSqlite, sqliteFolder } from "./build-sqlite.ts";
import { areas } from "./conformance/areas.ts";
import { unknownGaps } from "./conformance/subject.ts";
import { conformance } from "./conformance/suite.ts";
import { table } from "./conformance/table.ts";

const profile = { type: "sqlite", path: "shop.db" };
const first = areas.filter(({ title }) => title === "Materializations" || title === "Seeds");

await buildSqlite();
conformance(sqlite, profile, { describe, test }, first);

test("the page says what the suite holds true", async () => {
  const how =
    "`npm run test:warehouses -- --only sqlite` tries each line on SQLite; `npx vitest run e2e/ptx-sqlite.test.ts -u`\nwrites the page.";
  await expect(table([sqlite], how)).toMatchFileSnapshot(`${sqliteFolder}CONFORMANCE.md`);
});

test("all gaps are those of behaviours that there are", () => {
  expect(unknownGaps(gaps, areas)).toEqual([]);
});
