/** Names that must be unique: models of one name, relations that would overwrite each other. */
import type { Diagnostic } from "../core/error.ts";
import type { AnyNode, ManifestNode, NodeId } from "../core/node.ts";
import type { Locate } from "./places.ts";

const titles: Readonly<Record<string, string>> = {
  test: "data test",
  semantic_model: "semantic model",
};

/** Kinds that only YAML declares. */
const declared: ReadonlySet<string> = new Set([
  "source",
  "exposure",
  "metric",
  "semantic_model",
  "saved_query",
]);

/** Two nodes with one id: same kind, package and name. */
export function duplicateName(first: AnyNode, second: AnyNode, locate: Locate): Diagnostic {
  const { resource_type: type, name, package_name: owner } = second;
  const isTest = type === "test" && second.test_metadata !== undefined;
  const isDeclared = isTest || declared.has(type);
  return {
    code: "PTX1203",
    severity: "error",
    message: `There are two ${titles[type] ?? type}s named '${name}' in package '${owner}'`,
    at: locate(second),
    related: [{ message: "the other one is here", at: locate(first) }],
    hint: isTest
      ? "Remove one of them, or give one a name of its own: name: …"
      : `${isDeclared ? "Remove or rename one of the two" : "Rename one of the two files"}, or disable one: enabled: false.`,
  };
}

const referable = new Set(["model", "seed", "snapshot"]);

/** Models, seeds and snapshots of one package share their names: `ref` would be ambiguous. */
export function ambiguousNames(nodes: Iterable<ManifestNode>, locate: Locate): Diagnostic[] {
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
      at: locate(node),
      related: [{ message: `the ${first.resource_type} is here`, at: locate(first) }],
      hint: "Rename one of the two.",
    });
  }
  return found;
}

/** Whether building the node writes a relation: data tests only do where they store their failures. */
const writesRelation = ({ resource_type: type, relation_name }: ManifestNode): boolean =>
  relation_name !== null && (referable.has(type) || type === "test");

/** Two enabled nodes that would write the same relation. */
export function sameRelation(nodes: Iterable<ManifestNode>, locate: Locate): Diagnostic[] {
  const found: Diagnostic[] = [];
  const seen = new Map<string, ManifestNode & { unique_id: NodeId }>();
  for (const node of nodes) {
    if (!writesRelation(node)) continue;
    const key = (node.relation_name ?? "").toLowerCase();
    const first = seen.get(key);
    if (first === undefined) {
      seen.set(key, node);
      continue;
    }
    // Two nodes of one name were found already, but for data tests.
    const isFound = node.resource_type !== "test" && first.resource_type !== "test";
    if (isFound && first.name === node.name && first.package_name === node.package_name) continue;
    found.push({
      code: "PTX1215",
      severity: "error",
      message: `'${first.name}' and '${node.name}' would both create ${node.relation_name}`,
      at: locate(node),
      related: [{ message: "the other one is here", at: locate(first) }],
      hint: "Give one of them another alias or schema: config(alias='…').",
    });
  }
  return found;
}
