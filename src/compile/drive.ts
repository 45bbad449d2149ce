/**
 * Answers the questions that a template asks of the warehouse in the middle of its rendering.
 *
 * Rendering is synchronous. A question without an answer ends it; the question is put to the
 * warehouse, and the render starts again with the answers known by their order. So a render must
 * repeat itself exactly: clocks stand still, and log lines are kept until the last round.
 */
import type { QueryResult, StatementResult } from "../core/adapter.ts";
import { PtxError } from "../core/error.ts";
import type { Column, Relation, RelationName } from "../core/relation.ts";

/** What can be asked, and what the answer is. */
export interface Answers {
  /** Rows of one statement. */
  query: QueryResult;
  /** Statements that return nothing. */
  execute: StatementResult;
  /** Columns of a query that does not run. */
  describe: readonly Column[];
  columns: readonly Column[] | undefined;
  /** What exists in a schema. */
  relations: readonly Relation[];
  /** A folder takes the place of another. */
  folder: boolean;
}

export type Question =
  | { readonly kind: "query" | "execute" | "describe"; readonly sql: string }
  | { readonly kind: "columns"; readonly relation: RelationName }
  | { readonly kind: "folder"; readonly target: string; readonly built: string | undefined }
  | { readonly kind: "relations"; readonly database: string | undefined; readonly schema: string };

/** Asks while rendering; returns at once, or does not return. */
export type Ask = <K extends keyof Answers>(
  question: Question & { readonly kind: K },
) => Answers[K];

export type Answer = <K extends keyof Answers>(
  question: Question & { readonly kind: K },
) => Promise<Answers[K]>;

/** Ends a round: not an error, so that nothing on the way takes it for one. */
class Pending {
  readonly question: Question;
  constructor(question: Question) {
    this.question = question;
  }
}

interface Round {
  readonly question: Question;
  readonly answer: unknown;
  /** The warehouse refused: asking again throws what it said, at the place that asked. */
  readonly failed: boolean;
}

const sameQuestion = (a: Question, b: Question): boolean => JSON.stringify(a) === JSON.stringify(b);

/**
 * Runs `render` until no question is open.
 * @throws PtxError PTX3214 when the template asks something else on repetition; what `render` throws.
 */
export async function drive<T>(render: (ask: Ask) => T, answer: Answer): Promise<T> {
  const rounds: Round[] = [];
  for (;;) {
    let next = 0;
    const ask: Ask = (question) => {
      const known = rounds[next++];
      if (known === undefined) throw new Pending(question);
      if (!sameQuestion(known.question, question)) throw changed();
      if (known.failed) throw known.answer;
      return known.answer as Answers[(typeof question)["kind"]];
    };
    try {
      return render(ask);
    } catch (thrown) {
      if (!(thrown instanceof Pending)) throw thrown;
      rounds.push(await put(thrown.question, answer));
    }
  }
}

async function put(question: Question, answer: Answer): Promise<Round> {
  try {
    return { question, answer: await answer(question), failed: false };
  } catch (error) {
    return { question, answer: error, failed: true };
  }
}

function changed(): PtxError {
  return new PtxError(
    "PTX3214",
    "The template asks the warehouse something else each time it is rendered",
    {
      hint: "Do not let queries depend on random values.",
    },
  );
}
