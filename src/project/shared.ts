/**
 * Parts that most nodes have alike: one object for all of them costs nothing to make, to keep and
 * to write. They are frozen, since whoever changed one would change it for every node.
 */
import type { JsonObject, NodeConfig } from "../core/node.ts";

/** No tags, no sources, no constraints. */
export const emptyList = Object.freeze([]) as unknown as never[];

/** No meta, no columns, no grants. */
export const emptyMap = Object.freeze({}) as Record<string, never>;

/** Docs that are shown, as nearly all are. */
export const shownDocs = Object.freeze({ show: true, node_color: null });

/** No contract, as a node has it. */
export const noContract = Object.freeze({ enforced: false, alias_types: true, checksum: null });

/** No contract, as config has it. */
export const noContractConfig = Object.freeze({ enforced: false, alias_types: true });

/** Checksum of what has no file of its own. */
export const noChecksum = Object.freeze({ name: "none", checksum: "" });

/** The list, or the one for all when there is nothing in it. */
export const shareList = <T>(list: T[]): T[] => (list.length === 0 ? emptyList : list);

/** The map, or the one for all when there is nothing in it. */
export function shareMap<T extends object>(map: T): T {
  for (const _ in map) return map;
  return emptyMap as T;
}

/** Configs of the nodes of a project, most of which are equal to the one before. */
export class SharedConfigs {
  readonly #last = new Map<string, NodeConfig>();

  /** The config, or one that was given before and has the same entries. */
  share(type: string, config: NodeConfig): NodeConfig {
    const last = this.#last.get(type);
    if (last !== undefined && hasSameEntries(last, config)) return last;
    this.#last.set(type, config);
    return config;
  }
}

/** Compares values by identity: parts that are equal are mostly shared already. */
function hasSameEntries(a: JsonObject, b: JsonObject): boolean {
  const keys = Object.keys(a);
  const others = Object.keys(b);
  if (keys.length !== others.length) return false;
  const values = Object.values(a);
  const otherValues = Object.values(b);
  for (let i = 0; i < keys.length; i += 1) {
    if (keys[i] !== others[i] || values[i] !== otherValues[i]) return false;
  }
  return true;
}
