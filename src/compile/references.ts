/** Finds the nodes that `ref` and `source` name, when a template is rendered to run. */
import type { Manifest } from "../core/manifest.ts";
import type { FunctionNode, ManifestNode, RefArgs, SourceNode } from "../core/node.ts";
import { suggest } from "../core/suggest.ts";

export type Referable = Extract<ManifestNode, { resource_type: "model" | "seed" | "snapshot" }>;

const isReferable = (node: ManifestNode): node is Referable =>
  node.resource_type === "model" ||
  node.resource_type === "seed" ||
  node.resource_type === "snapshot";

function put<T>(map: Map<string, T[]>, key: string, value: T): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}

/** Without a version the latest one is meant; what has no versions has one. */
function hasVersion(node: Referable, version: RefArgs["version"]): boolean {
  const own = node.resource_type === "model" ? node.version : null;
  if (version !== null) return own !== null && String(own) === String(version);
  return (
    own === null || (node.resource_type === "model" && String(own) === String(node.latest_version))
  );
}

export class References {
  readonly #nodes = new Map<string, Referable[]>();
  readonly #sources = new Map<string, SourceNode[]>();
  readonly #functions = new Map<string, FunctionNode[]>();
  readonly #root: string;

  constructor(manifest: Manifest) {
    this.#root = manifest.projectName;
    for (const node of manifest.nodes.values()) {
      if (isReferable(node)) put(this.#nodes, node.name, node);
      else if (node.resource_type === "function") put(this.#functions, node.name, node);
    }
    for (const source of manifest.sources.values()) {
      put(this.#sources, `${source.source_name}.${source.name}`, source);
    }
  }

  /** The node that a `ref` names inside of a package: the root's first, then its own, then any. */
  ref({ name, package: wanted, version }: RefArgs, from: string): Referable | undefined {
    const found = (this.#nodes.get(name) ?? []).filter((node) => hasVersion(node, version));
    const of = (owner: string) => found.find((node) => node.package_name === owner);
    return wanted === null ? (of(this.#root) ?? of(from) ?? found[0]) : of(wanted);
  }

  source(source: string, table: string, from: string): SourceNode | undefined {
    const found = this.#sources.get(`${source}.${table}`) ?? [];
    const of = (owner: string) => found.find((node) => node.package_name === owner);
    return of(this.#root) ?? of(from) ?? found[0];
  }

  /** @param wanted `[name]` or `[package, name]`. */
  function(wanted: readonly string[], from: string): FunctionNode | undefined {
    const [first = "", name = first] = wanted;
    const found = this.#functions.get(name) ?? [];
    const of = (owner: string) => found.find((node) => node.package_name === owner);
    return wanted.length > 1 ? of(first) : (of(this.#root) ?? of(from) ?? found[0]);
  }

  nearFunction(name: string): string | undefined {
    return suggest(name, this.#functions.keys());
  }
  nearName(name: string): string | undefined {
    return suggest(name, this.#nodes.keys());
  }
  nearSource(name: string): string | undefined {
    return suggest(name, this.#sources.keys());
  }
}
