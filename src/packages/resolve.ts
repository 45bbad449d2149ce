/** From what a project asks for to the packages with their versions, theirs included. */
import { PtxError } from "../core/error.ts";
import { type Group, Groups } from "./groups.ts";
import type { Pinned } from "./pinned.ts";
import type { PackageSpec } from "./spec.ts";

/** Decides for one version of a package. */
export type Pin = (group: Group) => Promise<Pinned>;

/** All at once; of several failures the first in order, when all have ended. */
async function pinAll(groups: readonly Group[], pin: Pin): Promise<Pinned[]> {
  const settled = await Promise.allSettled(groups.map(pin));
  return settled.map((result) => {
    if (result.status === "rejected") throw result.reason;
    return result.value;
  });
}

/**
 * Resolves wave by wave, as dbt: what a chosen version asks for joins the next wave. A version that
 * a later wave rules out leaves what it asked for behind.
 * @param by How messages name the file that lists `specs`.
 * @throws {PtxError} PTX1304 to PTX1310 for what cannot be had, or not together.
 */
export async function resolvePackages(
  specs: readonly PackageSpec[],
  by: string,
  pin: Pin,
): Promise<Pinned[]> {
  const final = new Groups();
  const expanded = new Set<string>();
  let wave = new Groups();
  for (const spec of specs) wave.add({ spec, by });
  while (wave.all.length > 0) {
    const merged = wave.all.map((group) => final.add(...group));
    const next = new Groups();
    for (const { title, packages } of await pinAll(merged, pin)) {
      if (expanded.has(title)) continue;
      expanded.add(title);
      for (const spec of packages()) next.add({ spec, by: title });
    }
    wave = next;
  }
  return pinAll(final.all, pin);
}

/** Packages of a lock file: exactly these. */
export function pinLocked(specs: readonly PackageSpec[], by: string, pin: Pin): Promise<Pinned[]> {
  const groups = new Groups();
  for (const spec of specs) groups.add({ spec, by });
  return pinAll(groups.all, pin);
}

/** @throws {PtxError} PTX1310 when two packages, or one and the project, have one name. */
export function checkNames(packages: readonly Pinned[], projectName: string): void {
  const seen = new Map<string, Pinned>();
  for (const pinned of packages) {
    const { name, title, at } = pinned;
    if (name === projectName) {
      throw new PtxError("PTX1310", `The package ${title} has the name of the project: '${name}'`, {
        at,
        hint: "Change name: in the project file, or leave the package out.",
      });
    }
    const first = seen.get(name);
    if (first) {
      throw new PtxError(
        "PTX1310",
        `Two packages are named '${name}': ${first.title} and ${title}`,
        {
          at,
          hint: "Keep one of them in packages.yml. A package may also ask for it: see ptx deps --lock.",
        },
      );
    }
    seen.set(name, pinned);
  }
}
