/** The macros of the `dbt` package and of ptx' own, as nodes. */
import { sources } from "../builtins/sources.ts";
import { asMacroId, type MacroId, type MacroNode } from "../core/node.ts";
import { builtinPackage, ownPackage } from "./macro-index.ts";

/** All built-in macros by id. Nothing is parsed: a macro's text is read when it is first called. */
export function builtinMacros(): ReadonlyMap<MacroId, MacroNode> {
  const macros = new Map<MacroId, MacroNode>();
  for (const [name, source, line, column, text] of sources) {
    const isOwn = source.startsWith(`${ownPackage}/`);
    const owner = isOwn ? ownPackage : builtinPackage;
    const file = isOwn ? source.slice(ownPackage.length + 1) : source;
    const unique_id = asMacroId(`macro.${owner}.${name}`);
    macros.set(unique_id, {
      unique_id,
      resource_type: "macro",
      name,
      package_name: owner,
      path: `macros/${file}`,
      original_file_path: `macros/${file}`,
      macro_sql: text,
      depends_on: { macros: [] },
      description: "",
      meta: {},
      docs: { show: true, node_color: null },
      patch_path: null,
      arguments: [],
      config: { meta: {}, docs: { show: true, node_color: null } },
      created_at: 0,
      supported_languages: null,
      ptx_start: { line, column },
    });
  }
  return macros;
}
