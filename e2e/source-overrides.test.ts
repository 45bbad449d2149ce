/** `overrides:`: a project says where the sources of a package lie. */
import { afterAll, expect, test } from "vitest";
import { TemporaryProject } from "./in-process.ts";

const project = new TemporaryProject();
project.write({
  "project.yml": "name: shop\n",
  "packages.yml": "packages: [{local: pkg}]\n",
  "pkg/dbt_project.yml": "name: pkg\nversion: '1.0'\n",
  "pkg/models/_sources.yml": `
sources:
  - name: raw
    schema: raw_schema
    loader: loads
    tables:
      - {name: a, identifier: a_ident, columns: [{name: id, data_tests: [not_null]}, {name: x}]}
      - {name: b, columns: [{name: id, data_tests: [unique]}]}
`,
  "pkg/models/m.sql": "select * from {{ source('raw', 'a') }}\n",
  "models/_sources.yml": `
sources:
  - name: raw
    overrides: pkg
    schema: my_schema
    tables:
      - {name: a, description: mine, columns: [{name: id, data_tests: [unique]}]}
      - {name: zzz}
`,
});
afterAll(() => project.remove());

test("what the project says counts, the rest stays", async () => {
  expect((await project.ptx("deps")).code).toBe(0);
  const listed = await project.ptx("ls");
  expect(listed.err).toContain("There is no source 'pkg.raw.zzz' to override");
  expect(listed.out.trim().split("\n")).toEqual([
    "pkg.m",
    "source:pkg.raw.a",
    "source:pkg.raw.b",
    "pkg.source_unique_raw_a_id",
    "pkg.source_unique_raw_b_id",
  ]);
  await project.ptx("parse");
  const { sources } = JSON.parse(project.read("target/manifest.json"));
  expect(sources["source.pkg.raw.a"]).toMatchObject({
    schema: "my_schema",
    identifier: "a_ident",
    loader: "loads",
    description: "mine",
    unrendered_schema: "raw_schema",
    original_file_path: "models/_sources.yml",
  });
  expect(Object.keys(sources["source.pkg.raw.a"].columns)).toEqual(["id"]);
});

test("a change of it is seen in the package's source", async () => {
  const text = project.read("models/_sources.yml").replace("my_schema", "other");
  project.write({ "models/_sources.yml": text });
  await project.ptx("compile", "--select", "m");
  expect(project.read("target/compiled/pkg/models/m.sql")).toContain('"other"."a_ident"');
});
