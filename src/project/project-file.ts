/** Reads `project.yml` (or `dbt_project.yml`, which wins where it exists) into a `Package`. */

import type { ConfigSection } from "../core/config-section.ts";
import { PtxError } from "../core/error.ts";
import type { Files } from "../core/files.ts";
import type { Json, JsonObject } from "../core/node.ts";
import type { ConfigTree, Package, ProjectPaths } from "../core/project.ts";
import type { Value } from "../jinja/value.ts";
import type { Findings } from "./findings.ts";
import { isObject, objectOf } from "./json.ts";
import { validate } from "./schema.ts";
import { withFloats } from "./yaml/floats.ts";
import { parseYaml, type Yaml } from "./yaml.ts";
import { type KeyPath, renderTree, yamlScope } from "./yaml-render.ts";

const projectFiles = ["dbt_project.yml", "project.yml"];

const sections: readonly ConfigSection[] = [
  "models",
  "seeds",
  "snapshots",
  "sources",
  "data_tests",
  "unit_tests",
  "exposures",
  "functions",
  "metrics",
  "semantic-models",
  "saved-queries",
];

/** Name of the project file in a folder; `undefined` when there is none. */
export function findProjectFile(files: Files, root: string): string | undefined {
  return projectFiles.find((name) => files.stat(`${root}/${name}`) !== undefined);
}

export interface RawProject {
  readonly file: string;
  readonly yaml: Yaml;
  readonly value: JsonObject;
  /** `vars:` with floats told from integers. */
  readonly vars: Json;
}

/**
 * The project file as written.
 * @throws PtxError PTX1001 when there is none, PTX1002 when it holds no mapping.
 */
export function readProjectFile(files: Files, root: string): RawProject {
  const file = findProjectFile(files, root);
  if (file === undefined) {
    throw new PtxError("PTX1001", `No project.yml or dbt_project.yml in ${root}`, {
      hint: "Change into the project's folder, pass --project-dir, or start one with `ptx init`.",
    });
  }
  const text = files.readText(`${root}/${file}`) ?? "";
  const yaml = parseYaml(text, file);
  if (typeof yaml.value !== "object" || yaml.value === null || Array.isArray(yaml.value)) {
    throw new PtxError("PTX1002", `${file} holds no settings`, {
      at: { file, line: 1, column: 1 },
      hint: "It needs at least a name: `name: my_project`.",
    });
  }
  const vars = Object.hasOwn(yaml.value, "vars") ? withFloats(yaml, ["vars"]) : null;
  return { file, yaml, value: yaml.value, vars };
}

const textList = (value: Json | undefined, fallback: readonly string[]): string[] => {
  if (value === undefined || value === null) return [...fallback];
  return (Array.isArray(value) ? value : [value]).map((item) => String(item).replace(/\/+$/, ""));
};

function pathsOf(raw: JsonObject): ProjectPaths {
  const paths = {
    models: textList(raw["model-paths"] ?? raw["source-paths"], ["models"]),
    seeds: textList(raw["seed-paths"] ?? raw["data-paths"], ["seeds"]),
    tests: textList(raw["test-paths"], ["tests"]),
    macros: textList(raw["macro-paths"], ["macros"]),
    snapshots: textList(raw["snapshot-paths"], ["snapshots"]),
    analyses: textList(raw["analysis-paths"], ["analyses"]),
    functions: textList(raw["function-paths"], ["functions"]),
  };
  const all = [...new Set(Object.values(paths).flat())];
  return {
    ...paths,
    docs: textList(raw["docs-paths"], all),
    packagesInstall: String(raw["packages-install-path"] ?? "dbt_packages"),
  };
}

/** What is rendered late (hooks) or never (vars) stays as written. */
function skipped(path: KeyPath): boolean {
  const first = path[0];
  if (first === "on-run-start" || first === "on-run-end") return true;
  if (first === "query-comment" || first === "vars") return true;
  const last = String(path.at(-1)).replace(/^\+\s*/, "");
  return /^(pre|post)[-_]hook$/.test(last);
}

function configSections(raw: JsonObject): Package["config"] {
  const config: Partial<Record<ConfigSection, ConfigTree>> = {};
  for (const section of sections) {
    const tree = raw[section] ?? raw[section.replaceAll("-", "_")];
    if (isObject(tree)) config[section] = tree;
  }
  if (config.data_tests === undefined && isObject(raw["tests"])) config.data_tests = raw["tests"];
  return config;
}

export interface PackageInput {
  readonly files: Files;
  readonly root: string;
  readonly raw: RawProject;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cliVars: JsonObject;
  /** `target` as templates see it. */
  readonly target: Value;
  readonly findings: Findings;
}

/** Renders and checks a project file. Findings of the schema go to `findings`. */
export function packageOf({ root, raw, env, cliVars, target, findings }: PackageInput): Package {
  findings.add(...validate("project", raw.yaml, raw.file));
  const scope = yamlScope({ env, vars: cliVars, secretsAllowed: false, names: { target } });
  const value = objectOf(renderTree(raw.value, raw.yaml, scope, skipped));
  const dispatch = Array.isArray(value["dispatch"]) ? value["dispatch"] : [];
  return {
    name: String(value["name"]),
    root,
    projectFile: raw.file,
    version: value["version"] === undefined ? undefined : String(value["version"]),
    paths: pathsOf(value),
    config: configSections(value),
    written: configSections(raw.value),
    vars: objectOf(raw.vars),
    dispatch: dispatch.filter(isObject).map((entry) => ({
      macro_namespace: String(entry["macro_namespace"]),
      search_order: textList(entry["search_order"], []),
    })),
    onRunStart: textOrList(value["on-run-start"]),
    onRunEnd: textOrList(value["on-run-end"]),
    quoting: objectOf(value["quoting"]),
    flags: objectOf(value["flags"]),
    raw: value,
  };
}

const textOrList = (value: Json | undefined): string[] =>
  value === undefined || value === null
    ? []
    : (Array.isArray(value) ? value : [value]).map((item) => String(item));
