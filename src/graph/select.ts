/** Selection: which nodes a command works on. */
import { type Diagnostic, PtxError } from "../core/error.ts";
import type { Manifest } from "../core/manifest.ts";
import type { NodeId } from "../core/node.ts";
import { suggest } from "../core/suggest.ts";
import { type Candidate, candidatesOf } from "./candidate.ts";
import type { IndirectSelection } from "./criterion.ts";
import { Evaluator } from "./evaluate.ts";
import { type Combination, type Expression, parseArguments } from "./expression.ts";
import type { Comparisons } from "./methods/method.ts";
import { difference, idsOf, type NodeSet } from "./node-set.ts";
import { resourceTypesFor, type Scope } from "./resource-types.ts";
import { SelectorBook } from "./yaml-selectors.ts";

/** What the user asked for. */
export interface SelectionSpec {
  readonly select?: readonly string[];
  readonly exclude?: readonly string[];
  /** Name of a YAML selector; takes the place of both. */
  readonly selector?: string | undefined;
  readonly resourceTypes?: readonly string[];
  readonly excludeResourceTypes?: readonly string[];
  readonly indirectSelection?: IndirectSelection | undefined;
}

export interface SelectionOptions {
  /** What the command works on: one of `scopes`. Without it every member of the graph counts. */
  readonly scope?: Scope;
  readonly comparisons?: Comparisons;
}

export interface Selection {
  /** Sorted by id. */
  readonly selected: readonly NodeId[];
  /** The same, by number in the graph. */
  readonly set: NodeSet;
  readonly warnings: readonly Diagnostic[];
  /** The YAML selector that stood in because nothing was asked for (`default: true`). */
  readonly usedDefault: string | undefined;
}

/**
 * Selects as dbt does: the union of what `select` names, without the union of what `exclude`
 * names, with the tests that the indirect mode lets in, and then only the kinds of the command.
 * Without anything asked for: the default YAML selector, or else everything.
 *
 * @throws PtxError PTX21xx for expressions that mean nothing.
 */
export function select(
  manifest: Manifest,
  spec: SelectionSpec,
  { scope, comparisons = {} }: SelectionOptions = {},
): Selection {
  const { resourceTypes, excludeResourceTypes, indirectSelection = "eager" } = spec;
  // Before the work: a wrong word must not wait for it.
  const types = scope && resourceTypesFor(scope, resourceTypes, excludeResourceTypes);
  const candidates = candidatesOf(manifest);
  const book = new SelectorBook(manifest.selectors, indirectSelection);
  const warnings: Diagnostic[] = [];
  const evaluator = new Evaluator({ manifest, candidates, comparisons }, book, (combination) =>
    warnings.push(unmatched(combination, manifest, candidates)),
  );
  const { expression, usedDefault } = expressionOf(spec, book);
  let set: NodeSet;
  if (expression) set = evaluator.evaluate(expression).direct;
  else {
    const excluded = parseArguments(spec.exclude ?? [], "--exclude", indirectSelection);
    set = difference(
      new Uint8Array(candidates.length).fill(1),
      evaluator.evaluate(excluded).direct,
    );
  }
  if (scope && types)
    set = set.map((bit, i) => bit & Number(isInScope(candidates[i], scope, types)));
  return {
    selected: idsOf(manifest.graph, set),
    set,
    warnings: [...book.warnings, ...warnings],
    usedDefault,
  };
}

/** The expression to evaluate; none when everything (but the exclusions) is meant. */
function expressionOf(
  { select: wanted = [], exclude = [], selector, indirectSelection = "eager" }: SelectionSpec,
  book: SelectorBook,
): { expression: Expression | undefined; usedDefault: string | undefined } {
  if (selector !== undefined) {
    return { expression: book.expression(selector, "in --selector"), usedDefault: undefined };
  }
  const usedDefault = wanted.length + exclude.length === 0 ? book.defaultName() : undefined;
  if (usedDefault !== undefined) {
    return { expression: book.expression(usedDefault, "as the default"), usedDefault };
  }
  if (wanted.length === 0) return { expression: undefined, usedDefault };
  const parts = [
    parseArguments(wanted, "--select", indirectSelection),
    parseArguments(exclude, "--exclude", indirectSelection),
  ];
  return { expression: { kind: "difference", parts, indirect: "eager" }, usedDefault };
}

function isInScope(
  candidate: Candidate | undefined,
  scope: Scope,
  types: ReadonlySet<string>,
): boolean {
  if (!candidate || !types.has(candidate.resource_type)) return false;
  const { raw_code: code, resource_type: type } = candidate;
  if (!scope.emptyNodes && code !== undefined && type !== "seed" && code.trim() === "")
    return false;
  return scope.only?.(candidate) ?? true;
}

function unmatched(
  { expected = "", parts }: Combination,
  manifest: Manifest,
  candidates: readonly Candidate[],
): Diagnostic {
  const [only] = parts;
  const isName = parts.length === 1 && only?.kind === "criterion" && only.method === "fqn";
  return {
    code: "PTX2109",
    severity: "warning",
    message: `selection criterion "${expected}" does not match any enabled nodes`,
    hint: isName ? hintFor(String(only.value), manifest, candidates) : undefined,
  };
}

/** A name that is disabled, or was meant instead. */
function hintFor(
  name: string,
  manifest: Manifest,
  candidates: readonly Candidate[],
): string | undefined {
  for (const versions of manifest.disabled.values()) {
    if (versions.some((node) => node.name === name)) return `${name} is disabled in its config`;
  }
  const near = suggest(name, new Set(candidates.map((candidate) => candidate.name)));
  return near ? `did you mean ${near}?` : undefined;
}

/**
 * Parses every YAML selector and returns what dbt would pass over in silence.
 *
 * @throws PtxError PTX21xx for the first definition that means nothing.
 */
export function checkSelectors({ selectors }: Pick<Manifest, "selectors">): readonly Diagnostic[] {
  const book = new SelectorBook(selectors, "eager");
  book.defaultName();
  for (const name of selectors.keys()) book.expression(name, "in selectors.yml");
  return book.warnings;
}

/** @throws PtxError PTX2105 for a word that is no mode. */
export function indirectSelectionOf(word: string): IndirectSelection {
  const mode = word.toLowerCase();
  if (mode === "eager" || mode === "cautious" || mode === "buildable" || mode === "empty")
    return mode;
  throw new PtxError("PTX2105", `--indirect-selection: found "${word}"`, {
    hint: "write eager, cautious, buildable or empty",
  });
}
