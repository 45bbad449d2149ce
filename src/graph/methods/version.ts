/** `version:`: versioned models by how they stand to the latest one. */
import { PtxError } from "../../core/error.ts";
import { type Candidate, textOf } from "../candidate.ts";
import type { Matcher, SelectorMethod } from "./method.ts";

type Version = string | number;

/** Numerically where both are numbers, else as texts. */
function isBelow(a: Version, b: Version): boolean {
  const [x, y] = [a, b].map((version) => (version === "" ? Number.NaN : Number(version)));
  if (x !== undefined && y !== undefined && !Number.isNaN(x) && !Number.isNaN(y)) return x < y;
  return String(a) < String(b);
}

const comparing =
  (holds: (version: Version, latest: Version) => boolean): Matcher =>
  ({ version, latest_version: latest }: Candidate) =>
    !!version && !!latest && holds(version, latest);

const kinds: Readonly<Record<string, Matcher>> = {
  latest: ({ version, latest_version: latest }) => version != null && version === latest,
  prerelease: comparing((version, latest) => isBelow(latest, version)),
  old: comparing((version, latest) => isBelow(version, latest)),
  none: ({ version }) => version == null,
};

export const version: SelectorMethod = {
  summary: "latest, prerelease or old versions of models; none for models without versions",
  matcher({ value, place }) {
    const kind = textOf(value);
    const matches = Object.hasOwn(kinds, kind) ? kinds[kind] : undefined;
    if (matches) return (candidate) => candidate.resource_type === "model" && matches(candidate);
    throw new PtxError("PTX2105", `version: found "${kind}" ${place}`, {
      hint: "write latest, prerelease, old or none; name one version as model.v2",
    });
  },
};
