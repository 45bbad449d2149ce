/** What a dry run puts in the place of relations that are not there yet, or will be others. */
import type { NodeId } from "../core/node.ts";
import type { Column } from "../core/relation.ts";

export interface StandIns {
  /** Alias of the CTE that stands for a node; `undefined` where the node's own relation is read. */
  nameOf(id: NodeId): string | undefined;
  /** The columns of a CTE, by its name. */
  columnsOf(name: string): readonly Column[] | undefined;
}
