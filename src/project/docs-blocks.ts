/** `{% docs name %}` blocks, and the descriptions that use them through `doc('name')`. */
import { PtxError } from "../core/error.ts";
import type { Files } from "../core/files.ts";
import type { Location } from "../core/location.ts";
import type { DocNode } from "../core/node.ts";
import { suggest } from "../core/suggest.ts";
import { parseTemplate } from "../jinja/parse.ts";
import { renderTemplate } from "../jinja/render.ts";
import { type Block, scanBlocks } from "../jinja/scan.ts";
import type { Callable } from "../jinja/value.ts";
import type { Findings } from "./findings.ts";
import type { YamlScopes } from "./scopes.ts";
import { emptyList } from "./shared.ts";
import type { SourceFile } from "./source-files.ts";

const noNames = { lookup: () => undefined };

/** The text of a block. It is a template, as in dbt, though one that knows no names. */
function contentsOf({ contents, contentsLine, contentsColumn }: Block, file: string): string {
  if (!/\{[{%#]/.test(contents)) return contents.trim();
  const start = { line: contentsLine, column: contentsColumn };
  return renderTemplate(parseTemplate(contents, file, start), noNames).text.trim();
}

/** Reads the docs blocks of Markdown files; a name twice in one package is an error. */
export function readDocs(
  files: Files,
  sources: readonly SourceFile[],
  findings: Findings,
): Map<string, DocNode> {
  const docs = new Map<string, DocNode>();
  for (const file of sources) {
    const text = files.readText(`${file.package.root}/${file.path}`) ?? "";
    if (!text.includes("docs")) continue;
    const blocks = findings.attempt(() => scanBlocks(text, file.shown)) ?? [];
    for (const block of blocks) {
      if (block.kind !== "docs") continue;
      const id = `doc.${file.package.name}.${block.name}`;
      const first = docs.get(id);
      if (first) {
        findings.add({
          code: "PTX1205",
          severity: "error",
          message: `Docs block '${block.name}' is defined twice, in ${first.original_file_path} and ${file.path}`,
          at: { file: file.shown, line: block.line, column: 1 },
          hint: "Rename one of the two blocks.",
        });
        continue;
      }
      docs.set(id, {
        unique_id: id,
        resource_type: "doc",
        name: block.name,
        package_name: file.package.name,
        path: file.relative,
        original_file_path: file.path,
        block_contents: findings.attempt(() => contentsOf(block, file.shown)) ?? "",
      });
    }
  }
  return docs;
}

export interface Description {
  readonly text: string;
  /** Ids of the docs blocks that it uses. */
  readonly blocks: string[];
}

/** Looks docs blocks up as dbt does: the package's own, then the root project's, then any. */
export class Descriptions {
  readonly #docs: ReadonlyMap<string, DocNode>;
  readonly #byName = new Map<string, DocNode>();
  readonly #root: string;
  readonly #scopes: YamlScopes;

  constructor(docs: ReadonlyMap<string, DocNode>, rootPackage: string, scopes: YamlScopes) {
    this.#docs = docs;
    this.#root = rootPackage;
    this.#scopes = scopes;
    for (const doc of docs.values())
      if (!this.#byName.has(doc.name)) this.#byName.set(doc.name, doc);
  }

  #find(args: readonly unknown[], packageName: string, at: Location): DocNode {
    const [first, second] = args.map(String);
    const name = second ?? first ?? "";
    const found =
      second === undefined
        ? (this.#docs.get(`doc.${packageName}.${name}`) ??
          this.#docs.get(`doc.${this.#root}.${name}`) ??
          this.#byName.get(name))
        : this.#docs.get(`doc.${first}.${name}`);
    if (found) return found;
    const close = suggest(name, this.#byName.keys());
    throw new PtxError("PTX1206", `There is no docs block named '${name}'`, {
      at,
      hint: close
        ? `Did you mean doc('${close}')?`
        : `Add a block {% docs ${name} %} … {% enddocs %} to a Markdown file.`,
    });
  }

  /** A description with its `doc(...)` calls filled in. */
  render(text: unknown, packageName: string, at: () => Location): Description {
    if (typeof text !== "string")
      return { text: text === undefined || text === null ? "" : String(text), blocks: emptyList };
    if (!text.includes("{{") && !text.includes("{%")) return { text, blocks: emptyList };
    const blocks: string[] = [];
    const place = at();
    const doc: Callable = (args) => {
      const node = this.#find(args, packageName, place);
      if (!blocks.includes(node.unique_id)) blocks.push(node.unique_id);
      return node.block_contents;
    };
    const template = parseTemplate(text, place.file);
    const names = this.#scopes.of(packageName);
    const scope = { lookup: (name: string) => (name === "doc" ? doc : names.lookup(name)) };
    return { text: renderTemplate(template, scope).text, blocks };
  }
}
