/** Packages of the hub: the highest version that suits everyone who asks. */
import { PtxError } from "../core/error.ts";
import type { Location } from "../core/location.ts";
import { download } from "./download.ts";
import { packageSpec } from "./entry.ts";
import type { HubPackage, HubVersion } from "./hub.ts";
import { checkedName, projectName } from "./package-folder.ts";
import type { Pinned } from "./pinned.ts";
import type { HubSpec, Wanted } from "./spec.ts";
import { unpackPackage } from "./unpack.ts";
import {
  allowsDbt,
  highestIn,
  intersection,
  parseSpecifier,
  rangeText,
  type Specifier,
  satisfies,
  sortedVersions,
  type VersionRange,
} from "./versions.ts";
import type { World } from "./world.ts";

type HubGroup = readonly [Wanted<HubSpec>, ...Wanted<HubSpec>[]];

function specifiersOf(group: HubGroup): Specifier[] {
  return group.flatMap(({ spec, by }) =>
    spec.versions.map((version) => {
      const specifier = parseSpecifier(version);
      if (specifier) return specifier;
      const asked = spec.at ? "" : `, asked for by ${by},`;
      throw new PtxError("PTX1301", `'${version}'${asked} is no version of ${spec.id}`, {
        at: spec.at,
        hint: 'Versions have three numbers, ranges are lists without spaces: [">=1.0.0", "<2.0.0"].',
      });
    }),
  );
}

/** One line for each that asks: `packages.yml asks for >=1.0.0, <2.0.0`. */
const askers = (group: HubGroup): string =>
  group.map(({ spec, by }) => `${by} asks for ${spec.versions.join(", ")}`).join("\n");

function placeOf(group: HubGroup): Location | undefined {
  return group.find(({ spec }) => spec.at !== undefined)?.spec.at;
}

function conflict(group: HubGroup, id: string): PtxError {
  return new PtxError("PTX1304", `No version of ${id} suits everyone:\n${askers(group)}`, {
    at: placeOf(group),
    hint: "Change a version in packages.yml, or take versions of the packages above that agree.",
  });
}

function noVersion(
  group: HubGroup,
  range: VersionRange,
  found: HubPackage,
  world: World,
): PtxError {
  const [{ spec }] = group;
  const all = sortedVersions([...found.versions.keys()], true);
  const rest = all.filter((version) => satisfies(version, range)).map(({ version }) => version);
  const newest = all.slice(-5).map(({ version }) => version);
  const refused = rest.find((version) => {
    const required = found.versions.get(version)?.requiresDbt ?? [];
    return !allowsDbt(required, world.dbtVersion);
  });
  const required = found.versions.get(refused ?? "")?.requiresDbt.join(", ");
  const hint = refused
    ? `${refused} needs dbt ${required}, and ptx works as dbt ${world.dbtVersion}; --no-version-check takes it nevertheless.`
    : rest.length > 0
      ? `Only prereleases fit (${rest.join(", ")}): set install_prerelease: true to take one.`
      : `The newest are: ${newest.join(", ") || "none"}.`;
  return new PtxError(
    "PTX1306",
    `${spec.id} has no version in ${rangeText(range)}:\n${askers(group)}`,
    { at: placeOf(group), hint },
  );
}

interface Choice {
  readonly version: string;
  readonly newest: string | undefined;
}

function choose(group: HubGroup, found: HubPackage, world: World): Choice {
  const [{ spec }] = group;
  const specifiers = specifiersOf(group);
  const range = intersection(specifiers);
  if (range === undefined) throw conflict(group, spec.id);
  const compatible = [...found.versions].filter(
    ([, { requiresDbt }]) => !world.checkVersions || allowsDbt(requiresDbt, world.dbtVersion),
  );
  const prereleases =
    spec.prereleases || specifiers.some(({ prerelease }) => prerelease !== undefined);
  const installable = sortedVersions(
    compatible.map(([version]) => version),
    prereleases,
  );
  const chosen = highestIn(installable, range);
  if (chosen === undefined) throw noVersion(group, range, found, world);
  return { version: chosen.version, newest: installable.at(-1)?.version };
}

function tellMoved(id: string, { movedTo }: HubPackage, group: HubGroup, world: World): void {
  if (movedTo === undefined) return;
  world.warn({
    code: "PTX1314",
    severity: "warning",
    message: `${id} has moved to ${movedTo}`,
    at: placeOf(group),
    hint: `Write ${movedTo} in its place: the old name gets no new versions.`,
  });
}

/** @throws {PtxError} PTX1304 to PTX1307 when no version can be had. */
export async function pinHub(group: HubGroup, world: World): Promise<Pinned> {
  const [{ spec }] = group;
  const { id } = spec;
  const at = placeOf(group);
  specifiersOf(group);
  const found = await world.hub.package(id, at);
  tellMoved(id, found, group, world);
  const { version, newest } = choose(group, found, world);
  const facts = found.versions.get(version) as HubVersion;
  const title = `${id} ${version}`;
  const name = checkedName(facts.name, { title, at });
  const entry = (value: HubVersion["packages"][number]) =>
    packageSpec({ value, written: value, locate: () => undefined });
  return {
    name,
    title,
    version,
    origin: id,
    at,
    newer: newest === version ? undefined : newest,
    locked: { package: id, version, name },
    packages: () => facts.packages.map(entry),
    async place(folder) {
      const { http, cache } = world;
      const url = facts.tarball;
      const bytes = await download({ http, url, shown: url, at, cache });
      unpackPackage({ bytes, shown: url, at }, folder, world);
      projectName(world, { folder, title, at });
      return "installed";
    },
  };
}
