/** Earlier runs: comparing with them, reading their tables, and picking up where they failed. */
import { cpSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { TemporaryProject } from "./in-process.ts";

const files = {
  "dbt_project.yml": "name: shop\nprofile: shop\n",
  "profiles.yml": `shop:
  target: dev
  outputs:
    dev: {type: duckdb, path: dev.duckdb, schema: dev, attach: [{path: prod.duckdb, read_only: true}]}
    prod: {type: duckdb, path: prod.duckdb, schema: prod}
`,
  "seeds/raw.csv": "id,name\n1,ana\n2,ben\n",
  "models/names.sql": "select id, upper(name) as name from {{ ref('raw') }}\n",
  "models/mid.sql": "{{ config(materialized='ephemeral') }}select * from {{ ref('names') }}\n",
  "models/letters.sql":
    "{{ config(materialized='table') }}select id, name[1] as letter from {{ ref('mid') }}\n",
  "models/_models.yml":
    "version: 2\nmodels:\n  - name: names\n    columns: [{name: id, data_tests: [unique]}]\n",
};

const project = new TemporaryProject();
afterAll(() => project.remove());

/** Files as they were, with the production tables built and their artifacts kept in `state/`. */
beforeAll(async () => {
  project.write(files);
  expect((await project.ptx("build", "--target", "prod")).code).toBe(0);
  cpSync(join(project.folder, "target"), join(project.folder, "state"), { recursive: true });
});

const compiled = (model: string) => project.read(`target/compiled/shop/models/${model}.sql`);

describe("--state", () => {
  test("another target changes nothing; an edit does", async () => {
    const ls = () => project.ptx("ls", "-s", "state:modified+", "--state", "state");
    expect((await ls()).out).toBe("");
    project.write({ "models/names.sql": `${files["models/names.sql"]}where id > 0` });
    const { out } = await ls();
    expect(out.trim().split("\n").sort()).toEqual([
      "shop.letters",
      "shop.mid",
      "shop.names",
      "shop.unique_names_id",
    ]);
    project.write(files);
  });

  test("the results of that run", async () => {
    const { out } = await project.ptx("ls", "-s", "result:success", "--state", "state");
    expect(out).toContain("shop.letters");
  });

  test.each([
    [["ls", "-s", "state:new", "--state", "target"], "PTX5003"],
    [["ls", "-s", "state:new", "--state", "nowhere"], "PTX5004"],
    [["ls", "-s", "source_status:fresher", "--state", "state"], "PTX5004"],
    [["ls", "-s", "state:new"], "PTX2106"],
    [["ls", "-s", "state:nwe", "--state", "state"], "PTX2105"],
    [["run", "--defer"], "PTX5008"],
    [["clone"], "PTX5008"],
  ])("%j is refused with %s", async (args, code) => {
    const told = await project.ptx(...args);
    expect(told.code).toBe(2);
    expect(told.err).toContain(code);
  });
});

describe("--defer", () => {
  const defer = ["--state", "state", "--defer"];

  test("reads what is not built here from the state, through ephemeral models", async () => {
    expect((await project.ptx("run", "-s", "letters")).code).toBe(1);
    expect((await project.ptx("run", "-s", "letters", ...defer)).code).toBe(0);
    expect(compiled("letters")).toContain('"prod"."prod"."names"');
  });

  test("what is built here is read here, unless the state is favored", async () => {
    expect((await project.ptx("build", "-s", "+names", ...defer)).code).toBe(0);
    expect(compiled("names")).toContain('"dev"."dev"."raw"');
    expect((await project.ptx("run", "-s", "letters", ...defer)).code).toBe(0);
    expect(compiled("letters")).toContain('"dev"."dev"."names"');
    await project.ptx("run", "-s", "letters", ...defer, "--favor-state");
    expect(compiled("letters")).toContain('"prod"."prod"."names"');
    await project.ptx("run", "-s", "names+", ...defer, "--favor-state");
    expect(compiled("letters")).toContain('"dev"."dev"."names"');
  });

  test("the manifest says where it would have read", async () => {
    await project.ptx("run", "-s", "letters", ...defer);
    const { nodes } = JSON.parse(project.read("target/manifest.json"));
    expect(nodes["model.shop.names"].defer_relation).toMatchObject({
      database: "prod",
      schema: "prod",
      alias: "names",
      relation_name: '"prod"."prod"."names"',
    });
  });
});

describe("clone", () => {
  test("makes views over the state's tables, and leaves alone what exists", async () => {
    const clone = ["clone", "--state", "state", "--target-path", "target/cloned"];
    const { code, out } = await project.ptx(...clone, "--full-refresh", "-s", "letters");
    expect([code, out]).toEqual([0, expect.stringContaining("dev.letters")]);
    const shown = await project.ptx(
      "show",
      "--inline",
      "select letter from {{ ref('letters') }} order by 1",
      "--output",
      "csv",
    );
    expect([shown.err, shown.out]).toEqual(["", expect.stringContaining("A\nB")]);
    const again = await project.ptx(...clone, "-s", "letters");
    expect([again.code, again.out]).toEqual([
      0,
      expect.stringContaining("1 relation left in place"),
    ]);
  });

  test("makes views over seeds, too", async () => {
    const other = new TemporaryProject(project.folder);
    const { code, out } = await other.ptx("clone", "--state", "state", "-s", "raw", "-f");
    expect([code, out]).toEqual([0, expect.stringContaining("created view dev.raw")]);
    other.remove();
  });
});

describe("retry", () => {
  test("repeats what failed or was skipped, as it was asked for then", async () => {
    project.write({ "models/names.sql": "select id, no_such as name from {{ ref('raw') }}\n" });
    expect(
      (await project.ptx("build", "--vars", "{a: 1}", "-s", "raw+", "--threads", "1")).code,
    ).toBe(1);
    expect(project.statuses()).toMatchObject({ "seed.shop.raw": "success" });
    expect((await project.ptx("retry")).code).toBe(1);
    project.write(files);
    expect((await project.ptx("retry")).code).toBe(0);
    expect(project.statuses()).toEqual({
      "model.shop.letters": "success",
      "model.shop.names": "success",
      [Object.keys(project.statuses()).find((id) => id.startsWith("test.")) ?? ""]: "pass",
    });
    const { args } = JSON.parse(project.read("target/run_results.json"));
    expect(args).toMatchObject({ which: "build", vars: "{a: 1}", threads: 1 });
    const { code, out } = await project.ptx("retry");
    expect([code, out]).toEqual([
      0,
      "Nothing to retry: all that the last 'ptx build' did went well.\n",
    ]);
  });

  test("without a run there is nothing to retry", async () => {
    const told = await project.ptx("retry", "--state", "seeds");
    expect([told.code, told.err]).toEqual([2, expect.stringContaining("PTX5006")]);
  });
});

describe("--warn-error-options", () => {
  const ls = (...args: string[]) => project.ptx("ls", "-s", "nobody", ...args);

  test.each([
    ["{error: all}", 2, "PTX2109"],
    ["{error: all, warn: [PTX2109, PTX2110]}", 0, "PTX2109"],
    ["{error: all, silence: [NoNodesForSelectionCriteria, PTX2110]}", 0, ""],
    ["{error: [PTX0]}", 2, "PTX9013"],
    ["{errors: all}", 2, "PTX9013"],
  ])("%s", async (options, code, told) => {
    const { code: found, err } = await ls("--warn-error-options", options);
    expect([found, err]).toEqual([code, told === "" ? "" : expect.stringContaining(told)]);
  });
});
