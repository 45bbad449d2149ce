/** parsed files → Manifest: names to ids, config inherited, references to edges. */
import type { Files } from "../core/files.ts";
import type { Location } from "../core/location.ts";
import type { Manifest } from "../core/manifest.ts";
import type { GroupNode, JsonObject, MacroId, MacroNode, NodeId } from "../core/node.ts";
import type { Project } from "../core/project.ts";
import { buildGraph, membersOf } from "../graph/build.ts";
import { cycleDiagnostics } from "../graph/cycles.ts";
import { checkSelectors } from "../graph/select.ts";
import { deprecations, groupProblems } from "./access.ts";
import { attachTests } from "./attach-tests.ts";
import { type BuildContext, stem } from "./build-context.ts";
import { buildDeclared, buildFileNodes } from "./build-nodes.ts";
import { CallChecks } from "./call-config.ts";
import { Descriptions, readDocs } from "./docs-blocks.ts";
import { ambiguousNames, sameRelation } from "./duplicates.ts";
import type { EngineFactory } from "./engine.ts";
import { Findings } from "./findings.ts";
import { link } from "./links.ts";
import { linkMacros } from "./macro-calls.ts";
import { MacroDirectory } from "./macro-directory.ts";
import { readMacros } from "./macros.ts";
import { NodeMemo } from "./memo.ts";
import { placeOf } from "./missing.ts";
import { Names } from "./names.ts";
import { NodeStore } from "./node-store.ts";
import { groupNode } from "./other-nodes.ts";
import { type Locate, locator } from "./places.ts";
import { inferPrimaryKeys } from "./primary-keys.ts";
import { Properties, readProperties } from "./properties.ts";
import { propertyWarnings } from "./property-warnings.ts";
import { YamlScopes } from "./scopes.ts";
import { readSelectors } from "./selectors-file.ts";
import { byKind, linkSemantics, semanticLayer } from "./semantic-layer.ts";
import { SharedConfigs } from "./shared.ts";
import { type FolderLister, type SourceFiles, sourceFiles } from "./source-files.ts";
import { unitFixtures } from "./unit-test-rows.ts";
import { unitTests } from "./unit-tests.ts";
import { ModelVersions } from "./versions.ts";

export interface ResolveInput {
  readonly project: Project;
  readonly files: Files;
  readonly lister: FolderLister;
  readonly createEngine: EngineFactory;
  /** The macros of the `dbt` package. */
  readonly builtins: ReadonlyMap<MacroId, MacroNode>;
  /** Seconds since 1970, for `created_at`. */
  readonly now: number;
  /** What an earlier resolve of the same project knows; what this one does is kept in it. */
  readonly memo?: NodeMemo | undefined;
}

function readAllProperties(
  files: Files,
  scopes: YamlScopes,
  found: readonly SourceFiles[],
  findings: Findings,
  memo: NodeMemo,
): Properties {
  const properties = new Properties();
  for (const { properties: sources } of found) {
    for (const file of sources) {
      readProperties(files, file, scopes.of(file.package.name), properties, findings, memo);
    }
  }
  return properties;
}

function versionsOf(
  properties: Properties,
  found: readonly SourceFiles[],
  findings: Findings,
): ModelVersions {
  const files = new Set<string>();
  for (const { models } of found) {
    for (const file of models) files.add(`${file.package.name}.${stem(file.path)}`);
  }
  const hasModel = (packageName: string, name: string) => files.has(`${packageName}.${name}`);
  return new ModelVersions(properties.all("models"), hasModel, findings);
}

function groupsOf(properties: Properties): Map<string, GroupNode> {
  return new Map(
    properties
      .all("groups")
      .map(groupNode)
      .map((group) => [group.unique_id, group]),
  );
}

interface Read {
  readonly context: BuildContext;
  readonly found: readonly SourceFiles[];
  readonly macros: Map<MacroId, MacroNode>;
  readonly docs: Manifest["docs"];
  readonly directory: MacroDirectory;
}

/** Everything that is known before the first node is built. @throws PtxErrors */
function readProject(input: ResolveInput, findings: Findings, memo: NodeMemo): Read {
  const { project, files, lister, createEngine, builtins, now } = input;
  const packages = new Map([project.root, ...project.packages].map((pkg) => [pkg.name, pkg]));
  const found = [...packages.values()].map((pkg) => sourceFiles(lister, pkg, project.root.root));
  const scopes = new YamlScopes(project);
  const properties = readAllProperties(files, scopes, found, findings, memo);
  const docFiles = found.flatMap(({ docs }) => docs);
  const docs = readDocs(files, docFiles, findings);
  const macros = new Map<MacroId, MacroNode>(builtins);
  const macroFiles = found.flatMap(({ macros: sources }) => sources);
  readMacros(files, macroFiles, now, macros, findings, project.root.root);
  findings.stopOnErrors();
  linkMacros(macros, project);
  const context: BuildContext = {
    project,
    packages,
    files,
    engine: createEngine(project, macros),
    properties,
    descriptions: new Descriptions(docs, project.root.name, scopes),
    findings,
    calls: new CallChecks(),
    configs: new SharedConfigs(),
    dialect: project.dialect,
    createdAt: now,
    versions: versionsOf(properties, found, findings),
  };
  const directory = new MacroDirectory(context, macros, scopes);
  directory.describe();
  memo.begin({ engine: context.engine, properties, findings, docs, macros });
  return { context, found, macros, docs, directory };
}

