/** Trees as SQL: over bins while they grow, over the columns of the design when they score. */
import { significant } from "../../fit/digits.ts";
import type { Growth, TreeNode, Wanted } from "../../fit/growth.ts";
import type { Split } from "../../fit/trees.ts";
import { termColumn } from "./design.ts";
import type { ModelRow } from "./model.ts";
import { float } from "./sql.ts";
import type { Term } from "./terms.ts";

export const binColumn = (index: number): string => `b${index}`;

const cutsAtOnce = 3;

/** The bin by halves: few rows meet many cuts. The last few are counted, which costs less than to part. */
function halved(x: string, cuts: readonly number[], from: number, to: number): string {
  if (to - from <= cutsAtOnce) {
    const above = cuts.slice(from, to).map((cut) => `cast(${x} > ${float(cut)} as integer)`);
    return [`${from + 1}`, ...above].join(" + ");
  }
  const middle = Math.floor((from + to) / 2);
  const [low, high] = [halved(x, cuts, from, middle), halved(x, cuts, middle + 1, to)];
  return `case when ${x} <= ${float(cuts[middle] ?? 0)} then ${low} else ${high} end`;
}

/** The bin of a number: 1 up to the first cut, one more beyond each; 0 where it is missing. */
export const binSql = (x: string, cuts: readonly number[], type: string): string =>
  `cast(case when ${x} is null then 0 else ${halved(x, cuts, 0, cuts.length)} end as ${type})`;

type Condition = (split: Split) => string;

/** @param missing Features that are missing in some rows. */
export const onBins =
  (missing: ReadonlySet<number>): Condition =>
  ({ feature, bin, missingLeft }) => {
    const column = binColumn(feature);
    const low = `${column} <= ${bin}`;
    return missingLeft || !missing.has(feature) ? low : `(${low} and ${column} > 0)`;
  };

/** The bound of a split: rows up to it go left. */
const boundOf = ({ feature, bin }: Split, cuts: readonly (readonly number[])[]): number =>
  cuts[feature]?.[bin - 1] ?? Number.MAX_VALUE;

export const onColumns =
  (cuts: readonly (readonly number[])[]): Condition =>
  (split) => {
    const column = termColumn(split.feature);
    const low = `${column} <= ${float(boundOf(split, cuts))}`;
    return split.missingLeft ? `(${low} or ${column} is null)` : low;
  };

const choice = (condition: string, yes: string, no: string): string =>
  yes === no ? yes : `case when ${condition} then ${yes} else ${no} end`;

/** The place in `wanted` of the child that a row is counted for; `none` for rows that need no count. */
export function nodeSql(
  root: TreeNode,
  wanted: ReadonlyMap<TreeNode, readonly [index: number, Wanted]>,
  condition: Condition,
  none = "null",
): string {
  const { split, children } = root;
  const found = wanted.get(root);
  if (found && split) {
    const [index, { smaller }] = found;
    const [yes, no] = smaller === "left" ? [`${index}`, none] : [none, `${index}`];
    return choice(condition(split), yes, no);
  }
  if (!children || !split) return none;
  const [left, right] = children.map((child) => nodeSql(child, wanted, condition, none));
  return choice(condition(split), left ?? none, right ?? none);
}

const leaf = (growth: Growth, node: TreeNode): number => significant(growth.value(node), 10);

/** What a tree adds to the log-odds of a row. */
export function leafSql(growth: Growth, condition: Condition, node = growth.root): string {
  const { split, children } = node;
  if (!split || !children || !growth.splits(node)) return float(leaf(growth, node));
  const [left, right] = children;
  const [yes, no] = [leafSql(growth, condition, left), leafSql(growth, condition, right)];
  return `case when ${condition(split)} then ${yes} else ${no} end`;
}

/** A tree as rows, by node from the root down. */
export function treeRows(
  tree: number,
  growth: Growth,
  terms: readonly Term[],
  cuts: readonly (readonly number[])[],
): ModelRow[] {
  const rows: ModelRow[] = [];
  const queue: TreeNode[] = [growth.root];
  for (const node of queue) {
    const { id, split, children } = node;
    if (!split || !children || !growth.splits(node)) {
      rows.push({ part: "leaf", name: "leaf", tree, node: id, value: leaf(growth, node) });
      continue;
    }
    const [left, right] = children;
    const { column = "", level } = terms[split.feature] ?? {};
    const missing = split.missingLeft ? left : right;
    rows.push({
      part: "split",
      name: column,
      level,
      tree,
      node: id,
      yes_node: left.id,
      no_node: right.id,
      missing_node: missing.id,
      bound: boundOf(split, cuts),
      value: significant(split.gain, 6),
    });
    queue.push(left, right);
  }
  return rows;
}
