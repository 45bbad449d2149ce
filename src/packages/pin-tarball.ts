/** Packages in archives at an address of their own. */
import { createHash } from "node:crypto";
import { download } from "./download.ts";
import { checkedName, packagesOf, projectName } from "./package-folder.ts";
import type { Pinned } from "./pinned.ts";
import type { TarballSpec, Wanted } from "./spec.ts";
import { unpackPackage } from "./unpack.ts";
import type { World } from "./world.ts";

/** @throws {PtxError} PTX1307 when it cannot be had, PTX1309 without a project, PTX1311 if damaged. */
export async function pinTarball(
  [{ spec }]: readonly [Wanted<TarballSpec>, ...Wanted<TarballSpec>[]],
  world: World,
): Promise<Pinned> {
  const { at, url } = spec;
  const shown = world.hide(spec.written);
  if (shown !== spec.written) {
    world.warn({
      code: "PTX1316",
      severity: "warning",
      message: "A secret stands in the address of a tarball; package-lock.yml gets stars instead",
      at,
      hint: "Write {{ env_var('DBT_ENV_SECRET_…') }} in the address: the lock file can then be used.",
    });
  }
  const name = checkedName(spec.name, { title: shown, at });
  const key = createHash("sha256").update(url).digest("hex").slice(0, 16);
  const folder = `${world.work}/${key}`;
  if (!world.files.stat(folder)) {
    // Not from the cache: what lies behind the address may have changed.
    const bytes = await download({ http: world.http, url, shown, at });
    unpackPackage({ bytes, shown, at }, folder, world);
  }
  const inside = projectName(world, { folder, title: shown, at });
  if (inside !== name) {
    world.warn({
      code: "PTX1309",
      severity: "warning",
      message: `The project in ${shown} is named '${inside}', not '${name}'`,
      at,
      hint: `Write name: ${inside}. References and macros know it under that name.`,
    });
  }
  return {
    name,
    title: shown,
    version: "",
    origin: shown,
    at,
    newer: undefined,
    locked: { tarball: shown, name },
    packages: () => packagesOf(world, { folder, title: shown, at }),
    async place(target) {
      world.folders.copy(folder, target);
      return "installed";
    },
  };
}
