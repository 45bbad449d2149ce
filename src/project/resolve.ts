/** parsed files → Manifest: names to ids, config inherited, references to edges. */
import type { Files } from "../core/files.ts";
import type { Location } from "../core/location.ts";
import type { Manifest } from "../core/manifest.ts";
import type {
  AnyNode,
  ExposureNode,
  GroupNode,
  MacroId,
  MacroNode,
  ManifestNode,
  NodeId,
  SourceNode,
  TestNode,
} from "../core/node.ts";
import type { Project } from "../core/project.ts";
import { buildGraph } from "../graph/build.ts";
import { cycleDiagnostics } from "../graph/cycles.ts";
import { dialectOf } from "../sql/dialects.ts";
import type { BuildContext } from "./build-context.ts";
import { Descriptions, readDocs } from "./docs-blocks.ts";
import { ambiguousNames, duplicateName, sameRelation } from "./duplicates.ts";
import type { EngineFactory } from "./engine.ts";
import { Findings } from "./findings.ts";
import { Names, link } from "./links.ts";
import { targetForTemplates } from "./load.ts";
import { MacroDirectory } from "./macro-directory.ts";
import { readMacros } from "./macros.ts";
import { analysisNode, modelNode, singularTestNode } from "./model-nodes.ts";
import { exposureNode, groupNode, hookNodes, passiveNodes } from "./other-nodes.ts";
import { inferPrimaryKeys } from "./primary-keys.ts";
import { Properties, readProperties } from "./properties.ts";
import { propertyWarnings } from "./property-warnings.ts";
import { seedNode } from "./seed-nodes.ts";
import { readSelectors } from "./selectors-file.ts";
import { snapshotNodes, yamlSnapshotNode } from "./snapshot-nodes.ts";
import { FolderLister, type SourceFile, type SourceFiles, sourceFiles } from "./source-files.ts";
import { sourceNodes } from "./source-nodes.ts";
import { type TestTarget, entryTarget, testNodes } from "./test-nodes.ts";
import { varsFor } from "./vars.ts";
import { yamlScope } from "./yaml-render.ts";

export interface ResolveInput {
  readonly project: Project;
  readonly files: Files;
  readonly lister: FolderLister;
  readonly createEngine: EngineFactory;
  /** The macros of the `dbt` package. */
  readonly builtins: ReadonlyMap<MacroId, MacroNode>;
  /** Seconds since 1970, for `created_at`. */
  readonly now: number;
}

/** Nodes as they are built: enabled and disabled apart, twice-used ids found. */
class NodeStore {
  readonly nodes = new Map<NodeId, ManifestNode>();
  readonly sources = new Map<NodeId, SourceNode>();
  readonly exposures = new Map<NodeId, ExposureNode>();
  readonly disabled = new Map<NodeId, AnyNode[]>();
  readonly #findings: Findings;

  constructor(findings: Findings) {
    this.#findings = findings;
  }

  add(node: AnyNode | undefined): void {
    if (node === undefined) return;
    if (node.config.enabled === false) {
      this.disabled.set(node.unique_id, [...(this.disabled.get(node.unique_id) ?? []), node]);
      return;
    }
    const map: Map<NodeId, AnyNode> =
      node.resource_type === "source"
        ? (this.sources as Map<NodeId, AnyNode>)
        : node.resource_type === "exposure"
          ? (this.exposures as Map<NodeId, AnyNode>)
          : (this.nodes as Map<NodeId, AnyNode>);
    const first = map.get(node.unique_id);
    if (first) this.#findings.add(duplicateName(first, node));
    else map.set(node.unique_id, node);
  }
}

function readAllProperties(input: ResolveInput, found: readonly SourceFiles[], findings: Findings): Properties {
  const { project, files } = input;
  const properties = new Properties();
  const target = targetForTemplates(project.target);
  for (const { properties: sources } of found) {
    for (const file of sources) {
      const vars = varsFor(project, file.package.name);
      const names = { target, project_name: project.root.name };
      const scope = yamlScope({ env: project.env, vars, secretsAllowed: false, names });
      readProperties(files, file, scope, properties, findings);
    }
  }
  return properties;
}

function buildFileNodes(context: BuildContext, found: readonly SourceFiles[], store: NodeStore): void {
  const each = (pick: (files: SourceFiles) => readonly SourceFile[], build: (file: SourceFile) => void) => {
    for (const files of found) for (const file of pick(files)) context.findings.attempt(() => build(file));
  };
  each(({ seeds }) => seeds, (file) => store.add(seedNode(context, file)));
  each(({ models }) => models, (file) => store.add(modelNode(context, file)));
  each(({ snapshots }) => snapshots, (file) => {
    for (const node of snapshotNodes(context, file)) store.add(node);
  });
  each(({ analyses }) => analyses, (file) => store.add(analysisNode(context, file)));
  each(({ tests }) => tests, (file) => store.add(singularTestNode(context, file)));
}

