/** Turns the references of nodes into edges, and says which ones lead nowhere. */
import type { Diagnostic } from "../core/error.ts";
import type { Location } from "../core/location.ts";
import { positionAt } from "../core/location.ts";
import type {
  AnyNode,
  ExposureNode,
  ManifestNode,
  NodeId,
  RefArgs,
  SourceNode,
} from "../core/node.ts";
import { suggest } from "../core/suggest.ts";

type Referable = Extract<ManifestNode, { resource_type: "model" | "seed" | "snapshot" }>;
type Referring = Extract<AnyNode, { refs: RefArgs[] }>;

const isReferable = (node: AnyNode): node is Referable =>
  node.resource_type === "model" ||
  node.resource_type === "seed" ||
  node.resource_type === "snapshot";

/** Finds what `ref(...)` and `source(...)` name. */
export class Names {
  readonly #models = new Map<string, Referable[]>();
  readonly #sources = new Map<string, SourceNode[]>();
  readonly #disabled = new Set<string>();
  readonly #rootPackage: string;

  constructor(
    nodes: Iterable<ManifestNode>,
    sources: Iterable<SourceNode>,
    disabled: Iterable<AnyNode>,
    rootPackage: string,
  ) {
    this.#rootPackage = rootPackage;
    const put = <T>(map: Map<string, T[]>, key: string, value: T) => {
      const list = map.get(key);
      if (list) list.push(value);
      else map.set(key, [value]);
    };
    for (const node of nodes) if (isReferable(node)) put(this.#models, node.name, node);
    for (const source of sources)
      put(this.#sources, `${source.source_name}.${source.name}`, source);
    for (const node of disabled) this.#disabled.add(nameOf(node));
  }

  /** The node that a `ref` names from inside a package: the root's first, then its own, then any. */
  ref({ name, package: wanted }: RefArgs, from: string): Referable | undefined {
    const found = this.#models.get(name) ?? [];
    if (wanted !== null) return found.find((node) => node.package_name === wanted);
    return (
      found.find((node) => node.package_name === this.#rootPackage) ??
      found.find((node) => node.package_name === from) ??
      found[0]
    );
  }

  source(source: string, table: string, from: string): SourceNode | undefined {
    const found = this.#sources.get(`${source}.${table}`) ?? [];
    return found.find((node) => node.package_name === from) ?? found[0];
  }

  isDisabled(name: string): boolean {
    return this.#disabled.has(name);
  }

  get modelNames(): Iterable<string> {
    return this.#models.keys();
  }

  get sourceNames(): Iterable<string> {
    return this.#sources.keys();
  }
}

const nameOf = (node: AnyNode): string =>
  node.resource_type === "source" ? `${node.source_name}.${node.name}` : node.name;

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

/** Where a template names something: the place of the quoted name, else the file's start. */
function placeOf(node: Referring, name: string, locate: (node: Referring) => Location): Location {
  const text = "raw_code" in node ? node.raw_code : "";
  const found = new RegExp(`(['"])${escaped(name)}\\1`).exec(text);
  if (found === null || node.resource_type === "exposure") return locate(node);
  if ("test_metadata" in node && node.test_metadata) return locate(node);
  const { line, column } = positionAt(text, found.index + 1);
  const start = node.ptx_start ?? { line: 1, column: 1 };
  return {
    file: node.original_file_path,
    line: start.line + line - 1,
    column: line === 1 ? start.column + column - 1 : column,
    length: name.length,
  };
}

const kindOf = (node: Referring): string =>
  node.resource_type === "test"
    ? "Data test"
    : node.resource_type[0]?.toUpperCase() + node.resource_type.slice(1);

function missing(
  node: Referring,
  kind: "ref" | "source",
  name: string,
  names: Names,
  locate: (node: Referring) => Location,
): Diagnostic {
  const quoted = kind === "ref" ? name : (name.split(".").at(-1) ?? name);
  const at = placeOf(node, quoted, locate);
  const what = kind === "ref" ? `node named '${name}'` : `source named '${name}'`;
  if (names.isDisabled(name)) {
    return {
      code: "PTX1202",
      severity: node.resource_type === "test" ? "warning" : "error",
      message: `${kindOf(node)} '${node.name}' depends on a ${what} which is disabled`,
      at,
      hint: "Enable it (enabled: true), or remove the reference.",
    };
  }
  const close = suggest(name, kind === "ref" ? names.modelNames : names.sourceNames);
  const call =
    kind === "ref"
      ? `ref('${close}')`
      : `source('${close?.split(".")[0]}', '${close?.split(".").at(-1)}')`;
  return {
    code: "PTX1201",
    // As in dbt, a test that cannot be run is left out with a warning; a model cannot be left out.
    severity: node.resource_type === "test" ? "warning" : "error",
    message: `${kindOf(node)} '${node.name}' depends on a ${what} which was not found`,
    at,
    hint: close
      ? `Did you mean ${call}?`
      : kind === "ref"
        ? "Check the name: there is no model, seed or snapshot like it in the project or its packages."
        : "Declare it under sources: in a property file.",
  };
}

export interface Linked {
  readonly diagnostics: Diagnostic[];
  /** Tests of disabled nodes: dbt leaves them out with a warning. */
  readonly dropped: NodeId[];
}

/** Fills `depends_on.nodes` of every referring node, in the order of its references. */
export function link(
  nodes: Iterable<ManifestNode | ExposureNode>,
  names: Names,
  locate: (node: Referring) => Location,
): Linked {
  const diagnostics: Diagnostic[] = [];
  const dropped: NodeId[] = [];
  for (const node of nodes) {
    if (!("refs" in node)) continue;
    const parents = new Set<NodeId>();
    const fail = (kind: "ref" | "source", name: string) => {
      const diagnostic = missing(node, kind, name, names, locate);
      diagnostics.push(diagnostic);
      if (diagnostic.severity === "warning") dropped.push(node.unique_id);
    };
    for (const ref of node.refs) {
      const found = names.ref(ref, node.package_name);
      if (found) parents.add(found.unique_id);
      else fail("ref", ref.name);
    }
    for (const [source, table] of node.sources) {
      const found = names.source(source, table, node.package_name);
      if (found) parents.add(found.unique_id);
      else fail("source", `${source}.${table}`);
    }
    node.depends_on.nodes = [...parents];
  }
  return { diagnostics, dropped };
}
