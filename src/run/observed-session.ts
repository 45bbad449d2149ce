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

/** The same, of whichever of the statements it is about. */
function withoutComments(error: unknown, statements: readonly string[], sent: readonly string[]) {
  const index = sent.indexOf(sqlErrorFacts(error)?.sql ?? "");
  return withoutComment(error, statements[index] ?? "", sent[index] ?? "");
}

interface Observer {
  readonly node: NodeId | undefined;
  readonly emit: Emit;
  readonly clock: Clock;
  readonly stopped?: AbortSignal | undefined;
  readonly comment?: QueryComment | undefined;
}

export class ObservedSession implements Session {
  readonly executeAll?: NonNullable<Session["executeAll"]>;
  readonly afterCommit?: NonNullable<Session["afterCommit"]>;
  readonly #session: Session;
  readonly #observer: Observer;
  readonly #onStop = (): void => this.cancel();
  /** What goes along with the commit of the open transaction. */
  #behind: string[] = [];

  constructor(session: Session, observer: Observer) {
    this.#session = session;
    this.#observer = observer;
    const { labels } = observer.comment ?? {};
    if (labels) session.label?.(labels);
    const { executeAll, afterCommit } = session;
    if (executeAll) {
      this.executeAll = (statements) =>
        this.#observedAll(statements, (texts) => executeAll.call(session, texts));
    }
    if (afterCommit) {
      this.afterCommit = (sql) => this.#left(sql, (text) => afterCommit.call(session, text));
    }
    observer.stopped?.addEventListener("abort", this.#onStop, { once: true });
  }

  get stopped(): AbortSignal | undefined {
    return this.#observer.stopped;
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

  async transaction<T>(work: () => Promise<T>): Promise<T> {
    const { clock } = this.#observer;
    let worked = clock.elapsed();
    try {
      return await this.#session.transaction(async () => {
        const result = await work();
        worked = clock.elapsed();
        return result;
      });
    } finally {
      const behind = this.#behind;
      this.#behind = [];
      if (behind.length > 0) this.#tell(behind.join(";\n"), worked);
    }
  }

  describe(sql: string): Promise<readonly Column[]> {
    return this.#observed(sql, () => this.#session.describe(sql));
  }

  async replaceFolder(target: string, built: string | undefined): Promise<boolean> {
    return (await this.#session.replaceFolder?.(target, built)) ?? false;
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

  #left(sql: string, leave: (sql: string) => boolean): boolean {
    const taken = leave(this.#commented(sql));
    if (taken) this.#behind.push(sql);
    return taken;
  }

  #commented(sql: string): string {
    const { comment } = this.#observer;
    return comment ? commented(sql, comment) : sql;
  }

  async #observed<T>(sql: string, send: (text: string) => Promise<T>): Promise<T> {
    const text = this.#commented(sql);
    const start = this.#start();
    try {
      return await send(text);
    } catch (error) {
      throw withoutComment(error, sql, text);
    } finally {
      this.#tell(sql, start);
    }
  }

  async #observedAll(
    statements: readonly string[],
    send: (texts: readonly string[]) => Promise<readonly StatementResult[]>,
  ): Promise<readonly StatementResult[]> {
    const texts = statements.map((sql) => this.#commented(sql));
    const start = this.#start();
    try {
      return await send(texts);
    } catch (error) {
      throw withoutComments(error, statements, texts);
    } finally {
      this.#tell(statements.join(";\n"), start);
    }
  }

  /** @throws PtxError PTX4003 once the run is stopped. */
  #start(): number {
    const { clock, stopped } = this.#observer;
    if (stopped?.aborted === true) throw new PtxError("PTX4003", "the run was stopped");
    return clock.elapsed();
  }

  #tell(sql: string, start: number): void {
    const { node, emit, clock } = this.#observer;
    emit({ type: "statement", node, sql, ms: clock.elapsed() - start, at: clock.now() });
  }
}
