/** Packages in folders: linked, so that edits there are seen at once. */
import { isAbsolute, resolve } from "node:path";
import { PtxError } from "../core/error.ts";
import { packagesOf, projectName } from "./package-folder.ts";
import type { Pinned } from "./pinned.ts";
import type { LocalSpec, Wanted } from "./spec.ts";
import type { World } from "./world.ts";

/** Absolute folder of a local package. Relative paths begin at the project, also those of packages. */
function folderOf({ path }: LocalSpec, { root, home }: World): string {
  const expanded = path.replace(/^~(?=\/|$)/, home);
  return isAbsolute(expanded) ? resolve(expanded) : resolve(root, expanded);
}

/** @throws {PtxError} PTX1309 when the folder is not there or holds no project. */
export async function pinLocal(
  [{ spec, by }]: readonly [Wanted<LocalSpec>, ...Wanted<LocalSpec>[]],
  world: World,
): Promise<Pinned> {
  const { at, path } = spec;
  const folder = folderOf(spec, world);
  if (!world.files.stat(folder)?.isDirectory) {
    throw new PtxError("PTX1309", `There is no folder ${path} (${folder}), asked for by ${by}`, {
      at,
      hint: "The path of a local package begins at the project's folder, also in packages' own lists.",
    });
  }
  const name = projectName(world, { folder, title: path, at });
  return {
    name,
    title: path,
    version: "",
    origin: path,
    at,
    newer: undefined,
    locked: { local: path, name },
    packages: () => packagesOf(world, { folder, title: path, at }),
    async place(target) {
      if (world.folders.link(folder, target)) return "linked";
      world.folders.copy(folder, target);
      return "copied";
    },
  };
}
