/** What is asked for, grouped by package: several may ask for one. */
import type { PackageSpec, Wanted } from "./spec.ts";

export type Group = readonly [Wanted, ...Wanted[]];

/** What makes two entries the same package. An address counts with and without `.git`. */
function keyOf(spec: PackageSpec): string {
  switch (spec.kind) {
    case "hub":
      return `hub ${spec.id}`;
    case "git":
      return `git ${spec.url.replace(/\.git$/, "")} ${spec.subdirectory ?? ""}`;
    case "local":
      return `local ${spec.path}`;
    case "tarball":
      return `tarball ${spec.url}`;
  }
}

export class Groups {
  readonly #groups = new Map<string, Group>();

  /** Adds who asks; returns all who ask for the same package. */
  add(...wanted: Group): Group {
    const key = keyOf(wanted[0].spec);
    const before = this.#groups.get(key);
    const group: Group = before ? [...before, ...wanted] : wanted;
    this.#groups.set(key, group);
    return group;
  }

  get all(): Group[] {
    return [...this.#groups.values()];
  }
}
