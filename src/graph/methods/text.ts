/** Methods that compare one text of a node with a pattern: `tag`, `package`, `group`, `access`. */
import { type Candidate, isManifestNode, textOf } from "../candidate.ts";
import { wildcard } from "../wildcard.ts";
import type { SelectorMethod } from "./method.ts";

/** Unit tests keep their tags in their config only. */
function tagsOf({ tags, resource_type, config }: Candidate): readonly string[] {
  if (tags || resource_type !== "unit_test") return tags ?? [];
  const own = config["tags"] ?? [];
  return (Array.isArray(own) ? own : [own]).map(textOf);
}

export const tag: SelectorMethod = {
  summary: "tag of the node",
  matcher({ value }) {
    const matches = wildcard(textOf(value));
    return (candidate) => tagsOf(candidate).some(matches);
  },
};

export const packageName: SelectorMethod = {
  summary: "package of the node; `this` is the root project",
  matcher({ value }, { manifest }) {
    const matches = wildcard(value === "this" ? manifest.projectName : textOf(value));
    return (candidate) => matches(candidate.package_name);
  },
};

export const group: SelectorMethod = {
  summary: "group that owns the node",
  matcher({ value }) {
    const matches = wildcard(textOf(value));
    return (candidate) => {
      const owner = candidate.config["group"];
      const groupable = isManifestNode(candidate) || candidate.resource_type === "metric";
      return groupable && typeof owner === "string" && matches(owner);
    };
  },
};

export const access: SelectorMethod = {
  summary: "access of a model: private, protected or public",
  matcher({ value }) {
    return (candidate) => candidate.resource_type === "model" && candidate.access === value;
  },
};
