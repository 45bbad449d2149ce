/** Why a step runs, in one phrase that a plan shows. */
import type { Manifest } from "../core/manifest.ts";
import type { AnyNode, TestNode } from "../core/node.ts";
import type { Relation, RelationName } from "../core/relation.ts";
import { materializedOf, targetOf } from "./label.ts";

/** What a plan asks of the relations that exist. */
export interface Existing {
  get(name: RelationName): Relation | undefined;
}

interface Circumstances {
  readonly manifest: Manifest;
  readonly command: string;
  readonly fullRefresh: boolean;
  readonly existing?: Existing | undefined;
}

function testReason(test: TestNode, manifest: Manifest): string {
  const read = test.depends_on.nodes.map(
    (id) => manifest.nodes.get(id)?.name ?? manifest.sources.get(id)?.name ?? id,
  );
  return read.length === 0 ? "a test that reads no node" : `tests ${[...new Set(read)].join(", ")}`;
}

/** Kinds of relation by materialization, for those that always leave the same kind. */
const leaves: Readonly<Record<string, string>> = {
  view: "view",
  table: "table",
  incremental: "table",
  snapshot: "table",
  seed: "table",
};

export function reasonFor(
  node: AnyNode,
  { manifest, command, fullRefresh, existing }: Circumstances,
): string {
  if (node.resource_type === "test") return testReason(node, manifest);
  if (node.resource_type === "unit_test") return `tests ${node.model} with rows of its own`;
  const target = targetOf(node);
  if (!target) return "part of the selection; nothing to run";
  const materialized = materializedOf(node);
  const there = existing?.get(target);
  if (existing && !there) return "does not exist yet";
  const kind = leaves[materialized];
  if (there && kind !== undefined && there.kind !== kind)
    return `is a ${there.kind}, becomes a ${kind}`;
  if (fullRefresh && (materialized === "incremental" || materialized === "seed")) {
    return "--full-refresh builds it from scratch";
  }
  if (materialized === "incremental") return "adds what is new";
  if (materialized === "snapshot") return "records what changed";
  return `replaced by every ${command}`;
}
