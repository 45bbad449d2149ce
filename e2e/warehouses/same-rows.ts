/** Compares what one project became in two warehouses: relations, columns by name, rows by value. */
import type { Adapter, SqlValue } from "../../src/core/adapter.ts";
import type { Relation } from "../../src/core/relation.ts";
import { qualified, quoteIdentifier } from "../../src/sql/quote.ts";

export interface Place {
  readonly adapter: Adapter;
  readonly schema: string;
}

/** Columns of snapshots that hold the time of the run. */
const timesOfRuns = new Set(["dbt_scd_id", "dbt_updated_at", "dbt_valid_from"]);

/** Columns that are not compared, by table. */
export type LeftOut = Readonly<Record<string, readonly string[]>>;

/** One line for each difference; `[]` when all is the same. */
export async function differences(
  one: Place,
  other: Place,
  leftOut: LeftOut = {},
): Promise<string[]> {
  const [ours, theirs] = [await relationsOf(one), await relationsOf(other)];
  const missing = [...ours.keys()].filter((name) => !theirs.has(name));
  const extra = [...theirs.keys()].filter((name) => !ours.has(name));
  const found = [
    ...missing.map((name) => `${name}: missing`),
    ...extra.map((name) => `${name}: only there`),
  ];
  for (const [name, relation] of ours) {
    const counterpart = theirs.get(name);
    if (!counterpart) continue;
    const [left, right] = await Promise.all([
      contentOf(one.adapter, relation, leftOut[name]),
      contentOf(other.adapter, counterpart, leftOut[name]),
    ]);
    found.push(...compared(name, left, right));
  }
  return found;
}

async function relationsOf({ adapter, schema }: Place): Promise<Map<string, Relation>> {
  const all = await adapter.relations([{ database: adapter.defaultDatabase, schema }]);
  return new Map(all.map((relation) => [relation.name.toLowerCase(), relation]));
}

interface Content {
  readonly columns: readonly string[];
  readonly rows: readonly string[];
}

/** Columns in the order of their names, rows in the order of their texts. */
async function contentOf(
  adapter: Adapter,
  relation: Relation,
  leftOut: readonly string[] = [],
): Promise<Content> {
  const session = await adapter.session();
  try {
    const known = (await session.columns(relation)) ?? [];
    const names = known
      .map(({ name }) => name)
      .filter((name) => !timesOfRuns.has(name.toLowerCase()))
      .filter((name) => !leftOut.includes(name.toLowerCase()))
      .sort((a, b) => order(a.toLowerCase(), b.toLowerCase()));
    const list = names.map((name) => quoteIdentifier(name, adapter.dialect)).join(", ");
    const { rows } = await session.query(
      `select ${list} from ${qualified(relation, adapter.dialect)}`,
    );
    return {
      columns: names.map((name) => name.toLowerCase()),
      rows: rows.map((row) => row.map(shown).join(" | ")).sort(order),
    };
  } finally {
    session.release();
  }
}

const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** A value in one spelling for all warehouses: numbers to nine digits, times without a zone. */
function shown(value: SqlValue): string {
  if (value === null) return "∅";
  if (typeof value === "number" || typeof value === "bigint") return numberText(Number(value));
  if (typeof value !== "object") return textShown(String(value));
  if (Array.isArray(value)) return `[${value.map(shown).join(", ")}]`;
  if (value instanceof Uint8Array) return Buffer.from(value).toString("hex");
  const [[kind, held] = ["", null]] = Object.entries(value as Record<string, SqlValue>);
  if (kind === "decimal") return numberText(Number(held));
  return String(held)
    .replace(/(?:\.0+)?(?:\+00(?::00)?|Z)?$/, "")
    .replace(/ 00:00:00$/, "");
}

const numberText = (value: number): string =>
  Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(9)));

/** JSON is written with or without blanks. */
function textShown(text: string): string {
  if (!/^[{[]/.test(text)) return text;
  try {
    return JSON.stringify(JSON.parse(text));
  } catch {
    return text; // It only looks like JSON.
  }
}

function compared(name: string, left: Content, right: Content): string[] {
  if (left.columns.join() !== right.columns.join()) {
    return [`${name}: columns ${left.columns.join()} against ${right.columns.join()}`];
  }
  if (left.rows.length !== right.rows.length) {
    return [`${name}: ${left.rows.length} rows against ${right.rows.length}`];
  }
  const there = new Set(right.rows);
  const differing = left.rows.filter((row) => !there.has(row));
  if (differing.length === 0) return [];
  const here = new Set(left.rows);
  const counterpart = right.rows.find((row) => !here.has(row));
  return [
    `${name} (${left.columns.join()}): ${differing.length} rows differ, e.g.\n  ${differing[0]}\n  ${counterpart}`,
  ];
}
