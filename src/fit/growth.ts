/** One tree while it grows: which nodes must be looked at next, and what it is in the end. */
import {
  bestSplit,
  type Cell,
  type GrowthRules,
  type Histogram,
  leafValue,
  type Split,
  totalOf,
  without,
} from "./trees.ts";

export interface TreeNode {
  readonly id: number;
  readonly depth: number;
  readonly total: Cell;
  readonly split: Split | undefined;
  /** Known once the node was split. */
  children: readonly [left: TreeNode, right: TreeNode] | undefined;
}

interface Candidate extends TreeNode {
  histogram: Histogram | undefined;
  children: readonly [left: Candidate, right: Candidate] | undefined;
}

/** A node whose children are wanted: the smaller one is counted, the other is the rest. */
export interface Wanted {
  readonly node: TreeNode;
  readonly split: Split;
  readonly smaller: "left" | "right";
}

export class Growth {
  readonly root: TreeNode;
  readonly #root: Candidate;
  readonly #rules: GrowthRules;
  readonly #scale: number;
  #nodes = 0;
  #kept: ReadonlySet<TreeNode> = new Set();

  /** @param histogram Of all rows. @param scale What gradients and hessians were multiplied by. */
  constructor(histogram: Histogram, rules: GrowthRules, scale: number) {
    this.#rules = rules;
    this.#scale = scale;
    this.#root = this.#candidate(histogram, totalOf(histogram), 0);
    this.root = this.#root;
  }

  /**
   * The nodes whose children have to be counted before the tree is certain; `[]` when it is.
   *
   * Growing best-first, a node is split if its gain is among the best until the leaves run out. Gains
   * of nodes that are not known yet can only push others out: so what is chosen as if there were none
   * is all that may be split, and is wanted.
   */
  wanted(): Wanted[] {
    const open: Wanted[] = [];
    const kept = new Set<TreeNode>();
    const queue: Candidate[] = [this.#root];
    const leaves = this.#rules.maxLeafNodes ?? Number.POSITIVE_INFINITY;
    for (let count = 1; count < leaves; count++) {
      const next = takeBest(queue);
      if (next?.split === undefined) break;
      kept.add(next);
      if (next.children) queue.push(...next.children);
      else {
        const smaller = next.split.left.rows <= next.split.right.rows ? "left" : "right";
        open.push({ node: next, split: next.split, smaller });
      }
    }
    this.#kept = kept;
    return open;
  }

  /** @param histogram Of the smaller child. */
  expand({ node, split, smaller }: Wanted, histogram: Histogram): void {
    const parent = node as Candidate;
    if (parent.histogram === undefined) throw new Error("a node is expanded twice");
    const rest = without(parent.histogram, histogram);
    const [left, right] = smaller === "left" ? [histogram, rest] : [rest, histogram];
    const depth = parent.depth + 1;
    parent.children = [
      this.#candidate(left, split.left, depth),
      this.#candidate(right, split.right, depth),
    ];
    parent.histogram = undefined;
  }

  /** Whether the node is split in the tree as it stands. */
  splits(node: TreeNode): boolean {
    return this.#kept.has(node) && node.children !== undefined;
  }

  value({ total }: TreeNode): number {
    return leafValue(total, this.#rules, this.#scale);
  }

  #candidate(histogram: Histogram, total: Cell, depth: number): Candidate {
    const { maxDepth = Number.POSITIVE_INFINITY } = this.#rules;
    const split =
      depth < maxDepth ? bestSplit(histogram, total, this.#rules, this.#scale) : undefined;
    const kept = split === undefined ? undefined : histogram;
    this.#nodes += 1;
    return { id: this.#nodes, depth, total, split, histogram: kept, children: undefined };
  }
}

/** Takes the node of the highest gain out of the queue; of equal ones the older. */
function takeBest(queue: Candidate[]): Candidate | undefined {
  let best = -1;
  queue.forEach(({ split }, index) => {
    if (split && (best < 0 || split.gain > (queue[best]?.split?.gain ?? 0))) best = index;
  });
  return best < 0 ? undefined : queue.splice(best, 1)[0];
}
