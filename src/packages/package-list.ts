/** Reads packages.yml, or the packages of dependencies.yml, of a project. */
import { PtxError } from "../core/error.ts";
import type { Files } from "../core/files.ts";
import type { Location } from "../core/location.ts";
import type { Json, JsonObject } from "../core/node.ts";
import { isObject, objectOf } from "../project/json.ts";
import { parseYaml, type Yaml } from "../project/yaml.ts";
import { renderTree, yamlScope } from "../project/yaml-render.ts";
import { packageSpec } from "./entry.ts";
import type { PackageSpec } from "./spec.ts";

export interface PackageList {
  /** `packages.yml` or `dependencies.yml`, relative to the project. */
  readonly file: string;
  readonly specs: readonly PackageSpec[];
}

export interface ListRequest {
  readonly files: Files;
  /** Absolute folder of the project or package. */
  readonly folder: string;
  /** How messages name a file of that folder. */
  readonly show: (file: string) => string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly vars: JsonObject;
  /** Only packages' own dependencies.yml is rendered, as dbt does. */
  readonly isRoot: boolean;
}

const packagesFile = "packages.yml";
const dependenciesFile = "dependencies.yml";

interface ReadFile {
  readonly name: string;
  readonly text: string;
  readonly yaml: Yaml;
  readonly value: JsonObject;
}

function read({ files, folder, show }: ListRequest, name: string): ReadFile | undefined {
  const text = files.readText(`${folder}/${name}`);
  if (text === undefined) return undefined;
  const yaml = parseYaml(text, show(name));
  if (yaml.value === null) return { name, text, yaml, value: {} };
  if (!isObject(yaml.value)) {
    throw new PtxError("PTX1301", `${show(name)} holds no mapping`, {
      at: yaml.locate([], "value"),
      hint: "Begin it with `packages:` and list the packages below.",
    });
  }
  return { name, text, yaml, value: yaml.value };
}

/** The file that lists packages. @throws PtxError PTX1301 when both do, or one has other keys. */
function chosenFile(request: ListRequest): ReadFile | undefined {
  const packages = read(request, packagesFile);
  const dependencies = read(request, dependenciesFile);
  if (dependencies && "packages" in dependencies.value) {
    if (packages && "packages" in packages.value) {
      throw new PtxError("PTX1301", "Packages are listed in two files", {
        at: dependencies.yaml.locate(["packages"], "key"),
        related: [{ message: "also here", at: packages.yaml.locate(["packages"], "key") }],
        hint: "Move all of them into packages.yml.",
      });
    }
    return dependencies;
  }
  for (const key of Object.keys(packages?.value ?? {})) {
    if (key === "packages") continue;
    throw new PtxError("PTX1301", `packages.yml has no key '${key}'`, {
      at: packages?.yaml.locate([key], "key"),
      hint:
        key === "projects" ? "Projects belong into dependencies.yml." : "It only has packages:.",
    });
  }
  return packages;
}

/** The characters of a value as they stand in the file. */
function sourceAt(text: string, { line, column, length = 0 }: Location): string {
  return (text.split(/\r?\n/)[line - 1] ?? "").slice(column - 1, column - 1 + length);
}

function rendered({ name, yaml, value }: ReadFile, request: ListRequest): JsonObject {
  const { env, vars, isRoot } = request;
  if (isRoot && name === dependenciesFile) {
    refuseTemplates(value["packages"] ?? null, yaml, ["packages"]);
    return value;
  }
  const scope = yamlScope({ env, vars, secretsAllowed: true });
  return objectOf(renderTree(value, yaml, scope));
}

function refuseTemplates(value: Json, yaml: Yaml, path: readonly (string | number)[]): void {
  if (typeof value === "string" && value.includes("{{")) {
    throw new PtxError("PTX1301", "dependencies.yml is not rendered", {
      at: yaml.locate(path, "value"),
      hint: "Move its packages: into packages.yml, where Jinja works.",
    });
  }
  if (typeof value !== "object" || value === null) return;
  for (const [key, item] of Object.entries(value)) {
    refuseTemplates(item, yaml, [...path, Array.isArray(value) ? Number(key) : key]);
  }
}

function entries(found: ReadFile, value: JsonObject): PackageSpec[] {
  const { yaml, text } = found;
  const list = value["packages"] ?? [];
  const writtenList = found.value["packages"];
  if (!Array.isArray(list)) {
    throw new PtxError("PTX1301", "packages: is not a list", {
      at: yaml.locate(["packages"], "value"),
      hint: "Write each package as an item: `- package: dbt-labs/dbt_utils`.",
    });
  }
  return list.map((item, index) => {
    const locate = (key?: string): Location =>
      yaml.locate(["packages", index, ...(key === undefined ? [] : [key])], "value");
    if (!isObject(item)) {
      throw new PtxError("PTX1301", "A package is not a mapping", {
        at: locate(),
        hint: "Write it as `- package: dbt-labs/dbt_utils` with `version:` below.",
      });
    }
    const written = Array.isArray(writtenList) ? writtenList[index] : undefined;
    const typed = isObject(written) ? written : {};
    const source = (key: string): string | undefined =>
      typeof typed[key] === "number" ? sourceAt(text, locate(key)) : undefined;
    return packageSpec({ value: item, written: typed, locate, source });
  });
}

/**
 * The packages that a project asks for; `undefined` when no file lists any.
 * @throws PtxError PTX1301 and PTX1315 for entries that are wrong, PTX10xx and PTX31xx of rendering.
 */
export function readPackageList(request: ListRequest): PackageList | undefined {
  const found = chosenFile(request);
  if (found === undefined || found.value["packages"] === undefined) return undefined;
  return { file: found.name, specs: entries(found, rendered(found, request)) };
}

/** How many packages are listed, without rendering: what a build must find installed. */
export function countPackages(request: ListRequest): { file: string; count: number } | undefined {
  const found = chosenFile(request);
  const list = found?.value["packages"];
  return found && Array.isArray(list) ? { file: found.name, count: list.length } : undefined;
}

/**
 * Reads a lock file as a list of packages with their names.
 * @param scope For the Jinja in addresses; without it they stay as written.
 */
export function readLockList(
  text: string,
  file: string,
  scope?: Pick<ListRequest, "env" | "vars">,
): { specs: readonly PackageSpec[]; hash: string | undefined } {
  const yaml = parseYaml(text, file);
  const value = objectOf(yaml.value);
  const hash = value["sha1_hash"];
  const rendered = scope
    ? objectOf(renderTree(value, yaml, yamlScope({ ...scope, secretsAllowed: true })))
    : value;
  return {
    specs: entries({ name: file, text, yaml, value }, rendered),
    hash: typeof hash === "string" ? hash : undefined,
  };
}
