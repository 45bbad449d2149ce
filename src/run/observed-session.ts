/** A session that reports each statement, and starts none once the run is stopped. */
import type { QueryResult, Session, StatementResult } from "../core/adapter.ts";
import { PtxError } from "../core/error.ts";
import type { Emit } from "../core/event.ts";
import type { NodeId } from "../core/node.ts";
import type { Column, RelationName } from "../core/relation.ts";
import type { Clock } from "./ports.ts";

interface Observer {
  readonly node: NodeId | undefined;
  readonly emit: Emit;
  readonly clock: Clock;
  readonly stopped?: AbortSignal | undefined;
}

export class ObservedSession implements Session {
  readonly #session: Session;
  readonly #observer: Observer;
  readonly #onStop = (): void => this.cancel();

  constructor(session: Session, observer: Observer) {
    this.#session = session;
    this.#observer = observer;
    observer.stopped?.addEventListener("abort", this.#onStop, { once: true });
  }

  query(sql: string, options?: { limit?: number }): Promise<QueryResult> {
    return this.#observed(sql, () => this.#session.query(sql, options));
  }

  execute(sql: string): Promise<StatementResult> {
    return this.#observed(sql, () => this.#session.execute(sql));
  }

  transaction<T>(work: () => Promise<T>): Promise<T> {
    return this.#session.transaction(work);
  }

  describe(sql: string): Promise<readonly Column[]> {
    return this.#observed(sql, () => this.#session.describe(sql));
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

  async #observed<T>(sql: string, send: () => Promise<T>): Promise<T> {
    const { node, emit, clock, stopped } = this.#observer;
    if (stopped?.aborted === true) throw new PtxError("PTX4003", "the run was stopped");
    const start = clock.elapsed();
    try {
      return await send();
    } finally {
      emit({ type: "statement", node, sql, ms: clock.elapsed() - start, at: clock.now() });
    }
  }
}
