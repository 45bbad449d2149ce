/** Several statements as one message to the server, and what its answer says of each of them. */
import type { QueryArrayResult } from "pg";
import type { SqlValue, StatementResult } from "../../core/adapter.ts";
import { postgres as dialect } from "../../sql/dialects/postgres.ts";
import { splitStatements } from "../../sql/split.ts";

export type Answer = QueryArrayResult<SqlValue[]>;

/** What became of one of the texts: of its last statement, where it has several. */
export interface Told extends StatementResult {
  readonly answer: Answer;
}

const between = ";\n";

/** The server counts characters, not the units of a JavaScript text. */
const charactersIn = (text: string): number => [...text].length;

export class Message {
  readonly text: string;
  readonly #opening: string;
  readonly #texts: readonly string[];

  /** @param opening What begins a transaction, with its last semicolon; nothing where none is due. */
  constructor(opening: string, texts: readonly string[]) {
    this.#opening = opening;
    this.#texts = texts;
    this.text = `${opening}${texts.join(between)}`;
  }

  /** One for each text; `tags` are what the server called the results. */
  told(results: readonly Answer[], tags: readonly string[]): Told[] {
    const ends = this.#ends(results.length);
    return ends.map((end) => {
      const index = Math.min(end, results.length) - 1;
      const answer = results[index];
      if (!answer) throw new Error("the driver gave no result");
      const message = tags[index] ?? "";
      const code = message.replace(/[ \d]+$/, "");
      return { answer, rowsAffected: answer.rowCount ?? undefined, message, code };
    });
  }

  /**
   * The error as that of the text that it is about, as if that had been sent alone: with `statement`,
   * and a position in it.
   *
   * @param completed How many statements had ended before.
   */
  blamed(error: unknown, completed: number): unknown {
    if (!(error instanceof Error)) return error;
    const { position } = error as { position?: string };
    if (position !== undefined) return this.#pointedOut(error, Number(position));
    const ends = this.#texts.length > 1 ? this.#ends(undefined) : [];
    const index = ends.findIndex((end) => end > completed);
    return Object.assign(error, { statement: this.#texts.at(index) ?? "" });
  }

  #pointedOut(error: Error, position: number): unknown {
    let start = charactersIn(this.#opening);
    for (const statement of this.#texts) {
      const behind = start + charactersIn(statement);
      if (position <= behind + between.length) {
        return movedTo(statement, error, start);
      }
      start = behind + between.length;
    }
    return error;
  }

  /** How many results there are when each text has ended; texts of one statement are not read. */
  #ends(results: number | undefined): number[] {
    const opened = this.#opening.split(";").length - 1;
    const single = results === opened + this.#texts.length;
    let end = opened;
    return this.#texts.map((text) => {
      end += single ? 1 : splitStatements(text, dialect).length;
      return end;
    });
  }
}

/** An error that points into a statement as if the characters in front of it had not been sent. */
export function movedTo(statement: string, error: unknown, before: number): unknown {
  if (!(error instanceof Error)) return error;
  const { position } = error as { position?: string };
  const moved = position === undefined ? {} : { position: `${Number(position) - before}` };
  return Object.assign(error, { statement, ...moved });
}

/** The statement that `blamed` found. */
export const statementOf = (error: unknown): string | undefined =>
  error instanceof Error && "statement" in error ? String(error.statement) : undefined;

/** The transaction's number, among the results of what began it. */
export function numberIn(results: readonly Answer[]): string | undefined {
  const [[id] = []] = results[1]?.rows ?? [];
  return id === undefined || id === null ? undefined : String(id);
}
