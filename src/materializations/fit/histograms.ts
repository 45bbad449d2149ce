/**
 * The sums that trees grow from: by node, feature and bin, of one table that is cut into bins.
 *
 * Three ways to the same whole numbers. Few rows: all features of a row as rows of their own, one table
 * of sums, which costs little to begin. Many rows: grouping sets, one table of sums a feature. Where a
 * warehouse adds small groups up in an array, a query for each feature, all in one statement.
 */
import type { Cell, Histogram } from "../../fit/trees.ts";
import type { MaterializationInput } from "../materialization.ts";
import { askValues, sql } from "../steps.ts";
import type { Asking } from "./model.ts";
import { double } from "./sql.ts";
import { binColumn } from "./tree-sql.ts";

/** More than a feature has bins, with the one of what is missing. */
const binsAtMost = 512;
/** From here on a row costs more than the beginning of a query. */
const manyRows = 300_000;
const manyRowsOfSmallGroups = 20_000;

/** The column that holds a row's node, where tables are updated in place. */
export const nodeColumn = "node";
/** Of rows that belong to no node that is asked for. */
export const noNode = "32767";

export interface Binned {
  readonly features: number;
  readonly rows: number;
  /** Whether the table has a column for nodes that can be updated. */
  readonly keepsNodes: boolean;
}

/** @returns Whether nodes are written into the table before they are counted. */
export function keepsNodes(rows: number, { dialect }: MaterializationInput): boolean {
  const { updatesInPlace, smallGroups } = dialect.capabilities;
  return updatesInPlace === true && smallGroups !== undefined && rows >= manyRowsOfSmallGroups;
}

/**
 * @param node The place of a row's node, as an expression over bins; null for rows that do not count.
 *   `undefined`: all rows are of one node.
 */
export function* histograms(
  table: string,
  node: string | undefined,
  nodes: number,
  binned: Binned,
  input: MaterializationInput,
): Asking<Histogram[]> {
  const sums = ["sum(g)", "sum(h)", "count(*)"]
    .map((sum) => `cast(${sum} as ${double(input.dialect)})`)
    .join(", ");
  const columns = Array.from({ length: binned.features }, (_, index) => binColumn(index));
  if (binned.keepsNodes && node !== undefined) {
    yield sql(`update ${table} set ${nodeColumn} = ${node}`);
  }
  const rows = yield* askValues(
    binned.keepsNodes
      ? byFeature(table, node === undefined ? undefined : nodes, columns, sums)
      : inOneReading(table, node, columns, sums, binned, input),
  );
  const found = Array.from({ length: nodes }, () => columns.map((): Cell[] => []));
  for (const [place, at, gradient, hessian, count] of rows) {
    const code = Number(at);
    const cells = found[Number(place)]?.[Math.floor(code / binsAtMost)];
    if (cells) {
      cells[code % binsAtMost] = {
        gradient: Number(gradient),
        hessian: Number(hessian),
        rows: Number(count),
      };
    }
  }
  return found;
}

function byFeature(
  table: string,
  nodes: number | undefined,
  columns: readonly string[],
  sums: string,
): string {
  const selects = columns.map((bin, index) => {
    const code = `cast(${bin} as integer) + ${index * binsAtMost}`;
    return nodes === undefined
      ? `select 0, ${code}, ${sums} from ${table} group by ${bin}`
      : `select ${nodeColumn}, ${code}, ${sums} from ${table} where ${nodeColumn} < ${nodes} group by ${nodeColumn}, ${bin}`;
  });
  return selects.join("\nunion all ");
}

function inOneReading(
  table: string,
  node: string | undefined,
  columns: readonly string[],
  sums: string,
  { rows }: Binned,
  { dialect }: MaterializationInput,
): string {
  const filter = node === undefined ? "" : " where node is not null";
  const once = dialect.capabilities.computedOnce ?? "";
  const source = `(select ${node ?? "0"} as node, ${columns.join(", ")}, g, h from ${table} ${once}) as s`;
  const counted = { source, filter, columns, sums };
  return rows < manyRows ? byRow(counted) : bySets(counted);
}

interface Counted {
  readonly source: string;
  readonly filter: string;
  readonly columns: readonly string[];
  readonly sums: string;
}

function byRow({ source, filter, columns, sums }: Counted): string {
  const cases = columns.map((bin, index) => `when ${index} then ${bin} + ${index * binsAtMost}`);
  const features = columns.map((_, index) => `select ${index} as f`).join(" union all ");
  return `select node, code, ${sums}
from (select node, g, h, case f ${cases.join(" ")} end as code from ${source} cross join (${features}) as features${filter}) as coded
group by node, code`;
}

function bySets({ source, filter, columns, sums }: Counted): string {
  const code = columns.map((bin, index) => (index === 0 ? bin : `${bin} + ${index * binsAtMost}`));
  const sets = columns.map((bin) => `(node, ${bin})`).join(", ");
  return `select node, coalesce(${code.join(", ")}), ${sums}
from ${source}${filter}
group by grouping sets (${sets})`;
}