/** Edges between the nodes, and what is wrong with them. */
function linkNodes(
  { context, found, macros }: Read,
  store: NodeStore,
  groups: ReadonlyMap<string, GroupNode>,
): Manifest["passive"] {
  const { project, findings, packages } = context;
  const locate = locator(project, packages, context.properties);
  const disabled = store.allDisabled();
  const names = new Names(
    store.nodes.values(),
    store.sources.values(),
    disabled,
    project.root.name,
  );
  attachTests([...store.nodes.values(), ...disabled], names);
  const semantics = semanticLayer(context, locate);
  const referring = [
    ...store.nodes.values(),
    ...store.exposures.values(),
    ...semantics.semantic_models,
  ];
  const { diagnostics, dropped } = link(referring, { names, packages, locate });
  findings.add(
    ...diagnostics,
    ...ambiguousNames(store.nodes.values(), locate),
    ...sameRelation(store.nodes.values(), locate),
    ...groupProblems([...store.nodes.values(), ...Object.values(semantics).flat()], groups, locate),
  );
  for (const id of dropped) store.disable(id);
  linkSemantics(
    context,
    semantics,
    { nodes: store.nodes, exposures: store.exposures.values() },
    locate,
  );
  for (const node of semantics.disabled) store.addDisabled(node);
  inferPrimaryKeys(store.nodes.values(), disabled);
  findings.add(...deprecations(store.nodes, context.createdAt, locate));
  const disabledModels = new Set(disabled.map((node) => `${node.package_name}.${node.name}`));
  const fixtures = unitFixtures(found.flatMap((files) => files.fixtures));
  const tests = unitTests(context, fixtures, store.nodes.values(), disabledModels, macros);
  for (const test of tests.disabled) store.addDisabled(test);
  // The shape of the artifact, which is JSON.
  const unit_tests = tests.enabled as unknown as Record<string, JsonObject>;
  return { ...byKind(semantics), unit_tests };
}

/**
 * The manifest of a project.
 * @throws PtxErrors with everything that is wrong with it, in one go.
 */
export function resolveManifest(input: ResolveInput): Manifest {
  const { project, files } = input;
  const findings = new Findings();
  const memo = input.memo ?? new NodeMemo();
  const read = readProject(input, findings, memo);
  const { context, found, macros, docs, directory } = read;
  const { properties } = context;
  const locate = locator(project, context.packages, properties);
  const store = new NodeStore(findings, locate);
  buildFileNodes(context, found, store, memo);
  buildDeclared(context, directory, store, memo);

  const groups = groupsOf(properties);
  const passive = linkNodes(read, store, groups);
  const graph = buildGraph(membersOf({ ...store, passive }));
  findings.add(...cycleDiagnostics(graph, describeNode(store, locate)));
  const selectors = readSelectors(files, project, findings);
  findings.attempt(() => findings.add(...checkSelectors({ selectors })));
  findings.stopOnErrors();
  const { nodes, sources, exposures, disabled } = store;
  findings.add(
    ...propertyWarnings(
      context,
      nodes.values(),
      sources.values(),
      store.allDisabled(),
      macros.values(),
    ),
  );
  return {
    projectName: project.root.name,
    nodes,
    sources,
    exposures,
    macros,
    docs,
    groups,
    disabled,
    selectors,
    passive,
    graph,
    diagnostics: findings.warnings,
  };
}

/** A node of a cycle: its name, and where it refers to the one before it. */
const describeNode =
  (store: NodeStore, locate: Locate) =>
  (id: NodeId, reads?: NodeId): { name: string; at: Location | undefined } => {
    const node = store.nodes.get(id);
    const parent = reads === undefined ? undefined : store.nodes.get(reads);
    if (node === undefined) return { name: id, at: undefined };
    if (parent === undefined || !("refs" in node)) return { name: node.name, at: locate(node) };
    const ref = { name: parent.name, package: null, version: null };
    return { name: node.name, at: placeOf(node, { kind: "ref", ref }, locate) };
  };
