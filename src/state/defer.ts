/** Deferral: a node that is not built here is read where another run has built it. */
import type { Manifest } from "../core/manifest.ts";
import type { JsonObject, ManifestNode, NodeId } from "../core/node.ts";

/** Keys of `defer_relation`, as dbt has them. */
const kept = [
  "database",
  "schema",
  "alias",
  "relation_name",
  "resource_type",
  "name",
  "description",
  "compiled_code",
  "meta",
  "tags",
  "config",
] as const;

function deferRelation(before: ManifestNode): JsonObject {
  const node = before as unknown as JsonObject;
  return Object.fromEntries(kept.map((key) => [key, node[key] ?? null]));
}

const hasRelation = ({ resource_type: type, config }: ManifestNode): boolean =>
  ["model", "seed", "snapshot"].includes(type) && config["materialized"] !== "ephemeral";

/** The manifest whose models, seeds and snapshots know their relation in an earlier state. */
export function withDeferRelations(manifest: Manifest, before: Manifest): Manifest {
  const nodes = new Map<NodeId, ManifestNode>(manifest.nodes);
  for (const [id, node] of manifest.nodes) {
    const earlier = before.nodes.get(id);
    if (earlier === undefined || !hasRelation(node) || !hasRelation(earlier)) continue;
    nodes.set(id, { ...node, defer_relation: deferRelation(earlier) } as ManifestNode);
  }
  return { ...manifest, nodes };
}
