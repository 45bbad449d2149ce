/** `config.<key>:`: any value of a node's config, also deep inside (`config.meta.owner:ana`). */
import type { Json } from "../../core/node.ts";
import { isManifestNode } from "../candidate.ts";
import type { SelectorMethod } from "./method.ts";

function valueAt(config: Json, keys: readonly string[]): Json | undefined {
  let value: Json | undefined = config;
  for (const key of keys) {
    if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
    if (!Object.hasOwn(value, key)) return undefined;
    value = value[key];
  }
  return value;
}

/** Python's equality, in which `True` is 1: YAML selectors may ask for numbers and booleans. */
function equals(a: Json, b: Json): boolean {
  if (a === b) return true;
  const [x, y] = [a, b].map((value) => (typeof value === "boolean" ? Number(value) : value));
  return typeof x === "number" && x === y;
}

export const config: SelectorMethod = {
  summary: "value in the node's config: config.materialized:table, config.meta.owner:ana",
  matcher({ arguments: keys, value: wanted }) {
    const word = typeof wanted === "string" ? wanted.toLowerCase() : String(wanted);
    const matches = (value: Json): boolean =>
      equals(wanted, value) || (typeof value === "boolean" && word === String(value));
    // Severities are written in any case.
    const anyCase = keys.length === 1 && keys[0] === "severity";
    return (candidate) => {
      if (!isManifestNode(candidate) && candidate.resource_type !== "source") return false;
      const value = valueAt(candidate.config, keys);
      if (value === undefined) return false;
      if (anyCase && typeof value === "string") return value.toLowerCase() === word;
      return Array.isArray(value) ? value.some(matches) : matches(value);
    };
  },
};
