/** Parts that the plans of several materializations share. */
import type { Column, Relation, RelationName } from "../core/relation.ts";
import { qualified } from "../sql/quote.ts";
import { splitStatements } from "../sql/split.ts";
import type { Answer, MaterializationInput, Plan, Rows, Step, Values } from "./materialization.ts";

/** A statement that the run shows only in its log. */
export const sql = (text: string): Step => ({ kind: "sql", sql: text, main: false });

/** The main statement: `head`, the select, `tail`. Errors inside the select can be traced back. */
export function mainAround(
  head: string,
  select: string,
  tail: string,
  { config }: Pick<MaterializationInput, "config">,
): Step {
  const header = config["sql_header"];
  const start = `${typeof header === "string" ? `${header}\n` : ""}${head}`;
  return { kind: "sql", sql: `${start}${select}${tail}`, main: true, selectAt: start.length };
}

/** Drops a relation of any kind, and what hangs on it where the warehouse would refuse otherwise. */
export const dropOther = (existing: Relation, input: MaterializationInput): Step =>
  sql(input.dialect.ddl.drop(existing.kind, nameOf(existing, input)));

export const nameOf = (
  relation: RelationName,
  { dialect }: Pick<MaterializationInput, "dialect">,
): string => qualified(relation, dialect);

/** The select as a new table, with what the warehouse lets the config say about it. */
export function* tableAs(name: string, select: string, input: MaterializationInput): Plan {
  const { ddl } = input.dialect;
  const { head, tail } = ddl.tableAs(name, input.config);
  yield mainAround(head, select, tail, input);
  for (const statement of ddl.afterTable(name, input.config)) yield sql(statement);
}

/**
 * The main step of a plan, which changes rows: all of its statements, or none. One alone is a
 * transaction by itself; where DDL can be rolled back they are in the one of the whole plan already.
 */
export function* together({ dialect }: MaterializationInput, statements: string): Plan {
  const several = splitStatements(statements, dialect).length > 1;
  const own = several && dialect.capabilities.transactions === "dml";
  if (own) yield { kind: "begin" };
  yield { kind: "sql", sql: statements, main: true };
  if (own) yield { kind: "commit" };
}

/** The columns of a relation that must be there. */
export function* askColumns(relation: RelationName): Generator<Step, readonly Column[], Answer> {
  return readColumns(yield { kind: "columns", relation }) ?? [];
}

export function* askSelect(select: string): Generator<Step, readonly Column[], Answer> {
  return readColumns(yield { kind: "describe", sql: select }) ?? [];
}

/** Rows of the catalog, as texts. */
export function* askRows(text: string): Generator<Step, Rows, Answer> {
  const answer = yield { kind: "rows", sql: text };
  if (!Array.isArray(answer))
    throw new Error("a question for rows was answered with something else");
  return answer as Rows;
}

/** The rows of a select, with their values. */
export function* askValues(text: string): Generator<Step, Values, Answer> {
  const answer = yield { kind: "values", sql: text };
  if (!Array.isArray(answer)) throw new Error("a select was answered with something else");
  return answer as Values;
}

/** A value as a number; exact ones come as texts. */
export function numberOf(value: unknown): number {
  if (value !== null && typeof value === "object" && "decimal" in value)
    return Number(value.decimal);
  return Number(value);
}

function readColumns(answer: Answer): readonly Column[] | undefined {
  if (answer !== undefined && !Array.isArray(answer)) {
    throw new Error("a question for columns was answered with something else");
  }
  return answer as readonly Column[] | undefined;
}

/** A text or a list of texts as a list. */
export function textsOf(value: unknown): string[] {
  if (typeof value === "string") return [value];
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
}
