/** From the command line's selection options to nodes. */
import type { Diagnostic } from "../core/error.ts";
import type { Manifest } from "../core/manifest.ts";
import { type SelectingCommand, scopes } from "../graph/resource-types.ts";
import { indirectSelectionOf, type Selection, select } from "../graph/select.ts";
import { listOption, type Options, textOption } from "./command.ts";

/**
 * The nodes that the options pick for a command.
 * @throws PtxError PTX21xx for expressions that mean nothing.
 */
export function selectNodes(
  manifest: Manifest,
  options: Options,
  command: SelectingCommand,
): Selection {
  const indirect = textOption(options, "indirectSelection");
  return select(
    manifest,
    {
      select: listOption(options, "select", "models"),
      exclude: listOption(options, "exclude"),
      selector: textOption(options, "selector"),
      resourceTypes: listOption(options, "resourceType", "resourceTypes"),
      excludeResourceTypes: listOption(options, "excludeResourceType", "excludeResourceTypes"),
      indirectSelection: indirect === undefined ? undefined : indirectSelectionOf(indirect),
    },
    { scope: scopes[command] },
  );
}

/** The finding of a selection that picked nothing. */
export const nothingSelected: Diagnostic = {
  code: "PTX2110",
  severity: "warning",
  message: "The selection criteria do not match any enabled nodes",
  hint: "`ptx ls` with the same options shows what a selection picks.",
};
