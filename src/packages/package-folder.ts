/** A fetched package: its name, and what it asks for. */
import { PtxError } from "../core/error.ts";
import type { Location } from "../core/location.ts";
import { isObject } from "../project/json.ts";
import { findProjectFile } from "../project/project-file.ts";
import { parseYaml } from "../project/yaml.ts";
import { readPackageList } from "./package-list.ts";
import type { PackageSpec } from "./spec.ts";
import type { World } from "./world.ts";

export interface FolderRequest {
  readonly folder: string;
  /** How messages name the package. */
  readonly title: string;
  readonly at: Location | undefined;
}

/** A package's name becomes a folder: it must be a plain one. */
export function checkedName(name: unknown, { title, at }: Omit<FolderRequest, "folder">): string {
  if (typeof name === "string" && /^[A-Za-z_]\w*$/.test(name)) return name;
  throw new PtxError("PTX1309", `The project in ${title} has no valid name`, {
    at,
    hint: "Its project file needs name: with letters, digits and underscores.",
  });
}

/** @throws {PtxError} PTX1309 when the folder holds no project. */
export function projectName({ files }: Pick<World, "files">, request: FolderRequest): string {
  const { folder, title, at } = request;
  const file = findProjectFile(files, folder);
  if (file === undefined) {
    throw new PtxError("PTX1309", `There is no dbt_project.yml in ${title}`, {
      at,
      hint: "Check that it leads to the folder of a project; git packages may need subdirectory:.",
    });
  }
  const { value } = parseYaml(files.readText(`${folder}/${file}`) ?? "", `${title}: ${file}`);
  return checkedName(isObject(value) ? value["name"] : undefined, { title, at });
}

export function packagesOf(world: World, { folder, title }: FolderRequest): readonly PackageSpec[] {
  const { files, env, vars } = world;
  const show = (file: string): string => `${title}: ${file}`;
  return readPackageList({ files, folder, show, env, vars, isRoot: false })?.specs ?? [];
}
