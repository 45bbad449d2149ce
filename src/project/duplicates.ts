/** Names that must be unique: models of one name, relations that would overwrite each other. */
import type { Diagnostic } from "../core/error.ts";
import type { Location } from "../core/location.ts";
import type { AnyNode, ManifestNode, NodeId } from "../core/node.ts";

const startOf = (node: AnyNode): Location => ({
  file: node.original_file_path,
  line: 1,
  column: 1,
});

/** Two nodes with one id: same kind, package and name. */
export function duplicateName(
  first: AnyNode,
  second: AnyNode,
  locate: (node: AnyNode) => Location = startOf,
): Diagnostic {
  return {
    code: "PTX1203",
    severity: "error",
    message: `There are two ${second.resource_type}s named '${second.name}' in package '${second.package_name}'`,
    at: locate(second),
    related: [{ message: "the other one is here", at: locate(first) }],
    hint: "Rename one of the two files, or disable one.",
  };
}

const referable = new Set(["model", "seed", "snapshot"]);

/** Models, seeds and snapshots of one package share their names: `ref` would be ambiguous. */
export function ambiguousNames(nodes: Iterable<ManifestNode>): Diagnostic[] {
  const found: Diagnostic[] = [];
  const seen = new Map<string, ManifestNode>();
  for (const node of nodes) {
    if (!referable.has(node.resource_type)) continue;
    const version = node.resource_type === "model" ? node.version : null;
    const key = `${node.package_name}.${node.name}.${version ?? ""}`;
    const first = seen.get(key);
    if (first === undefined) {
      seen.set(key, node);
      continue;
    }
    found.push({
      code: "PTX1203",
      severity: "error",
      message: `A ${first.resource_type} and a ${node.resource_type} are both named '${node.name}': ref('${node.name}') could mean either`,
      at: startOf(node),
      related: [{ message: `the ${first.resource_type} is here`, at: startOf(first) }],
      hint: "Rename one of the two.",
    });
  }
  return found;
}

/** Two enabled nodes that would write the same relation. */
export function sameRelation(nodes: Iterable<ManifestNode>): Diagnostic[] {
  const found: Diagnostic[] = [];
  const seen = new Map<string, ManifestNode & { unique_id: NodeId }>();
  for (const node of nodes) {
    if (!referable.has(node.resource_type) || node.relation_name === null) continue;
    const key = node.relation_name.toLowerCase();
    const first = seen.get(key);
    if (first === undefined) {
      seen.set(key, node);
      continue;
    }
    found.push({
      code: "PTX1215",
      severity: "error",
      message: `'${first.name}' and '${node.name}' would both create ${node.relation_name}`,
      at: startOf(node),
      related: [{ message: "the other one is here", at: startOf(first) }],
      hint: "Give one of them another alias or schema: config(alias='…').",
    });
  }
  return found;
}
