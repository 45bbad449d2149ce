/** Macros of the project and its packages, scanned from their files without parsing the bodies. */
import type { Files } from "../core/files.ts";
import { asMacroId, type MacroId, type MacroNode } from "../core/node.ts";
import { parseTemplate } from "../jinja/parse.ts";
import { scanBlocks } from "../jinja/scan.ts";
import type { Findings } from "./findings.ts";
import { type SourceFile, shownPath } from "./source-files.ts";

type Block = ReturnType<typeof scanBlocks>[number];

/** Name under which a block is called: `test_x`, `materialization_x_default`, or its own. */
export function macroName(block: Pick<Block, "kind" | "name" | "header">): string | undefined {
  if (block.kind === "macro") return block.name;
  if (block.kind === "test" || block.kind === "data_test") return `test_${block.name}`;
  if (block.kind !== "materialization") return undefined;
  const adapter = /adapter\s*=\s*['"](\w+)['"]/.exec(block.header)?.[1];
  return `materialization_${block.name}_${adapter ?? "default"}`;
}

const languages = /supported_languages\s*=\s*\[([^\]]*)\]/;

function supportedLanguages(block: Block): string[] | null {
  if (block.kind !== "materialization") return null;
  const listed = languages.exec(block.header)?.[1];
  return listed === undefined ? ["sql"] : [...listed.matchAll(/\w+/g)].map(([word]) => word);
}

export interface MacroFile {
  readonly package_name: string;
  readonly path: string;
  readonly original_file_path: string;
}

/** The node of one block; `undefined` for blocks that are no macros. */
export function macroNode(block: Block, file: MacroFile, createdAt: number): MacroNode | undefined {
  const name = macroName(block);
  if (name === undefined) return undefined;
  return {
    unique_id: asMacroId(`macro.${file.package_name}.${name}`),
    resource_type: "macro",
    name,
    package_name: file.package_name,
    path: file.path,
    original_file_path: file.original_file_path,
    macro_sql: block.text,
    depends_on: { macros: [] },
    description: "",
    meta: {},
    docs: { show: true, node_color: null },
    patch_path: null,
    arguments: [],
    config: { meta: {}, docs: { show: true, node_color: null } },
    created_at: createdAt,
    supported_languages: supportedLanguages(block),
    ptx_start: { line: block.line, column: block.column },
  };
}

/**
 * Scans macro files into `macros`; two macros of one name in a package are an error.
 * @param root Folder of the root project, whose macros are parsed in full.
 */
export function readMacros(
  files: Files,
  sources: readonly SourceFile[],
  createdAt: number,
  macros: Map<MacroId, MacroNode>,
  findings: Findings,
  root: string,
): void {
  for (const file of sources) {
    const text = files.readText(`${file.package.root}/${file.path}`) ?? "";
    const blocks = findings.attempt(() => scanBlocks(text, file.shown)) ?? [];
    for (const block of blocks) {
      const place = {
        package_name: file.package.name,
        path: file.path,
        original_file_path: file.path,
      };
      const node = macroNode(block, place, createdAt);
      if (node === undefined) continue;
      const first = macros.get(node.unique_id);
      if (first === undefined) {
        macros.set(node.unique_id, node);
        // Macros of packages are parsed when they run: their authors have seen to their syntax.
        if (file.package.root === root) {
          findings.attempt(() => parseTemplate(block.text, file.shown, node.ptx_start));
        }
        continue;
      }
      const shownFile = ({ original_file_path: path }: MacroNode) =>
        shownPath(file.package, path, root);
      const at = (macro: MacroNode, shown: string) => ({
        file: shown,
        line: macro.ptx_start?.line ?? 1,
        column: macro.ptx_start?.column ?? 1,
      });
      findings.add({
        code: "PTX1203",
        severity: "error",
        message: `Package '${file.package.name}' has two macros named '${node.name}'`,
        at: at(node, file.shown),
        related: [{ message: "first defined here", at: at(first, shownFile(first)) }],
        hint: "Rename or remove one of them: which one would run depends on the order of files.",
      });
    }
  }
}
