/** Decides for one version of each package, once per set of those who ask. */
import type { Group } from "./groups.ts";
import { type Checkouts, pinGit } from "./pin-git.ts";
import { pinHub } from "./pin-hub.ts";
import { pinLocal } from "./pin-local.ts";
import { pinTarball } from "./pin-tarball.ts";
import type { Pinned } from "./pinned.ts";
import type { Pin } from "./resolve.ts";
import type { PackageSpec, Wanted } from "./spec.ts";
import type { World } from "./world.ts";

/** A group holds entries of one kind: its key begins with it. */
const as = <S extends PackageSpec>(group: Group) =>
  group as unknown as readonly [Wanted<S>, ...Wanted<S>[]];

export function pinWith(world: World): Pin {
  const checkouts: Checkouts = new Map();
  const pin = (group: Group): Promise<Pinned> => {
    switch (group[0].spec.kind) {
      case "hub":
        return pinHub(as(group), world);
      case "git":
        return pinGit(as(group), world, checkouts);
      case "local":
        return pinLocal(as(group), world);
      case "tarball":
        return pinTarball(as(group), world);
    }
  };
  const known = new Map<string, Promise<Pinned>>();
  return (group) => {
    const key = group.map(({ spec }) => spec.canonical).join("\n");
    const before = known.get(key) ?? pin(group);
    known.set(key, before);
    return before;
  };
}
