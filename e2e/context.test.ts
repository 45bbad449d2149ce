/** Every name that templates may use, against what dbt makes of it (`scripts/context-oracle.py`). */
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { parseYaml } from "../src/project/yaml.ts";
import { Project } from "./rig.ts";

const fixtures = resolve(import.meta.dirname, "../fixtures/context");
const textOf = (...path: string[]): string => readFileSync(join(fixtures, ...path), "utf8");

const templates = parseYaml(textOf("templates.yml"), "templates.yml").value as Record<
  string,
  string
>;
const expected = JSON.parse(textOf("expected.json")) as Record<string, string>;

function filesBelow(folder: string): Record<string, string> {
  const paths = (readdirSync(folder, { recursive: true }) as string[]).filter((path) =>
    statSync(join(folder, path)).isFile(),
  );
  return Object.fromEntries(paths.map((path) => [path, readFileSync(join(folder, path), "utf8")]));
}

const { "dbt_project.yml": projectFile = "", ...files } = filesBelow(join(fixtures, "project"));
const models = Object.entries(templates).map(([name, text]) => [`models/${name}.sql`, text]);
const project = new Project({
  ...files,
  "project.yml": projectFile,
  ...Object.fromEntries(models),
});
let said = "";

beforeAll(() => {
  expect(project.run(["build", "--select", "base", "letters"]).code).toBe(0);
  said = project.run(["compile"]).stderr;
});
afterAll(() => project.remove());

test.each(Object.keys(templates))("%s", (name) => {
  const path = join(project.folder, "target/compiled/names/models", `${name}.sql`);
  expect(readFileSync(path, "utf8").trim(), said).toBe(expected[name]?.trim());
});
