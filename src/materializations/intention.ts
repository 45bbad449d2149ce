/** What a materialization is about to do, in words: a dry run shows it. */
import { isFullRefresh, strategyName } from "./incremental.ts";
import type { MaterializationInput } from "./materialization.ts";
import { textsOf } from "./steps.ts";

export interface Intention {
  /** One word for programs. */
  readonly action: string;
  readonly deed: string;
}

type Intend = (input: MaterializationInput) => Intention;

/** Another relation in the place of what is there. */
const replaced =
  (kind: string): Intend =>
  ({ existing }) => {
    if (!existing) return { action: "create", deed: "create" };
    const there = existing.kind.replaceAll("_", " ");
    const deed = there === kind ? "replace" : `replace the ${there}`;
    return { action: "replace", deed };
  };

/** Full refresh is named where it changes what happens. */
const anew =
  (kind: string): Intend =>
  (input) => {
    const { action, deed } = replaced(kind)(input);
    if (!input.existing || input.existing.kind !== kind) return { action, deed };
    return { action: "full_refresh", deed: "full refresh: replace" };
  };

const by = (keys: readonly string[]): string => (keys.length === 0 ? "" : ` by ${keys.join(", ")}`);

const added: Readonly<Record<string, (keys: string) => string>> = {
  append: () => "append to the table",
  merge: (keys) => `merge into the table${keys}`,
  "delete+insert": (keys) => (keys === "" ? "append to the table" : `delete and insert${keys}`),
  insert_overwrite: () => "overwrite the partitions of the new rows",
  microbatch: () => "replace a batch of the table",
};

const incremental: Intend = (input) => {
  if (input.existing?.kind !== "table") return replaced("table")(input);
  if (isFullRefresh(input)) return anew("table")(input);
  const name = strategyName(input);
  const keys = by(textsOf(input.config["unique_key"]));
  const kept = input.config["full_refresh"] === false ? " (full_refresh is false)" : "";
  return { action: name, deed: `${added[name]?.(keys) ?? name}${kept}` };
};

const snapshot: Intend = (input) =>
  input.existing
    ? { action: "record", deed: `record changes by ${String(input.config["strategy"])}` }
    : { action: "create", deed: "create" };

const seed: Intend = (input) => {
  if (!input.existing) return { action: "create", deed: "create and load" };
  return input.fullRefresh
    ? { action: "full_refresh", deed: "full refresh: replace and load" }
    : { action: "load", deed: "empty the table and load" };
};

const refreshed: Intend = (input) => {
  const kind = input.dialect.materializedViews?.kind;
  const same = kind !== undefined && input.existing?.kind === kind;
  if (same && !isFullRefresh(input)) {
    return { action: "refresh", deed: "refresh, or change its settings" };
  }
  return anew(kind?.replaceAll("_", " ") ?? "view")(input);
};

const intentions: ReadonlyMap<string, Intend> = new Map([
  ["view", replaced("view")],
  ["table", replaced("table")],
  ["iterative", replaced("table")],
  ["fit", replaced("table")],
  ["incremental", incremental],
  ["materialized_view", refreshed],
  ["dynamic_table", refreshed],
  ["snapshot", snapshot],
  ["seed", seed],
]);

/**
 * What a materialization will do to its relation.
 *
 * @throws PtxError for a config that no run would accept.
 */
export function intentionOf(materialized: string, input: MaterializationInput): Intention {
  const known = intentions.get(materialized);
  if (known) return known(input);
  return { action: materialized, deed: `build by the materialization ${materialized}` };
}
