/** Packages in git repositories. */
import { createHash } from "node:crypto";
import { PtxError } from "../core/error.ts";
import { checkout } from "./git.ts";
import { packagesOf, projectName } from "./package-folder.ts";
import type { Pinned } from "./pinned.ts";
import type { GitSpec, Wanted } from "./spec.ts";
import type { World } from "./world.ts";

type GitGroup = readonly [Wanted<GitSpec>, ...Wanted<GitSpec>[]];

function revisionOf(group: GitGroup, shown: string): string {
  const revisions = new Set(
    group.map(({ spec }) => spec.revision).filter((text) => text !== undefined),
  );
  const [revision = "HEAD", ...others] = revisions;
  if (others.length === 0) return revision;
  const askers = group
    .filter(({ spec }) => spec.revision !== undefined)
    .map(({ spec, by }) => `${by} asks for ${spec.revision}`);
  throw new PtxError(
    "PTX1304",
    `${shown} is asked for in several revisions:\n${askers.join("\n")}`,
    {
      at: group.find(({ spec }) => spec.at !== undefined)?.spec.at,
      hint: "A git package can only have one revision: let all ask for the same.",
    },
  );
}

function warnUnpinned(group: GitGroup, revision: string, shown: string, world: World): void {
  if (!["HEAD", "main", "master"].includes(revision)) return;
  if (!group.every(({ spec }) => spec.warnUnpinned)) return;
  const what = revision === "HEAD" ? "has no revision" : `follows the branch '${revision}'`;
  world.warn({
    code: "PTX1314",
    severity: "warning",
    message: `The git package ${shown} ${what}: it may change without notice`,
    at: group[0].spec.at,
    hint: "Set revision: to a tag or a commit, or warn-unpinned: false to keep it so.",
  });
}

/** A secret typed into the file would end in the lock file: the lock gets stars instead. */
function warnHidden(written: string, hidden: string, group: GitGroup, world: World): void {
  if (written === hidden) return;
  world.warn({
    code: "PTX1316",
    severity: "warning",
    message: "A secret stands in the address of a git package; package-lock.yml gets stars instead",
    at: group[0].spec.at,
    hint: "Write {{ env_var('DBT_ENV_SECRET_…') }} in the address: the lock file can then be used.",
  });
}

export type Checkouts = Map<string, Promise<{ commit: string; folder: string }>>;

/** The repository of a git package at its revision: fetched once. */
function fetched(group: GitGroup, revision: string, shown: string, world: World, known: Checkouts) {
  const [{ spec }] = group;
  const key = createHash("sha256").update(`${spec.url}\n${revision}`).digest("hex").slice(0, 16);
  const folder = `${world.work}/${key}`;
  const fetch = async (): Promise<{ commit: string; folder: string }> => {
    world.folders.create(folder);
    const { git } = world;
    const commit = await checkout({ git, url: spec.url, shown, revision, folder, at: spec.at });
    return { commit, folder };
  };
  const before = known.get(key) ?? fetch();
  known.set(key, before);
  return before;
}

/** @throws {PtxError} PTX1304, PTX1308, PTX1309 or PTX1313. */
export async function pinGit(group: GitGroup, world: World, known: Checkouts): Promise<Pinned> {
  const [{ spec }] = group;
  const { at, subdirectory } = spec;
  const shown = world.hide(spec.written);
  const revision = revisionOf(group, shown);
  warnUnpinned(group, revision, shown, world);
  warnHidden(spec.written, shown, group, world);
  const { commit, folder: top } = await fetched(group, revision, shown, world, known);
  const below = (subdirectory ?? "").split("/").filter((part) => part !== "" && part !== ".");
  const where = below.length === 0 ? shown : `${shown} (${below.join("/")})`;
  if (below.includes("..")) {
    throw new PtxError("PTX1301", "subdirectory: of a package leads out of its repository", { at });
  }
  const folder = [top, ...below].join("/");
  const title = `${where} ${revision}`;
  const name = projectName(world, { folder, title, at });
  return {
    name,
    title,
    version: commit.slice(0, 7),
    origin: where,
    at,
    newer: undefined,
    locked: {
      git: shown,
      revision: commit,
      name,
      ...(subdirectory === undefined ? {} : { subdirectory }),
    },
    packages: () => packagesOf(world, { folder, title, at }),
    async place(target) {
      world.folders.copy(folder, target);
      return "installed";
    },
  };
}
