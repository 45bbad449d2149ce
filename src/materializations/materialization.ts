/**
 * What a materialization is: a generator of steps, driven by someone who has a session.
 *
 * It knows no warehouse and does no IO; what it must know of the warehouse it asks by a step and
 * gets as the answer of `yield`. A relation is replaced as a whole or not at all: either by one
 * statement, or by several between `begin` and `commit`.
 */
import type { QueryResult, SeedLoad, StatementResult } from "../core/adapter.ts";
import type { Dialect } from "../core/dialect.ts";
import type { ColumnInfo, JsonObject } from "../core/node.ts";
import type { Column, Relation, RelationName } from "../core/relation.ts";

export type Step = Readonly<
  /** One or more statements. `main` marks the one that a run shows and records (`target/run`). */
  | { kind: "sql"; sql: string; main: boolean; selectAt?: number }
  /** All steps up to `commit` happen, or none. Transactions do not nest. */
  | { kind: "begin" }
  | { kind: "commit" }
  /** Render the hook now and run it: it may read what the steps before it wrote. */
  | { kind: "hook"; when: "pre" | "post"; index: number }
  /** Answer: the columns of a relation, `undefined` when there is none. */
  | { kind: "columns"; relation: RelationName }
  /** Answer: the columns that a select returns. */
  | { kind: "describe"; sql: string }
  /** Answer: rows of a select on the catalog, as texts. */
  | { kind: "rows"; sql: string }
  /** Answer: the rows of a select, with their values. */
  | { kind: "values"; sql: string }
  /** Answer: the SQL of the node as it is rendered for one iteration (see `iterative`). */
  | { kind: "render"; iteration: number; previous: string }
  | { kind: "seed"; load: SeedLoad; message: "CREATE" | "INSERT" }
  /** Something the user should know; the run goes on. */
  | { kind: "warn"; message: string }
  /** How far a long plan is. */
  | { kind: "progress"; message: string }
  /** What the plan has come to, for those of more than one main statement. */
  | { kind: "result"; result: StatementResult }
  /** Nothing had to be done; the run says so. */
  | { kind: "nothing"; message: string }
>;

export type Rows = readonly (readonly string[])[];
export type Values = QueryResult["rows"];
export type Answer = StatementResult | readonly Column[] | Rows | Values | string | undefined;
export type Plan = Generator<Step, void, Answer>;

export interface Hook {
  /** Inside the transaction of the materialization, or before and after it. */
  readonly transaction: boolean;
}

export interface MaterializationInput {
  readonly target: RelationName;
  /** What has the target's name now. */
  readonly existing: Relation | undefined;
  /** What another name in the target's schema stands for; nothing, unless it says. */
  readonly leftover?: ((name: string) => Relation | undefined) | undefined;
  /** Compiled SQL; empty for seeds. */
  readonly select: string;
  readonly config: JsonObject;
  readonly dialect: Dialect;
  readonly fullRefresh: boolean;
  /** When the command began. */
  readonly startedAt?: Date | undefined;
  /** The hooks in their order; a step names one by its index. */
  readonly preHooks: readonly Hook[];
  readonly postHooks: readonly Hook[];
  readonly description: string;
  readonly columns: Readonly<Record<string, ColumnInfo>>;
  /** Constraints of the whole model (`constraints:` beside `columns:`). */
  readonly constraints: readonly JsonObject[];
  /** Set for seeds: the file, and how to read it. */
  readonly seed?: Pick<SeedLoad, "file" | "delimiter"> | undefined;
  /** Set for each batch of a microbatch model: times as `YYYY-MM-DD HH:MM:SS+00:00`. */
  readonly batch?: { readonly start: string; readonly end: string } | undefined;
}

export interface Materialization {
  /** One sentence for `ptx docs` and messages. */
  readonly summary: string;
  /** @throws PtxError PTX41xx for a config that cannot work, before or between steps. */
  plan(input: MaterializationInput): Plan;
}
