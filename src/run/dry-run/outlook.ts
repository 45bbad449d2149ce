/** What becomes of each node's relation in a run, as far as a dry run knows it by now. */
import { type Manifest, nodeOf } from "../../core/manifest.ts";
import type { AnyNode, NodeId } from "../../core/node.ts";
import { isEphemeral } from "../label.ts";

/**
 * - `kept`: there, with the columns that it will have;
 * - `planned`: an empty table stands for it;
 * - `unknown`: made or changed in a way that cannot be told before;
 * - `absent`: the same, and not there yet;
 * - `invalid`: a run could not make it.
 */
export type Outlook = "kept" | "planned" | "unknown" | "absent" | "invalid";

/** What a node reads, in sorts. */
export interface Inputs {
  readonly invalid: readonly AnyNode[];
  readonly absent: readonly AnyNode[];
  readonly planned: readonly AnyNode[];
  readonly functions: readonly AnyNode[];
}

export class Outlooks {
  readonly #manifest: Manifest;
  readonly #known = new Map<NodeId, Outlook>();

  constructor(manifest: Manifest) {
    this.#manifest = manifest;
  }

  set(id: NodeId, outlook: Outlook): void {
    this.#known.set(id, outlook);
  }

  /** What a node reads of this run, also through ephemeral models. */
  inputsOf({ unique_id }: AnyNode): Inputs {
    const { ids, index, parents } = this.#manifest.graph;
    const found = new Set<NodeId>();
    const waiting = [unique_id];
    for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
      for (const number of parents[index.get(id) ?? -1] ?? []) {
        const parent = ids[number];
        if (parent === undefined || found.has(parent)) continue;
        found.add(parent);
        const node = nodeOf(this.#manifest, parent);
        if (node && isEphemeral(node)) waiting.push(parent);
      }
    }
    return this.#sorted(found);
  }

  #sorted(found: ReadonlySet<NodeId>): Inputs {
    const nodes = [...found].flatMap((id) => nodeOf(this.#manifest, id) ?? []);
    const those = (outlook: Outlook) =>
      nodes.filter(({ unique_id }) => this.#known.get(unique_id) === outlook);
    return {
      invalid: those("invalid"),
      absent: those("absent").filter(({ resource_type }) => resource_type !== "function"),
      planned: those("planned"),
      functions: those("absent").filter(({ resource_type }) => resource_type === "function"),
    };
  }
}
