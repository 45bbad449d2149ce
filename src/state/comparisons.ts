/** The selector methods that look at an earlier run: `state:`, `result:` and `source_status:`. */
import { type Diagnostic, PtxError } from "../core/error.ts";
import { type Manifest, nodeOf } from "../core/manifest.ts";
import { type AnyNode, asNodeId, type ModelNode, type NodeId } from "../core/node.ts";
import { suggest } from "../core/suggest.ts";
import { textOf } from "../graph/candidate.ts";
import type { Criterion } from "../graph/criterion.ts";
import type { Comparisons, Matcher } from "../graph/methods/method.ts";
import { ChangedMacros } from "./changed-macros.ts";
import { brokenContract, contractBreaks, removalBreaks, sameContract } from "./contract-changes.ts";
import {
  isManifestNode,
  sameBody,
  sameConfig,
  sameContents,
  samePersistedDescriptions,
  sameRelation,
} from "./same-node.ts";

/** What is known of an earlier run; parts are read when a selector asks for them. */
export interface EarlierState {
  manifest(): Manifest;
  /** Status of each node. */
  results(): ReadonlyMap<NodeId, string>;
  /** Time of the newest row of each source, in the state and now. */
  loadedAt(): {
    readonly before: ReadonlyMap<NodeId, string>;
    readonly now: ReadonlyMap<NodeId, string>;
  };
}

type Compare = (now: AnyNode, before: AnyNode | undefined) => boolean;

const isModel = (node: AnyNode): node is ModelNode => node.resource_type === "model";

class StateComparison {
  readonly #now: Manifest;
  readonly #before: Manifest;
  readonly #macros: ChangedMacros;
  readonly #warn: (diagnostic: Diagnostic) => void;

  constructor(now: Manifest, before: Manifest, warn: (diagnostic: Diagnostic) => void) {
    this.#now = now;
    this.#before = before;
    this.#macros = new ChangedMacros(now, before);
    this.#warn = warn;
  }

  before(id: NodeId): AnyNode | undefined {
    return nodeOf(this.#before, id);
  }

  readonly #ofNodes =
    (same: (now: AnyNode, before: AnyNode) => boolean, has = isManifestNode): Compare =>
    (now, before) =>
      has(now) && (before === undefined || !same(now, before));

  readonly #macrosChanged = (now: AnyNode): boolean =>
    "depends_on" in now && this.#macros.reachedBy(now.depends_on?.macros ?? []);

  readonly #contractChanged = (now: AnyNode, before: AnyNode | undefined): boolean => {
    if (!isManifestNode(now)) return false;
    if (before === undefined) return true;
    if (!isModel(now) || !isModel(before)) return false;
    const breaks = contractBreaks(now, before);
    if (breaks.length > 0) this.#warn(brokenContract(now, breaks));
    return !sameContract(now, before);
  };

  readonly #modified: Compare = (now, before) => {
    // As in dbt, what is no template (a source, an exposure, a metric) is not modified when new.
    const contents = before === undefined ? isTemplate(now) : !sameContents(now, before);
    const contract = before !== undefined && this.#contractChanged(now, before);
    return contents || contract || this.#macrosChanged(now);
  };

  readonly methods: Readonly<Record<string, Compare>> = {
    new: (_, before) => before === undefined,
    old: (_, before) => before !== undefined,
    modified: this.#modified,
    unmodified: (now, before) => !this.#modified(now, before),
    "modified.body": this.#ofNodes(sameBody),
    "modified.configs": this.#ofNodes(sameConfig, (node) => node.resource_type !== "unit_test"),
    "modified.relation": this.#ofNodes(
      sameRelation,
      (node) => isManifestNode(node) || node.resource_type === "source",
    ),
    "modified.macros": this.#macrosChanged,
    "modified.persisted_descriptions": this.#ofNodes(samePersistedDescriptions),
    "modified.contract": this.#contractChanged,
  };

  /** Warns of models with a contract that are no longer there. @throws PtxError PTX5005 */
  checkRemoved(): void {
    for (const [id, before] of this.#before.nodes) {
      if (!isModel(before) || this.#now.nodes.has(id)) continue;
      const breaks = removalBreaks(before, this.#now.disabled.has(id));
      if (breaks.length > 0) this.#warn(brokenContract(before, breaks));
    }
  }
}

const isTemplate = (node: AnyNode): boolean =>
  isManifestNode(node) || node.resource_type === "unit_test";

function unknownValue(
  method: string,
  { value, place }: Criterion,
  known: readonly string[],
): PtxError {
  const written = textOf(value);
  const near = suggest(written, known);
  return new PtxError("PTX2105", `${method}:${written} means nothing ${place}`, {
    hint: near ? `Did you mean ${method}:${near}?` : `Write one of ${known.join(", ")}.`,
  });
}

function stateMethod(comparison: () => StateComparison) {
  return (criterion: Criterion): Matcher => {
    const state = comparison();
    const word = textOf(criterion.value);
    const compare = Object.hasOwn(state.methods, word) ? state.methods[word] : undefined;
    if (compare === undefined) throw unknownValue("state", criterion, Object.keys(state.methods));
    if (["modified", "unmodified", "modified.contract"].includes(word)) state.checkRemoved();
    return (candidate) =>
      compare(candidate as unknown as AnyNode, state.before(asNodeId(candidate.unique_id)));
  };
}

const statuses = [
  "success",
  "error",
  "skipped",
  "partial success",
  "no-op",
  "pass",
  "fail",
  "warn",
  "runtime error",
];

function freshnessMethod({ loadedAt }: EarlierState) {
  return (criterion: Criterion): Matcher => {
    if (textOf(criterion.value) !== "fresher") {
      throw unknownValue("source_status", criterion, ["fresher"]);
    }
    const { before, now } = loadedAt();
    return ({ unique_id }) => {
      const id = asNodeId(unique_id);
      const [current, earlier] = [now.get(id), before.get(id)];
      if (current === undefined) return false;
      return earlier === undefined || Date.parse(current) > Date.parse(earlier);
    };
  };
}

/**
 * The comparisons with an earlier run.
 * @param warn Is told what a selector found on its way: broken contracts.
 */
export function comparisonsWith(
  now: Manifest,
  state: EarlierState,
  warn: (diagnostic: Diagnostic) => void,
): Comparisons {
  let comparison: StateComparison | undefined;
  return {
    state: stateMethod(() => (comparison ??= new StateComparison(now, state.manifest(), warn))),
    result: (criterion) => {
      const word = textOf(criterion.value);
      if (!statuses.includes(word)) throw unknownValue("result", criterion, statuses);
      const results = state.results();
      return ({ unique_id }) => results.get(asNodeId(unique_id)) === word;
    },
    source_status: freshnessMethod(state),
  };
}
