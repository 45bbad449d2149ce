/** Tells which node a generic data test belongs to: the one that it is declared on. */
import type { AnyNode, TestNode } from "../core/node.ts";
import type { Names } from "./names.ts";
import { parseReference } from "./reference-text.ts";

const isGeneric = (node: AnyNode): node is TestNode =>
  node.resource_type === "test" && node.test_metadata !== undefined;

/** The `ref` inside of `{{ get_where_subquery(ref('orders')) }}`. */
const tested = /^\{\{ get_where_subquery\((.*)\) \}\}$/s;

/** Sets `attached_node` of generic tests, and the group, which they take over from that node. */
export function attachTests(nodes: Iterable<AnyNode>, names: Names): void {
  for (const node of nodes) {
    if (!isGeneric(node)) continue;
    const call = tested.exec(String(node.test_metadata?.kwargs["model"]))?.[1];
    const reference = call === undefined ? undefined : parseReference(call);
    if (reference?.kind !== "ref") continue;
    const { ref } = reference;
    const owner =
      names.ref({ ...ref, package: node.package_name }, node.package_name) ??
      names.ref(ref, node.package_name) ??
      names.disabled(ref.name, null);
    if (owner === undefined) continue;
    node.attached_node = owner.unique_id;
    node.group = "group" in owner ? owner.group : null;
  }
}
