/**
 * The parse cache: a resolved manifest with what it was made from. When nothing has changed, it is
 * the manifest; when files have, it says which nodes are as before. It lies in `target/` and can
 * always be thrown away.
 *
 * Three lines: header, manifest, memory. The last is only read after a change.
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
import { buildGraph, membersOf } from "../graph/build.ts";
import { contentHash } from "../project/fingerprint.ts";
import type { Memory, NodeMemo } from "../project/memo.ts";
import {
  decodeNodes,
  type EncodedNodes,
  encodeNodes,
  type JsonText,
  jsonOf,
} from "./node-codec.ts";
import { decodeUnits, type EncodedMemory, encodeMemory, unchangedSince } from "./parse-memory.ts";

/** Number of the form in which a cache is written: one of another form is not read. */
export const cacheForm = 2;

/** What a cached manifest was made from. */
export interface CacheHeader {
  /** Version of ptx and everything in project file, profile and command line that matters. */
  readonly key: string;
  /** Look at the source folders (see `project/fingerprint.ts`). */
  readonly folders: readonly { readonly folder: string; readonly files: string }[];
  /** Key of the hashes in `env`. */
  readonly salt: string;
  /** Environment variables that were read: hashes of their values, which may be secret. */
  readonly env: Readonly<Record<string, string>>;
  /** The same for flags that templates asked for while they were read. */
  readonly flags: Readonly<Record<string, string>>;
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

/** Macros of these packages come with ptx; keeping them would only make the cache larger. */
const builtinPackages: ReadonlySet<string> = new Set(["dbt", "ptx"]);

/** JSON of a `Body`. */
function bodyOf(manifest: Manifest): JsonText {
  const own = [...manifest.macros.values()].filter(
    (macro) => !builtinPackages.has(macro.package_name),
  );
  return jsonOf({
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
  } satisfies Record<keyof Body, unknown>);
}

export function writeParseCache(
  files: Files,
  path: string,
  header: CacheHeader,
  manifest: Manifest,
  memo: NodeMemo,
): void {
  const body = bodyOf(manifest).parts;
  const memory = encodeMemory(memo, manifest).parts;
  files.writeParts(path, [JSON.stringify(header), "\n", ...body, "\n", ...memory]);
}

const keyed = <K extends string, T extends { unique_id: string }>(
  encoded: EncodedNodes,
): Map<K, T> =>
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
    graph: buildGraph(membersOf({ nodes, sources, exposures, passive: body.passive })),
    diagnostics: body.diagnostics,
  };
}

/** A parse cache that was found; its parts are read when asked for. */
export class ParseCache {
  readonly header: CacheHeader;
  readonly #body: string;
  readonly #memory: string;
  readonly #builtins: () => ReadonlyMap<MacroId, MacroNode>;

  constructor(text: string, builtins: () => ReadonlyMap<MacroId, MacroNode>) {
    const [header = "", body = "", memory = ""] = text.split("\n", 3);
    this.header = JSON.parse(header) as CacheHeader;
    this.#body = body;
    this.#memory = memory;
    this.#builtins = builtins;
  }

  /** The manifest that it holds. */
  manifest(): Manifest {
    return manifestOf(JSON.parse(this.#body) as Body, this.#builtins());
  }

  /** What a resolve after a change may take over; project, target and environment are the same. */
  memory(files: Files): Memory {
    const body = JSON.parse(this.#body) as Body;
    const encoded = JSON.parse(this.#memory) as EncodedMemory;
    const nodes = [body.nodes, body.sources, body.exposures, body.disabled].flatMap(
      (part) => decodeNodes(part) as unknown as AnyNode[],
    );
    return {
      units: decodeUnits(encoded, nodes),
      yaml: new Map(
        Object.entries(encoded.yaml).map(([path, [value, written = value]]) => [
          path,
          { value, written },
        ]),
      ),
      macros: new Map([...this.#builtins(), ...keyed<MacroId, MacroNode>(body.macros)]),
      isUnchanged: unchangedSince(this.header.folders, (path) => contentHash(files, path)),
    };
  }
}

/** The parse cache of a path; `undefined` when there is none that can be read. */
export function openParseCache(
  files: Files,
  path: string,
  builtins: () => ReadonlyMap<MacroId, MacroNode>,
): ParseCache | undefined {
  const text = files.readText(path);
  // A cache that is not whole (three lines) was written by another version.
  if (text === undefined || text.split("\n", 3).length < 3) return undefined;
  return new ParseCache(text, builtins);
}