function buildDeclared(context: BuildContext, macros: MacroDirectory, store: NodeStore): void {
  const { properties, findings } = context;
  const addTests = (target: TestTarget) => {
    for (const test of testNodes(context, target, macros)) store.add(test);
  };
  for (const entry of properties.all("snapshots")) {
    findings.attempt(() => store.add(yamlSnapshotNode(context, entry)));
  }
  for (const kind of ["models", "seeds", "snapshots"] as const) {
    for (const entry of properties.all(kind)) addTests(entryTarget(kind, entry));
  }
  for (const entry of properties.all("sources")) {
    findings.attempt(() => {
      for (const { node, tests } of sourceNodes(context, entry)) {
        store.add(node);
        if (node.config.enabled !== false) addTests(tests);
      }
    });
  }
  for (const entry of properties.all("exposures")) {
    findings.attempt(() => store.add(exposureNode(context, entry)));
  }
  for (const pkg of context.packages.values()) {
    for (const hook of hookNodes(context, pkg)) store.add(hook);
  }
}

/** Tests belong to the node that they are declared on, and to its group. */
function attachTests(nodes: readonly AnyNode[], names: Names): void {
  for (const node of nodes) {
    if (!isGeneric(node) || node.file_key_name?.startsWith("sources.")) continue;
    const [, name] = node.file_key_name?.split(/\.(.*)/s) ?? [];
    const owner = names.ref({ name: name ?? "", package: null, version: null }, node.package_name);
    if (owner === undefined) continue;
    node.attached_node = owner.unique_id;
    node.group = owner.group;
  }
}

const isGeneric = (node: AnyNode): node is TestNode =>
  node.resource_type === "test" && node.test_metadata !== undefined;

/** Where a node is written: its YAML entry for what YAML declares, else the start of its file. */
function locator(properties: Properties): (node: AnyNode) => Location {
  return (node) => {
    const patch = node.ptx_patch;
    const declared = isDeclared(node);
    if (declared && patch) {
      const place = properties.locate(patch.file, patch.path);
      if (place) return place;
    }
    return { file: node.original_file_path, line: 1, column: 1 };
  };
}

const isDeclared = (node: AnyNode): boolean =>
  node.resource_type === "source" ||
  node.resource_type === "exposure" ||
  (node.resource_type === "test" && node.test_metadata !== undefined);

function groupsOf(properties: Properties): Map<string, GroupNode> {
  return new Map(properties.all("groups").map(groupNode).map((group) => [group.unique_id, group]));
}

/**
 * The manifest of a project.
 * @throws PtxErrors with everything that is wrong with it, in one go.
 */
export function resolveManifest(input: ResolveInput): Manifest {
  const { project, files, lister, createEngine, builtins, now } = input;
  const findings = new Findings();
  const packages = new Map([project.root, ...project.packages].map((pkg) => [pkg.name, pkg]));
  const found = [...packages.values()].map((pkg) => sourceFiles(lister, pkg));

  const properties = readAllProperties(input, found, findings);
  const docs = readDocs(files, found.flatMap(({ docs: sources }) => sources), findings);
  const macros = new Map<MacroId, MacroNode>(builtins);
  readMacros(files, found.flatMap(({ macros: sources }) => sources), now, macros, findings);
  findings.stopOnErrors();

  const context: BuildContext = {
    project,
    packages,
    files,
    engine: createEngine(project, macros),
    properties,
    descriptions: new Descriptions(docs, project.root.name),
    findings,
    dialect: dialectOf(project.target.type),
    createdAt: now,
  };
  const directory = new MacroDirectory(context, macros);
  directory.describe();
  const store = new NodeStore(findings);
  buildFileNodes(context, found, store);
  buildDeclared(context, directory, store);

  const disabled = [...store.disabled.values()].flat();
  const names = new Names(store.nodes.values(), store.sources.values(), disabled, project.root.name);
  attachTests([...store.nodes.values(), ...disabled], names);
  inferPrimaryKeys(store.nodes.values(), disabled);
  const locate = locator(properties);
  const linked = link([...store.nodes.values(), ...store.exposures.values()], names, locate);
  findings.add(...linked.diagnostics, ...ambiguousNames(store.nodes.values()), ...sameRelation(store.nodes.values()));
  for (const id of linked.dropped) drop(store, id);
  const graph = buildGraph(edges(store));
  findings.add(...cycleDiagnostics(graph, describeNode(store, locate)));
  findings.stopOnErrors();
  findings.add(...propertyWarnings(context, store.nodes.values(), store.sources.values(), disabled));
  return {
    projectName: project.root.name,
    nodes: store.nodes,
    sources: store.sources,
    exposures: store.exposures,
    macros,
    docs,
    groups: groupsOf(properties),
    disabled: store.disabled,
    selectors: readSelectors(files, project, findings),
    passive: passiveNodes(context),
    graph,
    diagnostics: findings.warnings,
  };
}

const describeNode =
  (store: NodeStore, locate: (node: AnyNode) => Location) =>
  (id: NodeId): { name: string; at: Location | undefined } => {
    const node = store.nodes.get(id);
    return { name: node?.name ?? id, at: node && locate(node) };
  };

function drop(store: NodeStore, id: NodeId): void {
  const node = store.nodes.get(id);
  if (node === undefined) return;
  store.nodes.delete(id);
  store.disabled.set(id, [node]);
}

function* edges(store: NodeStore): Generator<{ id: NodeId; parents: readonly NodeId[] }> {
  for (const id of store.sources.keys()) yield { id, parents: [] };
  for (const [id, node] of store.nodes) yield { id, parents: node.depends_on.nodes };
  for (const [id, exposure] of store.exposures) yield { id, parents: exposure.depends_on.nodes };
}
