/** From the command line's selection options to nodes. */
import type { Diagnostic } from "../core/error.ts";
import type { Manifest } from "../core/manifest.ts";
import type { NodeId } from "../core/node.ts";
import { type SelectingCommand, scopes } from "../graph/resource-types.ts";
import { indirectSelectionOf, type Selection, select } from "../graph/select.ts";
import { comparisonsWith } from "../state/comparisons.ts";
import { type CommandRun, listOption, textOption } from "./command.ts";
import { earlierState } from "./earlier-state.ts";
import type { Workspace } from "./workspace.ts";

/**
 * The nodes that the options pick for a command.
 * @throws PtxError PTX21xx for expressions that mean nothing, PTX50xx for a state that is none.
 */
export function selectNodes(
  { options, environment, only }: CommandRun,
  { project, manifest }: Workspace,
  command: SelectingCommand,
): Selection {
  if (only) return repeated(manifest, only);
  const indirect = textOption(options, "indirectSelection");
  const state = earlierState(options, project, environment.files);
  const found: Diagnostic[] = [];
  const comparisons = state && comparisonsWith(manifest, state, (one) => found.push(one));
  const selection = select(
    manifest,
    {
      select: listOption(options, "select", "models"),
      exclude: listOption(options, "exclude"),
      selector: textOption(options, "selector"),
      resourceTypes: listOption(options, "resourceType", "resourceTypes"),
      excludeResourceTypes: listOption(options, "excludeResourceType", "excludeResourceTypes"),
      indirectSelection: indirect === undefined ? undefined : indirectSelectionOf(indirect),
    },
    { scope: scopes[command], ...(comparisons ? { comparisons } : {}) },
  );
  return { ...selection, warnings: [...selection.warnings, ...unique(found)] };
}

/** Nodes of an earlier run, as far as the project still has them. */
function repeated(manifest: Manifest, only: readonly NodeId[]): Selection {
  const { ids, index } = manifest.graph;
  const set = new Uint8Array(ids.length);
  for (const id of only) {
    const number = index.get(id);
    if (number !== undefined) set[number] = 1;
  }
  const selected = ids.filter((_, number) => set[number] === 1);
  const gone = only.filter((id) => !index.has(id));
  const warnings = gone.map(
    (id): Diagnostic => ({
      code: "PTX2109",
      severity: "warning",
      message: `${id} is no longer in the project`,
      hint: "It is left out.",
    }),
  );
  return { selected, set, warnings, usedDefault: undefined };
}

/** A selector may be evaluated more than once. */
const unique = (found: readonly Diagnostic[]): Diagnostic[] => [
  ...new Map(found.map((one) => [one.message, one])).values(),
];

/** The finding of a selection that picked nothing. */
export const nothingSelected: Diagnostic = {
  code: "PTX2110",
  severity: "warning",
  message: "The selection criteria do not match any enabled nodes",
  hint: "`ptx ls` with the same options shows what a selection picks.",
};
