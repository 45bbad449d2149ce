/** Nodes as they are built: enabled and disabled apart, ids that are used twice found. */
import type { AnyNode, ExposureNode, ManifestNode, NodeId, SourceNode } from "../core/node.ts";
import { duplicateName } from "./duplicates.ts";
import type { Findings } from "./findings.ts";
import type { Locate } from "./places.ts";

export class NodeStore {
  readonly nodes = new Map<NodeId, ManifestNode>();
  readonly sources = new Map<NodeId, SourceNode>();
  readonly exposures = new Map<NodeId, ExposureNode>();
  readonly disabled = new Map<NodeId, AnyNode[]>();
  readonly #findings: Findings;
  readonly #locate: Locate;

  constructor(findings: Findings, locate: Locate) {
    this.#findings = findings;
    this.#locate = locate;
  }

  add(node: AnyNode | undefined): void {
    if (node === undefined) return;
    if (node.config.enabled === false) this.addDisabled(node);
    else if (node.resource_type === "source") this.#put(this.sources, node);
    else if (node.resource_type === "exposure") this.#put(this.exposures, node);
    else this.#put(this.nodes, node);
  }

  #put<T extends AnyNode>(map: Map<NodeId, T>, node: T): void {
    const first = map.get(node.unique_id);
    if (first) this.#findings.add(duplicateName(first, node, this.#locate));
    else map.set(node.unique_id, node);
  }

  addDisabled(node: AnyNode): void {
    const known = this.disabled.get(node.unique_id);
    if (known) known.push(node);
    else this.disabled.set(node.unique_id, [node]);
  }

  /** Takes an enabled node out of what is built. */
  disable(id: NodeId): void {
    const node = this.nodes.get(id);
    if (node === undefined) return;
    node.config = { ...node.config, enabled: false };
    this.nodes.delete(id);
    this.addDisabled(node);
  }

  allDisabled(): AnyNode[] {
    return [...this.disabled.values()].flat();
  }
}
