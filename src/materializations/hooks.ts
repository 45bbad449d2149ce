/** The frame of a plan: its hooks, its transaction, and what every relation gets at its end. */
import type { RelationKind } from "../core/relation.ts";
import { persistDocs, wantsDocs } from "./docs.ts";
import { applyGrants, wantsGrants } from "./grants.ts";
import { hasIndexes } from "./indexes.ts";
import type { MaterializationInput, Plan } from "./materialization.ts";

export interface Framed {
  /** What the target is afterwards. */
  readonly kind: RelationKind;
  /** `work` is one statement that is atomic by itself. */
  readonly single: boolean;
  /** The target stays what it was, with the rights that it has. */
  readonly inPlace?: boolean;
  /** What an earlier run left behind goes before the transaction begins. */
  before?(): Plan;
  work(): Plan;
  /** What is not needed any more goes after the commit. */
  after?(): Plan;
}

/**
 * A plan between its hooks: `outside pre-hooks, begin, inside pre-hooks, work, grants, docs, inside
 * post-hooks, commit, outside post-hooks`. The transaction is left out where one statement is all,
 * and where the warehouse has none that would hold DDL together.
 */
export function* withHooks(input: MaterializationInput, framed: Framed): Plan {
  const inside = [...input.preHooks, ...input.postHooks].some(({ transaction }) => transaction);
  const more = inside || wantsDocs(input) || wantsGrants(input) || hasIndexes(input);
  const { capabilities } = input.dialect;
  const atomic = capabilities.transactions === "ddl" && (!framed.single || more);
  const kept = framed.inPlace === true || (input.existing !== undefined && keepsGrants(input));
  yield* hooks("pre", input.preHooks, false);
  if (framed.before) yield* framed.before();
  if (atomic) yield { kind: "begin" };
  yield* hooks("pre", input.preHooks, true);
  yield* framed.work();
  yield* applyGrants(input, framed.kind, kept);
  yield* persistDocs(input, framed.kind);
  yield* hooks("post", input.postHooks, true);
  if (atomic) yield { kind: "commit" };
  if (framed.after) yield* framed.after();
  yield* hooks("post", input.postHooks, false);
}

function keepsGrants({ dialect, config }: MaterializationInput): boolean {
  const kept = dialect.grants?.kept ?? false;
  return typeof kept === "function" ? kept(config) : kept;
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
