/** `graph` and `doc`: the manifest as templates read it. */
import { PtxError } from "../core/error.ts";
import type { Manifest } from "../core/manifest.ts";
import { suggest } from "../core/suggest.ts";
import { toText } from "../jinja/printing.ts";
import type { Callable, Value } from "../jinja/value.ts";

/** Nodes with the keys of dbt's: without what only ptx knows, and with functions where they call none. */
function shownNodes(nodes: ReadonlyMap<string, object>): Value {
  const shown: Record<string, Value> = {};
  for (const [id, node] of nodes) {
    const entries = Object.entries(node).filter(([key]) => !key.startsWith("ptx_"));
    shown[id] = Object.fromEntries(
      "raw_code" in node && "refs" in node && !("functions" in node)
        ? [...entries, ["functions", []]]
        : entries,
    );
  }
  return shown;
}

/** All nodes by id, in the shape of the manifest. */
export function graphOf({
  nodes,
  sources,
  exposures,
  groups,
  passive,
}: Manifest): Readonly<Record<string, Value>> {
  const isFunction = (id: string) => id.startsWith("function.");
  const entries = [...nodes];
  const { metrics = {}, semantic_models = {}, saved_queries = {} } = passive;
  return {
    nodes: shownNodes(new Map(entries.filter(([id]) => !isFunction(id)))),
    sources: shownNodes(sources),
    exposures: shownNodes(exposures),
    groups: Object.fromEntries(groups),
    metrics: shownNodes(new Map(Object.entries(metrics))),
    semantic_models: shownNodes(new Map(Object.entries(semantic_models))),
    saved_queries: shownNodes(new Map(Object.entries(saved_queries))),
    functions: shownNodes(new Map(entries.filter(([id]) => isFunction(id)))),
  };
}

/** `doc('name')` or `doc('package', 'name')`: the text of a docs block. */
export function docOf(manifest: Manifest, packageName: string): Callable {
  return (args) => {
    const [first, second] = args.map(toText);
    const name = second ?? first ?? "";
    const owners = second === undefined ? [packageName, manifest.projectName] : [first];
    for (const owner of owners) {
      const block = manifest.docs.get(`doc.${owner}.${name}`);
      if (block !== undefined) return block.block_contents;
    }
    const any = [...manifest.docs.values()].find(
      (doc) => second === undefined && doc.name === name,
    );
    if (any !== undefined) return any.block_contents;
    const close = suggest(
      name,
      [...manifest.docs.values()].map((doc) => doc.name),
    );
    throw new PtxError("PTX3205", `There is no docs block '${name}'`, {
      hint: close
        ? `Did you mean doc('${close}')?`
        : "Define it in a Markdown file: {% docs name %} … {% enddocs %}.",
    });
  };
}
