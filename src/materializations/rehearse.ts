/** Follows a plan without doing it: its questions are answered, its statements are kept back. */
import type { Session } from "../core/adapter.ts";
import { PtxError } from "../core/error.ts";
import type { RelationName } from "../core/relation.ts";
import type { Answer, Plan, Step } from "./materialization.ts";

export interface Rehearsed {
  /** The statement that would be sent first; `undefined` where none is. */
  readonly first: Extract<Step, { kind: "sql" }> | undefined;
  readonly warnings: readonly string[];
}

/** What a rehearsal may ask. */
type Asked = Pick<Session, "query" | "columns" | "describe">;

/**
 * Follows a plan as far as it can be followed: once a statement was kept back, what the next question
 * is about may not be there, and a refusal ends the rehearsal.
 *
 * @param select Its columns are those of the tables that the plan would have made.
 * @throws PtxError what the plan itself finds wrong, and refusals before its first statement.
 */
export async function rehearse(
  plan: Plan,
  session: Asked,
  given: { readonly target: RelationName; readonly select: string },
): Promise<Rehearsed> {
  const warnings: string[] = [];
  let first: Rehearsed["first"];
  let answer: Answer;
  for (;;) {
    const next = plan.next(answer);
    if (next.done || next.value.kind === "seed") return { first, warnings };
    const step = next.value;
    answer = undefined;
    if (step.kind === "sql") first ??= step;
    if (step.kind === "warn") warnings.push(step.message);
    if (!isQuestion(step)) continue;
    const asked = await answered(step, first && given, session);
    if (asked === "unanswerable") return { first, warnings };
    ({ answer } = asked);
  }
}

type Question = Extract<Step, { kind: "columns" | "describe" | "rows" | "values" }>;

const isQuestion = (step: Step): step is Question =>
  step.kind === "columns" ||
  step.kind === "describe" ||
  step.kind === "rows" ||
  step.kind === "values";

/** @param made Set once statements were kept back: tables may be missing that they would have made. */
async function answered(
  step: Question,
  made: { readonly target: RelationName; readonly select: string } | undefined,
  session: Asked,
): Promise<{ readonly answer: Answer } | "unanswerable"> {
  try {
    if (step.kind === "columns") {
      const staged = made && !isSame(step.relation, made.target) ? made.select : undefined;
      if (staged !== undefined) return { answer: await session.describe(staged) };
      return { answer: await session.columns(step.relation) };
    }
    if (step.kind === "describe") return { answer: await session.describe(step.sql) };
    const { rows } = await session.query(step.sql);
    return { answer: step.kind === "rows" ? rows.map((row) => row.map(String)) : rows };
  } catch (error) {
    const refused = error instanceof PtxError && error.diagnostic.code === "PTX4001";
    if (made && refused) return "unanswerable";
    throw error;
  }
}

const isSame = (one: RelationName, { schema, name }: RelationName): boolean =>
  one.schema === schema && one.name === name;
