/**
 * The parse cache: a resolved manifest, kept as long as everything that it was made from is the
 * same. It lies in `target/` and can always be thrown away.
 */
import type { Files } from "../core/files.ts";
import type { Manifest } from "../core/manifest.ts";
import type {
  AnyNode,
  DocNode,
  ExposureNode,
  GroupNode,
  MacroId,
  MacroNode,
  ManifestNode,
  NodeId,
  SourceNode,
} from "../core/node.ts";
import { buildGraph } from "../graph/build.ts";
import { type EncodedNodes, decodeNodes, encodeNodes } from "./node-codec.ts";

/** What a cached manifest was made from. */
export interface CacheHeader {
  /** Version of ptx and everything in project file, profile and command line that matters. */
  readonly key: string;
  /** Look at the source folders (see `project/fingerprint.ts`). */
  readonly folders: readonly { readonly folder: string; readonly files: string }[];
  /** Environment variables that were read, with their values then. */
  readonly env: Readonly<Record<string, string | null>>;
}

interface Body {
  readonly projectName: string;
  readonly nodes: EncodedNodes;
  readonly sources: EncodedNodes;
  readonly exposures: EncodedNodes;
  readonly macros: EncodedNodes;
  readonly docs: EncodedNodes;
  readonly groups: EncodedNodes;
  readonly disabled: EncodedNodes;
  readonly selectors: Manifest["selectors"] extends ReadonlyMap<string, infer T> ? T[] : never;
  readonly passive: Manifest["passive"];
  readonly diagnostics: Manifest["diagnostics"];
}

/** Macros of this package come with ptx; keeping them would only make the cache larger. */
const builtinPackage = "dbt";

function bodyOf(manifest: Manifest): Body {
  const own = [...manifest.macros.values()].filter((macro) => macro.package_name !== builtinPackage);
  return {
    projectName: manifest.projectName,
    nodes: encodeNodes(manifest.nodes.values()),
    sources: encodeNodes(manifest.sources.values()),
    exposures: encodeNodes(manifest.exposures.values()),
    macros: encodeNodes(own),
    docs: encodeNodes(manifest.docs.values()),
    groups: encodeNodes(manifest.groups.values()),
    disabled: encodeNodes([...manifest.disabled.values()].flat()),
    selectors: [...manifest.selectors.values()],
    passive: manifest.passive,
    diagnostics: manifest.diagnostics,
  };
}

export function writeParseCache(
  files: Files,
  path: string,
  header: CacheHeader,
  manifest: Manifest,
): void {
  files.write(path, `${JSON.stringify(header)}\n${JSON.stringify(bodyOf(manifest))}`);
}

const keyed = <K extends string, T extends { unique_id: string }>(encoded: EncodedNodes): Map<K, T> =>
  new Map(decodeNodes(encoded).map((node) => [node["unique_id"] as K, node as unknown as T]));

function manifestOf(body: Body, builtins: ReadonlyMap<MacroId, MacroNode>): Manifest {
  const nodes = keyed<NodeId, ManifestNode>(body.nodes);
  const sources = keyed<NodeId, SourceNode>(body.sources);
  const exposures = keyed<NodeId, ExposureNode>(body.exposures);
  const disabled = new Map<NodeId, AnyNode[]>();
  for (const node of decodeNodes(body.disabled) as unknown as AnyNode[]) {
    disabled.set(node.unique_id, [...(disabled.get(node.unique_id) ?? []), node]);
  }
  return {
    projectName: body.projectName,
    nodes,
    sources,
    exposures,
    macros: new Map([...builtins, ...keyed<MacroId, MacroNode>(body.macros)]),
    docs: keyed<string, DocNode>(body.docs),
    groups: keyed<string, GroupNode>(body.groups),
    disabled,
    selectors: new Map(body.selectors.map((selector) => [selector.name, selector])),
    passive: body.passive,
    graph: buildGraph(inputs(nodes, sources, exposures)),
    diagnostics: body.diagnostics,
  };
}

function* inputs(
  nodes: ReadonlyMap<NodeId, ManifestNode>,
  sources: ReadonlyMap<NodeId, SourceNode>,
  exposures: ReadonlyMap<NodeId, ExposureNode>,
): Generator<{ id: NodeId; parents: readonly NodeId[] }> {
  for (const id of sources.keys()) yield { id, parents: [] };
  for (const [id, node] of nodes) yield { id, parents: node.depends_on.nodes };
  for (const [id, exposure] of exposures) yield { id, parents: exposure.depends_on.nodes };
}

/**
 * The cached manifest, when `isCurrent` says that its header still holds.
 * @returns `undefined` when there is none, it is out of date, or it cannot be read.
 */
export function readParseCache(
  files: Files,
  path: string,
  builtins: () => ReadonlyMap<MacroId, MacroNode>,
  isCurrent: (header: CacheHeader) => boolean,
): Manifest | undefined {
  const text = files.readText(path);
  if (text === undefined) return undefined;
  const end = text.indexOf("\n");
  try {
    if (!isCurrent(JSON.parse(text.slice(0, end)) as CacheHeader)) return undefined;
    return manifestOf(JSON.parse(text.slice(end + 1)) as Body, builtins());
  } catch (error) {
    // A cache cut short by a full disk is no cache; whatever else goes wrong must be seen.
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
