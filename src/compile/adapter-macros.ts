/** The macros that a package brought along with its adapter, among the built-in ones. */
import type { LoadedAdapter } from "../core/adapter-definition.ts";
import { PtxError } from "../core/error.ts";
import type { MacroId, MacroNode } from "../core/node.ts";
import { scanBlocks } from "../jinja/scan.ts";
import { macroNode } from "../project/macros.ts";
import { builtinMacros } from "./builtin-macros.ts";
import { builtinPackage } from "./macro-index.ts";

/**
 * The macros of the namespace `dbt`: ptx's own, and those of an adapter.
 *
 * @throws PtxError PTX4016 for a macro that is there already; PTX300x for text that is no template.
 */
export function macrosWith({
  macros = {},
  packageName,
}: Pick<LoadedAdapter, "macros" | "packageName">): ReadonlyMap<MacroId, MacroNode> {
  const all = new Map(builtinMacros());
  for (const [file, text] of Object.entries(macros)) {
    const path = `macros/${file}`;
    const shown = `${packageName}/${path}`;
    for (const block of scanBlocks(text, shown)) {
      const place = { package_name: builtinPackage, path, original_file_path: path };
      const node = macroNode(block, place, 0);
      if (node === undefined) continue;
      if (all.has(node.unique_id)) {
        throw new PtxError("PTX4016", `${packageName} has a macro ${node.name}, which is taken`, {
          at: { file: shown, line: block.line, column: block.column },
          hint: "Begin its name with the adapter's type: `sqlite__dateadd` is found by dispatch.",
        });
      }
      all.set(node.unique_id, node);
    }
  }
  return all;
}
