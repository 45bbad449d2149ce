/** What templates see and say while a project is read. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { TemporaryProject } from "./in-process.ts";

const project = new TemporaryProject();

beforeAll(() => {
  project.write({
    "project.yml": "name: shop\n",
    "models/told.sql":
      "{{ log('read for ' ~ flags.WHICH, info=true) }}{{ print('printed') }}{{ config(tags=['full' if flags.FULL_REFRESH else 'part']) }}select 1 as id\n",
  });
});
afterAll(() => project.remove());

const said = (out: string) => out.split("\n").filter((line) => /read for|printed/.test(line));

describe("templates that speak while they are read", () => {
  test("are heard, as in dbt; not where nothing is read again", async () => {
    const first = await project.ptx("parse");
    expect(said(first.out)).toEqual([expect.stringContaining("read for parse"), "printed"]);
    expect(said((await project.ptx("parse")).out)).toEqual([]);
  });

  test("see the flags of the command line, and are read again for others", async () => {
    const part = await project.ptx("ls", "--select", "tag:part");
    expect(part.out).toBe("shop.told\n");
    const full = await project.ptx("run", "--full-refresh", "--select", "tag:full");
    expect(full.code).toBe(0);
    expect(said(full.out)).toHaveLength(4);
    expect((await project.ptx("run", "--select", "tag:full")).out).not.toContain("created");
  });
});

describe("queries that no run plans leave their results", () => {
  const left = () => JSON.parse(project.read("target/run_results.json")) as { results: Result[] };
  interface Result {
    unique_id: string;
    status: string;
    compiled_code: string;
  }
  test.each([
    ["show --inline", ["show", "--inline", "select 2 as n"], "sql_operation.shop.inline_query"],
    ["show", ["show", "--select", "told"], "model.shop.told"],
    [
      "compile --inline",
      ["compile", "--inline", "select 2 as n"],
      "sql_operation.shop.inline_query",
    ],
  ])("%s", async (_, args, id) => {
    expect((await project.ptx(...args)).code).toBe(0);
    const { results } = left();
    expect(results).toMatchObject([
      { unique_id: id, status: "success", compiled_code: expect.stringMatching(/^select/) },
    ]);
  });
});
