/** Builds all nodes of a project, file by file and entry by entry; what is remembered is not built again. */
import type { AnyNode } from "../core/node.ts";
import { type BuildContext, stem } from "./build-context.ts";
import { functionNode } from "./function-nodes.ts";
import type { MacroDirectory } from "./macro-directory.ts";
import type { NodeMemo, Wanted } from "./memo.ts";
import { analysisNode, modelNode, singularTestNode } from "./model-nodes.ts";
import type { NodeStore } from "./node-store.ts";
import { exposureNode, hookNodes } from "./other-nodes.ts";
import type { Entry, EntryKind } from "./properties.ts";
import { seedNode } from "./seed-nodes.ts";
import { snapshotNodes, yamlSnapshotNode } from "./snapshot-nodes.ts";
import type { FileKind, SourceFile, SourceFiles } from "./source-files.ts";
import { sourceNodes } from "./source-nodes.ts";
import { overridden, overriddenPackage, SourceOverrides } from "./source-overrides.ts";
import { testNodes } from "./test-nodes.ts";
import { entryTargets, type TestTarget } from "./test-targets.ts";

type Built = AnyNode | readonly AnyNode[] | undefined;

const listed = (built: Built): readonly AnyNode[] =>
  built === undefined ? [] : "unique_id" in built ? [built] : built;

/** Adds the nodes of a unit to the store. */
type Add = (wanted: Wanted, build: () => Built) => void;

const adding =
  (context: BuildContext, store: NodeStore, memo: NodeMemo): Add =>
  (wanted, build) => {
    context.findings.attempt(() => {
      for (const node of memo.unit(wanted, () => listed(build()))) store.add(node);
    });
  };

/** Which version of a model a file holds: other files and entries have a say in that. */
function versionFacts({ versions }: BuildContext, file: SourceFile, memo: NodeMemo): string[] {
  const version = versions.of(file.package.name, stem(file.path));
  if (version === undefined) return [];
  return [JSON.stringify([version.version, version.latest, memo.signature(version.entry)])];
}

/** Builds the nodes that are files: seeds, models, snapshots, analyses, singular tests. */
export function buildFileNodes(
  context: BuildContext,
  found: readonly SourceFiles[],
  store: NodeStore,
  memo: NodeMemo,
): void {
  const add = adding(context, store, memo);
  const each = (kind: FileKind, build: (file: SourceFile) => Built) => {
    for (const files of found) {
      for (const file of files[kind]) {
        const facts = kind === "models" ? versionFacts(context, file, memo) : [];
        add({ name: `${kind} ${file.package.name} ${file.path}`, file, facts }, () => build(file));
      }
    }
  };
  each("seeds", (file) => seedNode(context, file));
  each("models", (file) => modelNode(context, file));
  each("snapshots", (file) => snapshotNodes(context, file));
  each("functions", (file) => functionNode(context, file));
  each("analyses", (file) => analysisNode(context, file));
  each("tests", (file) => singularTestNode(context, file));
}

/** Sources with their data tests; those of packages as the project changes them. */
function buildSources(
  context: BuildContext,
  memo: NodeMemo,
  add: Add,
  testsOf: (target: TestTarget) => AnyNode[],
): void {
  const entries = context.properties.all("sources");
  const overrides = new SourceOverrides(entries);
  for (const entry of entries) {
    if (overriddenPackage(entry) !== null) continue;
    const change = overrides.of(entry);
    const { file, path } = entry;
    const name = `sources ${file.package.name} ${file.path} ${path.join(".")}`;
    const facts = [entry, ...(change ? [change] : [])].map((one) => memo.signature(one));
    add({ name, facts }, () =>
      sourceNodes(context, overridden(entry, change)).flatMap(({ node, tests }): AnyNode[] => [
        node,
        ...(node.config.enabled === false ? [] : testsOf(tests)),
      ]),
    );
  }
}

/** Builds the nodes that YAML declares, and the on-run hooks of project files. */
export function buildDeclared(
  context: BuildContext,
  macros: MacroDirectory,
  store: NodeStore,
  memo: NodeMemo,
): void {
  const add = adding(context, store, memo);
  const each = (kind: EntryKind, made: string, build: (entry: Entry) => Built) => {
    for (const entry of context.properties.all(kind)) {
      const { file, path } = entry;
      const name = `${made} ${file.package.name} ${file.path} ${path.join(".")}`;
      add({ name, facts: [memo.signature(entry)] }, () => build(entry));
    }
  };
  const testsOf = (target: TestTarget) => testNodes(context, target, macros);
  each("snapshots", "yaml snapshot", (entry) => yamlSnapshotNode(context, entry));
  for (const kind of ["models", "seeds", "snapshots"] as const) {
    each(kind, `tests of ${kind}`, (entry) =>
      entryTargets(kind, entry, context.versions.declaredBy(entry)).flatMap(testsOf),
    );
  }
  buildSources(context, memo, add, testsOf);
  each("exposures", "exposures", (entry) => exposureNode(context, entry));
  for (const pkg of context.packages.values()) {
    for (const hook of hookNodes(context, pkg)) store.add(hook);
  }
}
