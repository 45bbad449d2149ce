/** A session that reads: what would write is refused. */
import type { Estimate, QueryResult, Session, StatementResult } from "../../core/adapter.ts";
import type { Dialect } from "../../core/dialect.ts";
import type { Column, RelationName } from "../../core/relation.ts";
import { splitStatements } from "../../sql/split.ts";
import { tokens } from "../../sql/tokens.ts";

/** A statement that a template wanted to run, and that may write. */
export class Withheld extends Error {
  override readonly name = "Withheld";
  readonly statement: string;

  constructor(statement: string) {
    super(`a dry run does not send: ${statement}`);
    this.statement = statement;
  }
}

const reading: ReadonlySet<string> = new Set(
  "select with from values table show describe desc explain summarize".split(" "),
);

/** Words that turn one of those into a statement that writes. */
const writing: ReadonlySet<string> = new Set(
  "insert update delete merge into truncate create drop alter copy analyze call".split(" "),
);

/** Whether a statement only reads, as far as its words tell; in doubt it does not. */
export function onlyReads(sql: string, dialect: Dialect): boolean {
  const words: string[] = [];
  for (const { kind, start, end } of tokens(sql, dialect)) {
    if (kind === "word") words.push(sql.slice(start, end).toLowerCase());
  }
  const [first] = words;
  return first !== undefined && reading.has(first) && !words.some((word) => writing.has(word));
}

export class ReadingSession implements Session {
  readonly #session: Session;
  readonly #dialect: Dialect;

  constructor(session: Session, dialect: Dialect) {
    this.#session = session;
    this.#dialect = dialect;
  }

  async query(sql: string, options?: { limit?: number }): Promise<QueryResult> {
    this.#assertReads(sql);
    return this.#session.query(sql, options);
  }

  async execute(sql: string): Promise<StatementResult> {
    this.#assertReads(sql);
    return this.#session.execute(sql);
  }

  transaction<T>(work: () => Promise<T>): Promise<T> {
    return work();
  }

  describe(sql: string): Promise<readonly Column[]> {
    return this.#session.describe(sql);
  }

  columns(relation: RelationName): Promise<readonly Column[] | undefined> {
    return this.#session.columns(relation);
  }

  /** Nothing where the warehouse says nothing. */
  async estimate(sql: string): Promise<Estimate> {
    return (await this.#session.estimate?.(sql)) ?? {};
  }

  cancel(): void {
    this.#session.cancel();
  }

  release(): void {
    this.#session.release();
  }

  /** @throws Withheld for the first statement that may write. */
  #assertReads(sql: string): void {
    for (const { sql: statement } of splitStatements(sql, this.#dialect)) {
      if (!onlyReads(statement, this.#dialect)) throw new Withheld(statement);
    }
  }
}
