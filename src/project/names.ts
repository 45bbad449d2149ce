/** Finds what `ref(...)` and `source(...)` name. */
import type { AnyNode, FunctionNode, ManifestNode, RefArgs, SourceNode } from "../core/node.ts";

export type Referable = Extract<ManifestNode, { resource_type: "model" | "seed" | "snapshot" }>;

const isReferable = (node: AnyNode): node is Referable =>
  node.resource_type === "model" ||
  node.resource_type === "seed" ||
  node.resource_type === "snapshot";

function put<T>(map: Map<string, T[]>, key: string, value: T): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}

const versionOf = (node: Referable) => (node.resource_type === "model" ? node.version : null);

/** Without a version the latest one is meant; what has no versions has one. */
function hasVersion(node: Referable, version: RefArgs["version"]): boolean {
  const own = versionOf(node);
  if (version !== null) return own !== null && String(own) === String(version);
  return (
    own === null || (node.resource_type === "model" && String(own) === String(node.latest_version))
  );
}

/** Of nodes of one name the root project's, then those of the asking package, then any. */
export function preferred<T extends AnyNode>(
  found: readonly T[],
  packages: readonly string[],
): T | undefined {
  if (found.length < 2) return found[0];
  for (const name of packages) {
    const own = found.find((node) => node.package_name === name);
    if (own) return own;
  }
  return found[0];
}

const nameOf = (node: AnyNode): string =>
  node.resource_type === "source" ? `${node.source_name}.${node.name}` : node.name;

export class Names {
  readonly #models = new Map<string, Referable[]>();
  readonly #sources = new Map<string, SourceNode[]>();
  readonly #functions = new Map<string, FunctionNode[]>();
  readonly #disabled = new Map<string, AnyNode[]>();
  readonly #rootPackage: string;

  constructor(
    nodes: Iterable<ManifestNode>,
    sources: Iterable<SourceNode>,
    disabled: Iterable<AnyNode>,
    rootPackage: string,
  ) {
    this.#rootPackage = rootPackage;
    for (const node of nodes) {
      if (isReferable(node)) put(this.#models, node.name, node);
      else if (node.resource_type === "function") put(this.#functions, node.name, node);
    }
    for (const source of sources) put(this.#sources, nameOf(source), source);
    for (const node of disabled) {
      if (isReferable(node) || node.resource_type === "source") {
        put(this.#disabled, nameOf(node), node);
      }
    }
  }

  ref({ name, package: wanted, version }: RefArgs, from: string): Referable | undefined {
    const named = this.#models.get(name);
    if (named === undefined) return undefined;
    const found = named.filter((node) => hasVersion(node, version));
    if (wanted !== null) return found.find((node) => node.package_name === wanted);
    return preferred(found, [this.#rootPackage, from]);
  }

  source(source: string, table: string, from: string): SourceNode | undefined {
    return preferred(this.#sources.get(`${source}.${table}`) ?? [], [this.#rootPackage, from]);
  }

  /** @param wanted `[name]` or `[package, name]`. */
  function(wanted: readonly string[], from: string): FunctionNode | undefined {
    const [first = "", name = first] = wanted;
    const found = this.#functions.get(name) ?? [];
    if (wanted.length > 1) return found.find((node) => node.package_name === first);
    return preferred(found, [this.#rootPackage, from]);
  }

  /** The disabled node or source (`source.table`) of a name. */
  disabled(name: string, wanted: string | null): AnyNode | undefined {
    return this.#disabled
      .get(name)
      ?.find((node) => wanted === null || node.package_name === wanted);
  }

  /** Versions of a model, as written; empty where it has none. */
  versions(name: string): string[] {
    const found = (this.#models.get(name) ?? []).map(versionOf);
    return found.filter((version) => version !== null).map(String);
  }

  /** Packages that have a node of this name. */
  owners(name: string): string[] {
    return [...new Set((this.#models.get(name) ?? []).map((node) => node.package_name))];
  }

  get functionNames(): Iterable<string> {
    return this.#functions.keys();
  }

  get modelNames(): Iterable<string> {
    return this.#models.keys();
  }

  get sourceNames(): Iterable<string> {
    return this.#sources.keys();
  }
}
