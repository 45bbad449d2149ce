/** Which kinds of nodes each command works on, as dbt has them. */
import { PtxError } from "../core/error.ts";
import { suggest } from "../core/suggest.ts";
import type { Candidate } from "./candidate.ts";

export interface Scope {
  /** Kinds taken when the user asks for none. */
  readonly types: ReadonlySet<string>;
  /** What `--resource-type all` means. */
  readonly all: ReadonlySet<string>;
  /** Whether nodes without any SQL count. */
  readonly emptyNodes: boolean;
  readonly only?: (candidate: Candidate) => boolean;
}

const setOf = (text: string): ReadonlySet<string> => new Set(text.split(" "));

function scope(types: string, more: Partial<Scope> = {}): Scope {
  return { types: setOf(types), all: setOf(types), emptyNodes: false, ...more };
}

const hasCount = (limit: unknown): boolean =>
  typeof limit === "object" && limit !== null && "count" in limit && !!limit.count;

const listed =
  "model snapshot seed test source exposure metric saved_query semantic_model unit_test function";
const executable = "model test snapshot analysis operation seed sql_operation function";

export const scopes = {
  build: scope("model snapshot seed test unit_test saved_query exposure function"),
  run: scope("model"),
  test: scope("test unit_test"),
  seed: scope("seed"),
  snapshot: scope("snapshot"),
  compile: scope(executable),
  show: scope(executable),
  docs: scope(executable, { emptyNodes: true }),
  clone: scope("model seed snapshot function"),
  ls: scope(listed, { all: setOf(`${listed} analysis`), emptyNodes: true }),
  freshness: scope("source", {
    only: ({ freshness }) =>
      hasCount(freshness?.["warn_after"]) || hasCount(freshness?.["error_after"]),
  }),
} as const satisfies Record<string, Scope>;

export type SelectingCommand = keyof typeof scopes;

/** Words of `--resource-type`. */
const choices = setOf(`${listed} analysis default all`);

/**
 * The kinds that a command takes after `--resource-type` and `--exclude-resource-type`.
 *
 * @throws PtxError PTX2105 for an unknown kind.
 */
export function resourceTypesFor(
  { types, all }: Scope,
  wanted: readonly string[] = [],
  unwanted: readonly string[] = [],
): ReadonlySet<string> {
  for (const type of [...wanted, ...unwanted]) {
    if (choices.has(type.toLowerCase())) continue;
    const near = suggest(type, choices);
    throw new PtxError("PTX2105", `--resource-type: found "${type}"`, {
      hint: near ? `did you mean ${near}?` : `write one of ${[...choices].join(", ")}`,
    });
  }
  const expand = (type: string): readonly string[] => {
    if (type === "all") return [...all];
    return type === "default" ? [...types] : [type];
  };
  const kept = new Set(
    wanted.length === 0 ? types : wanted.map((type) => type.toLowerCase()).flatMap(expand),
  );
  for (const type of unwanted) kept.delete(type.toLowerCase());
  for (const type of kept) if (!all.has(type)) kept.delete(type);
  return kept;
}
