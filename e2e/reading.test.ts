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

test("docs blocks are templates, too", async () => {
  project.write({
    "models/docs.md":
      "{% docs one %}\nSum {{ 1 + 1 }} {# hidden #} {% raw %}{{ kept }}{% endraw %} {% if true %}yes{% endif %} [{{ foo }}]\n{% enddocs %}\n",
    "models/_models.yml": `models: [{name: told, description: "A {{ doc('one') }} {{ 2 + 3 }}"}]\n`,
  });
  await project.ptx("parse");
  const { docs, nodes } = JSON.parse(project.read("target/manifest.json"));
  const text = "Sum 2  {{ kept }} yes []";
  expect(docs["doc.shop.one"].block_contents).toBe(text);
  expect(nodes["model.shop.told"].description).toBe(`A ${text} 5`);
});

test("a docs block that cannot be rendered is shown with its place", async () => {
  project.write({ "models/wrong.md": "{% docs two %}\n\n  {{ foo.bar }}{% enddocs %}\n" });
  const { code, err } = await project.ptx("parse");
  expect(code).toBe(2);
  expect(err).toContain("models/wrong.md:3:10");
});
