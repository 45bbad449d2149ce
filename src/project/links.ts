/** Turns the references of nodes into edges, and says which ones lead nowhere or are forbidden. */
import type { Diagnostic } from "../core/error.ts";
import type { AnyNode, NodeId } from "../core/node.ts";
import type { Package } from "../core/project.ts";
import { forbidden } from "./access.ts";
import { missingReference, type Referring, type Wanted } from "./missing.ts";
import type { Names } from "./names.ts";
import type { Locate } from "./places.ts";

export interface Linked {
  readonly diagnostics: Diagnostic[];
  /** Tests of nodes that are disabled or do not exist: they are left out. */
  readonly dropped: Set<NodeId>;
}

interface LinkContext {
  readonly names: Names;
  readonly packages: ReadonlyMap<string, Package>;
  readonly locate: Locate;
}

const functionsOf = (node: Referring): readonly string[][] =>
  ("functions" in node ? node.functions : undefined) ?? [];

const sourcesOf = (node: Referring): readonly [string, string][] =>
  "sources" in node ? node.sources : [];

function linkNode(node: Referring, { names, packages, locate }: LinkContext, linked: Linked): void {
  const parents = new Set<NodeId>();
  const fail = (wanted: Wanted) => {
    const diagnostic = missingReference(node, wanted, names, locate);
    const hidden = diagnostic.severity === "warning" && diagnostic.code === "PTX1202";
    // A test of a disabled model is disabled with it: no surprise, so nothing is said.
    if (!hidden) linked.diagnostics.push(diagnostic);
    if (diagnostic.severity === "warning") linked.dropped.add(node.unique_id);
  };
  for (const [source, table] of sourcesOf(node)) {
    const found = names.source(source, table, node.package_name);
    if (found) parents.add(found.unique_id);
    else fail({ kind: "source", source, table });
  }
  for (const ref of node.refs) {
    const found = names.ref(ref, node.package_name);
    if (found === undefined) {
      fail({ kind: "ref", ref });
      continue;
    }
    parents.add(found.unique_id);
    const problem = forbidden(node, found, packages, locate);
    if (problem) linked.diagnostics.push(problem);
  }
  for (const wanted of functionsOf(node)) {
    const found = names.function(wanted, node.package_name);
    if (found) parents.add(found.unique_id);
    else fail({ kind: "function", wanted });
  }
  node.depends_on.nodes = [...parents];
}

/** Fills `depends_on.nodes` of every referring node: its sources, then its refs, as written. */
export function link(nodes: Iterable<AnyNode>, context: LinkContext): Linked {
  const linked: Linked = { diagnostics: [], dropped: new Set() };
  for (const node of nodes) if ("refs" in node) linkNode(node, context, linked);
  return linked;
}
