/** Parts that the plans of several materializations share. */
import type { Column, Relation, RelationName } from "../core/relation.ts";
import { literal, qualified, quoteIdentifier } from "../sql/quote.ts";
import type { Answer, MaterializationInput, Plan, Step } from "./materialization.ts";

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

/** `create or replace table "db"."schema"."name" as ( select )`: whole or not at all. */
export function createTableAs(name: string, select: string, input: MaterializationInput): Step {
  return mainAround(`create or replace table ${name} as (\n`, select, "\n)", input);
}

export const dropOther = (existing: Relation, input: MaterializationInput): Step =>
  sql(`drop ${existing.kind === "view" ? "view" : "table"} if exists ${nameOf(existing, input)}`);

export const nameOf = (
  relation: RelationName,
  { dialect }: Pick<MaterializationInput, "dialect">,
): string => qualified(relation, dialect);

/**
 * A plan between its hooks: `outside pre-hooks, begin, inside pre-hooks, work, docs, inside
 * post-hooks, commit, outside post-hooks`. The transaction is left out where one statement is all.
 *
 * @param single `work` is one statement that is atomic by itself.
 */
export function* withHooks(
  input: MaterializationInput,
  single: boolean,
  work: () => Plan,
  kind: "table" | "view" = "table",
): Plan {
  const inside = [...input.preHooks, ...input.postHooks].some(({ transaction }) => transaction);
  const atomic = !single || inside || wantsDocs(input) || hasIndexes(input);
  yield* hooks("pre", input.preHooks, false);
  if (atomic) yield { kind: "begin" };
  yield* hooks("pre", input.preHooks, true);
  yield* work();
  yield* persistDocs(input, kind);
  yield* hooks("post", input.postHooks, true);
  if (atomic) yield { kind: "commit" };
  yield* hooks("post", input.postHooks, false);
}

function* hooks(
  when: "pre" | "post",
  all: MaterializationInput["preHooks"],
  transaction: boolean,
): Plan {
  for (const [index, hook] of all.entries()) {
    if (hook.transaction === transaction) yield { kind: "hook", when, index };
  }
}

interface PersistDocs {
  readonly relation: boolean;
  readonly columns: boolean;
}

function docsConfig({ config }: MaterializationInput): PersistDocs {
  const wanted = config["persist_docs"];
  const asked = (key: string) =>
    wanted !== null && typeof wanted === "object" && !Array.isArray(wanted) && wanted[key] === true;
  return { relation: asked("relation"), columns: asked("columns") };
}

function wantsDocs(input: MaterializationInput): boolean {
  const { relation, columns } = docsConfig(input);
  return relation || columns;
}

/** `comment on`, for the description of the relation and of the columns that it has. */
function* persistDocs(input: MaterializationInput, kind: "table" | "view"): Plan {
  const { target, dialect, description } = input;
  const wanted = docsConfig(input);
  const name = nameOf(target, input);
  if (wanted.relation && description !== "") {
    yield sql(`comment on ${kind} ${name} is ${literal(description, dialect)}`);
  }
  const documented = Object.values(input.columns);
  if (!wanted.columns || documented.length === 0) return;
  const present = yield* askColumns(target);
  const names = new Map(present.map((column) => [column.name.toLowerCase(), column.name]));
  const comments = documented.flatMap((column) => {
    const actual = names.get(column.name.toLowerCase());
    if (actual === undefined) return [];
    const path = `${name}.${quoteIdentifier(actual, dialect)}`;
    return [`comment on column ${path} is ${literal(column.description, dialect)}`];
  });
  if (comments.length > 0) yield sql(comments.join(";\n"));
}

/** The columns of a relation that must be there. */
export function* askColumns(relation: RelationName): Generator<Step, readonly Column[], Answer> {
  return readColumns(yield { kind: "columns", relation }) ?? [];
}

export function* askSelect(select: string): Generator<Step, readonly Column[], Answer> {
  return readColumns(yield { kind: "describe", sql: select }) ?? [];
}

function readColumns(answer: Answer): readonly Column[] | undefined {
  if (answer !== undefined && !Array.isArray(answer)) {
    throw new Error("a question for columns was answered with something else");
  }
  return answer as readonly Column[] | undefined;
}

function hasIndexes({ config }: MaterializationInput): boolean {
  const { indexes } = config;
  return Array.isArray(indexes) && indexes.length > 0;
}

/** The indexes of `indexes: [{columns: […], unique: true}]`, for a table that was just created. */
export function* createIndexes(input: MaterializationInput): Plan {
  const { indexes } = input.config;
  if (!Array.isArray(indexes)) return;
  for (const index of indexes) {
    if (index === null || typeof index !== "object" || Array.isArray(index)) continue;
    const columns = textsOf(index["columns"]);
    if (columns.length === 0) continue;
    const unique = index["unique"] === true;
    const label = [input.target.name, ...columns, unique ? "unique" : "index"].join("__");
    const name = quoteIdentifier(label, input.dialect);
    const list = columns.map((column) => quoteIdentifier(column, input.dialect)).join(", ");
    yield sql(
      `create ${unique ? "unique " : ""}index ${name} on ${nameOf(input.target, input)} (${list})`,
    );
  }
}

/** A text or a list of texts as a list. */
export function textsOf(value: unknown): string[] {
  if (typeof value === "string") return [value];
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
}
