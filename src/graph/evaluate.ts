/** From expressions to sets of nodes, with the tests that come along. */
import { PtxError } from "../core/error.ts";
import type { Graph } from "../core/manifest.ts";
import { isTest } from "./candidate.ts";
import type { Criterion } from "./criterion.ts";
import type { Combination, Expression } from "./expression.ts";
import type { MethodContext } from "./methods/method.ts";
import { matcherOf } from "./methods/registry.ts";
import {
  difference,
  emptySet,
  intersection,
  isEmpty,
  members,
  type NodeSet,
  union,
} from "./node-set.ts";
import { descendantsWithAncestors, downstream, upstream } from "./reach.ts";
import type { SelectorBook } from "./yaml-selectors.ts";

/** What an expression selects, and tests that join once their other parents are selected too. */
export interface Picked {
  readonly direct: NodeSet;
  readonly indirect: NodeSet;
}

const combine = { union, intersection, difference } as const;

export class Evaluator {
  readonly #context: MethodContext;
  readonly #graph: Graph;
  readonly #book: SelectorBook;
  readonly #onUnmatched: (combination: Combination) => void;

  constructor(
    context: MethodContext,
    book: SelectorBook,
    onUnmatched: (combination: Combination) => void,
  ) {
    this.#context = context;
    this.#graph = context.manifest.graph;
    this.#book = book;
    this.#onUnmatched = onUnmatched;
  }

  /** @throws PtxError PTX21xx for criteria that mean nothing. */
  evaluate(expression: Expression): Picked {
    return expression.kind === "criterion"
      ? this.#criterion(expression)
      : this.#combination(expression);
  }

  #criterion(criterion: Criterion): Picked {
    const matched = this.#matched(criterion);
    let selected = matched;
    if (criterion.childrensParents) {
      selected = union(selected, descendantsWithAncestors(this.#graph, matched));
    }
    if (criterion.parents !== undefined) {
      selected = union(selected, upstream(this.#graph, matched, criterion.parents));
    }
    if (criterion.children !== undefined) {
      selected = union(selected, downstream(this.#graph, matched, criterion.children));
    }
    return this.#withTests(selected, criterion.indirect);
  }

  #matched(criterion: Criterion): NodeSet {
    if (criterion.method === "selector") {
      return this.evaluate(this.#book.expression(String(criterion.value), criterion.place)).direct;
    }
    const matches = matcherOf(criterion, this.#context);
    const matched = emptySet(this.#graph);
    this.#context.candidates.forEach((candidate, i) => {
      if (matches(candidate)) matched[i] = 1;
    });
    if (criterion.implicit && criterion.method === "fqn") rejectStrayPlus(criterion, matched);
    return matched;
  }

  #combination(combination: Combination): Picked {
    const picked = combination.parts.map((part) => this.evaluate(part));
    const reduce = (sets: readonly NodeSet[]): NodeSet => {
      const [first, ...rest] = sets;
      return first ? rest.reduce(combine[combination.kind], first) : emptySet(this.#graph);
    };
    const together = reduce(picked.map(({ direct }) => direct));
    const indirect = reduce(picked.map((one) => union(one.direct, one.indirect)));
    const direct = this.#joined(together, indirect, combination.indirect);
    if (combination.expected !== undefined && isEmpty(direct)) this.#onUnmatched(combination);
    return { direct, indirect };
  }

  /** Adds the tests of the selected nodes, as far as the mode lets them in already. */
  #withTests(selected: NodeSet, mode: Criterion["indirect"]): Picked {
    const direct = selected.slice();
    const indirect = emptySet(this.#graph);
    if (mode === "empty") return { direct, indirect };
    const allowed = mode === "buildable" ? this.#buildable(selected) : selected;
    for (const i of members(selected)) {
      for (const child of this.#graph.children[i] ?? []) {
        const candidate = this.#context.candidates[child];
        if (!candidate || !isTest(candidate)) continue;
        const joins = mode === "eager" || this.#parentsIn(child, allowed);
        (joins ? direct : indirect)[child] = 1;
      }
    }
    return { direct, indirect };
  }

  #buildable(selected: NodeSet): NodeSet {
    const allowed = union(selected, upstream(this.#graph, selected));
    this.#context.candidates.forEach(({ resource_type }, i) => {
      if (resource_type === "source") allowed[i] = 1;
    });
    return allowed;
  }

  /** Lets waiting tests in whose parents the combination has brought together. */
  #joined(selected: NodeSet, waiting: NodeSet, mode: Criterion["indirect"]): NodeSet {
    if (mode === "eager" || mode === "empty") return selected;
    const allowed =
      mode === "buildable" ? union(selected, upstream(this.#graph, selected)) : selected;
    const joined = selected.slice();
    for (const i of members(difference(waiting, selected))) {
      if (this.#context.candidates[i]?.resource_type === "unit_test") continue;
      if (this.#parentsIn(i, allowed)) joined[i] = 1;
    }
    return joined;
  }

  #parentsIn(i: number, set: NodeSet): boolean {
    return (this.#graph.parents[i] ?? []).every((parent) => set[parent] === 1);
  }
}

/** `n+orders`: a depth that is no number ends up in the name, which then matches nothing. */
function rejectStrayPlus({ raw, value, place }: Criterion, matched: NodeSet): void {
  if (!String(value).includes("+") || !isEmpty(matched)) return;
  throw new PtxError("PTX2103", `"${raw}" has a "+" that is no operator ${place}`, {
    hint: "write +name, name+ or 2+name+3: the depth is a whole number, and nothing stands outside",
  });
}
