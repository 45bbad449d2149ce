/** A session that reports each statement, and starts none once the run is stopped. */
import { commented, type QueryComment } from "../compile/query-comment.ts";
import type { Estimate, QueryResult, Session, StatementResult } from "../core/adapter.ts";
import { PtxError } from "../core/error.ts";
import type { Emit } from "../core/event.ts";
import type { NodeId } from "../core/node.ts";
import type { Column, RelationName } from "../core/relation.ts";
import type { Clock } from "./ports.ts";
import { sqlErrorFacts } from "./sql-error.ts";

/** The warehouse's complaint about a statement, as if it had been sent without its comment. */
function withoutComment(error: unknown, sql: string, sent: string): unknown {
  const facts = sqlErrorFacts(error);
  if (!(error instanceof PtxError) || facts?.sql !== sent || sent === sql) return error;
  const before = Math.max(0, sent.indexOf(sql));
  const lines = sent.slice(0, before).split("\n").length - 1;
  const { code, message, ...advice } = error.diagnostic;
  const told = message.replace(
    /(?<=\(line )\d+(?=, column \d+ of the statement\))/,
    (line) => `${Number(line) - lines}`,
  );
  const offset = facts.offset === undefined ? undefined : facts.offset - before;
  // The message of an Error is not enumerable: a spread leaves it behind.
  const cause = { ...facts, message: facts.message, sql, offset };
  return new PtxError(code, told, { ...advice, cause });
}

interface Observer {
  readonly node: NodeId | undefined;
  readonly emit: Emit;
  readonly clock: Clock;
  readonly stopped?: AbortSignal | undefined;
  readonly comment?: QueryComment | undefined;
}

export class ObservedSession implements Session {
  readonly #session: Session;
  readonly #observer: Observer;
  readonly #onStop = (): void => this.cancel();

  constructor(session: Session, observer: Observer) {
    this.#session = session;
    this.#observer = observer;
    const { labels } = observer.comment ?? {};
    if (labels) session.label?.(labels);
    observer.stopped?.addEventListener("abort", this.#onStop, { once: true });
  }

  query(sql: string, options?: { limit?: number }): Promise<QueryResult> {
    return this.#observed(sql, (text) => this.#session.query(text, options));
  }

  execute(sql: string): Promise<StatementResult> {
    return this.#observed(sql, (text) => this.#session.execute(text));
  }

  async load(sql: string, data: AsyncIterable<Uint8Array>): Promise<StatementResult> {
    return this.#observed(sql, async (text) => {
      const done = await this.#session.load?.(text, data);
      if (done === undefined)
        throw new Error("this warehouse takes no data along with a statement");
      return done;
    });
  }

  transaction<T>(work: () => Promise<T>): Promise<T> {
    return this.#session.transaction(work);
  }

  describe(sql: string): Promise<readonly Column[]> {
    return this.#observed(sql, () => this.#session.describe(sql));
  }

  /** Nothing where the warehouse says nothing. */
  async estimate(sql: string): Promise<Estimate> {
    return this.#observed(sql, async (text) => (await this.#session.estimate?.(text)) ?? {});
  }

  columns(relation: RelationName): Promise<readonly Column[] | undefined> {
    return this.#session.columns(relation);
  }

  cancel(): void {
    this.#session.cancel();
  }

  release(): void {
    this.#observer.stopped?.removeEventListener("abort", this.#onStop);
    this.#session.release();
  }

  async #observed<T>(sql: string, send: (text: string) => Promise<T>): Promise<T> {
    const { node, emit, clock, stopped, comment } = this.#observer;
    const text = comment ? commented(sql, comment) : sql;
    if (stopped?.aborted === true) throw new PtxError("PTX4003", "the run was stopped");
    const start = clock.elapsed();
    try {
      return await send(text);
    } catch (error) {
      throw withoutComment(error, sql, text);
    } finally {
      emit({ type: "statement", node, sql, ms: clock.elapsed() - start, at: clock.now() });
    }
  }
}
