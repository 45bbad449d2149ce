/** The example of docs/guide/identity.md is a project that finds the people that the guide names. */
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { afterAll, beforeAll, expect, test } from "vitest";
import { TemporaryProject } from "./in-process.ts";

const repository = resolve(import.meta.dirname, "..");
const guide = readFileSync(join(repository, "docs/guide/identity.md"), "utf8");
const files = [...guide.matchAll(/^```\w+ (\S+)\n(.*?)^```$/gms)].map(
  ([, path = "", text = ""]) => [path, text] as const,
);

const project = new TemporaryProject();
beforeAll(async () => {
  for (const [path, text] of files) {
    // The reader's paths are relative to where ptx runs; the test runs it from elsewhere.
    const placed = text
      .replace("local: ../ptx", `local: ${repository}`)
      .replace("path: people.duckdb", `path: ${join(project.folder, "people.duckdb")}`)
      .replace("'people.csv'", `'${join(project.folder, "people.csv")}'`);
    project.write({ [path]: placed });
  }
  const installed = await project.ptx("deps");
  expect(installed.code, installed.out + installed.err).toBe(0);
  await build();
}, 60_000);
afterAll(() => project.remove());

async function build(...args: readonly string[]): Promise<void> {
  const built = await project.ptx("build", ...args);
  expect(built.code, built.out + built.err).toBe(0);
}

async function rows(sql: string): Promise<unknown[][]> {
  const instance = await DuckDBInstance.create(join(project.folder, "people.duckdb"));
  const connection = await instance.connect();
  const found = await connection.runAndReadAll(sql);
  const values = found.getRowsJson() as unknown[][];
  connection.closeSync();
  instance.closeSync();
  return values;
}

const people = () =>
  rows(
    `select string_agg(record_id, ' ' order by record_no) from people_identities
     group by customer_id order by min(record_no)`,
  );

test("the guide's people are found, and nobody is merged who only shares a home", async () => {
  expect(await people()).toEqual([["1 2 3"], ["4"], ["5 6"], ["7"], ["8"]]);
});

test("the steps of a waterfall add up to the weight of the match", async () => {
  const off = await rows(
    `select count(*) from (
       select sum(w.weight) as total, max(m.match_weight) as weight
       from people_waterfall w
       join people_records l on w.left_id = l.record_id
       join people_records r on w.right_id = r.record_id
       join people_matches m on m.left_no = l.record_no and m.right_no = r.record_no
       group by w.left_id, w.right_id
       having abs(total - weight) > 1e-9)`,
  );
  expect(off).toEqual([["0"]]);
});

test("a record that arrives later joins its person, and nobody's id changes", async () => {
  const before = await rows("select record_id, customer_id from people_identities order by 1");
  const csv = project.read("people.csv");
  project.write({
    "people.csv": `${csv}9,Peter,Lang,1979-09-09,peter.lang@gmx.de,,50667,Cologne\n`,
  });
  await build();
  const after = await rows(
    "select record_id, customer_id from people_identities where record_id <> '9' order by 1",
  );
  expect(after).toEqual(before);
  expect((await people()).at(-1)).toEqual(["8 9"]);
  expect(await rows("select * from people_id_changes")).toEqual([]);
});

test("the golden record takes the commonest spelling and says where from; the audit finds nothing missing", async () => {
  expect(
    await rows(
      "select first, first_record_id, record_count from people_golden where record_count = 3",
    ),
  ).toEqual([["Anna", "1", "3"]]);
  expect(await rows("select missing from people_audit")).toEqual([["0"]]);
});

test("a setting that does not exist, and a kind that does not, are told by name", async () => {
  const config = project.read("project.yml");
  project.write({ "project.yml": config.replace("country: DE", "land: DE") });
  const setting = await project.ptx("compile", "-s", "people_records");
  expect(setting.out + setting.err).toContain("unknown setting 'land'");
  project.write({ "project.yml": config.replace("town: city", "town: village") });
  const kind = await project.ptx("compile", "-s", "people_records");
  expect(kind.out + kind.err).toContain("column 'town' has the unknown kind 'village'");
  project.write({ "project.yml": config });
});
