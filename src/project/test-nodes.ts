/** Builds generic data tests: those that YAML declares on models, seeds, snapshots and sources. */
import type { Json, JsonObject, TestMetadata, TestNode } from "../core/node.ts";
import { renderNative } from "../jinja/native.ts";
import { toText } from "../jinja/printing.ts";
import type { Scope } from "../jinja/value.ts";
import { quoteIdentifier } from "../sql/quote.ts";
import {
  type BuildContext,
  idOf,
  nothingCaptured,
  relationName,
  relationNames,
  templateFacts,
} from "./build-context.ts";
import { mergeCalls } from "./config-merge.ts";
import type { Captured, NodeDraft } from "./engine.ts";
import { isObject, listOf } from "./json.ts";
import { baseConfig, finalConfig, writtenConfig } from "./node-config.ts";
import { type Entry, pathIn, placeIn } from "./properties.ts";
import { emptyMap, noChecksum, shareList, shareMap } from "./shared.ts";
import type { SourceFile } from "./source-files.ts";
import { contractOf, docsOf } from "./template-nodes.ts";
import { listedTests, type TestEntry, testEntry } from "./test-entries.ts";
import { testHash, testNames } from "./test-names.ts";
import type { TestTarget } from "./test-targets.ts";
import { floatPaths, markFloats } from "./yaml/floats.ts";
import type { KeyPath } from "./yaml-render.ts";

/** How tests find their macro, and render their config. */
export interface TestMacros {
  /** Unique id of the macro that a test calls; throws what a user must know when there is none. */
  resolve(test: TestEntry, entry: Entry, packageName: string): string;
  /** The names that the config of a package's tests may use. */
  scope(packageName: string): Scope;
}

/** Built-in tests whose only reference is the tested relation: their macro need not run to know it. */
const plainTests: ReadonlySet<string> = new Set([
  "macro.dbt.test_not_null",
  "macro.dbt.test_unique",
]);

function renderedConfig(config: JsonObject, scope: Scope, file: string): JsonObject {
  const rendered: JsonObject = {};
  for (const [key, value] of Object.entries(config)) {
    const native: Json =
      typeof value === "string" && (value.includes("{{") || value.includes("{%"))
        ? (renderNative(value, file, scope) as Json)
        : value;
    if (native !== null && native !== undefined) rendered[key] = native;
  }
  return rendered;
}

/** `config(...)` as text, since other tools read it in `raw_code`. */
function configCall(config: JsonObject): string {
  const settings = Object.entries(config).map(([key, value]) =>
    typeof value === "string"
      ? `${key}="${value.replaceAll('"', '\\"')}"`
      : `${key}=${toText(value)}`,
  );
  return settings.length === 0 ? "" : `{{ config(${settings.join(",")}) }}`;
}

interface Named {
  readonly test: TestEntry;
  readonly column: string | null;
  readonly full: string;
  readonly short: string;
  readonly kwargs: JsonObject;
  readonly config: JsonObject;
}

function named(test: TestEntry, column: string | null, target: TestTarget, scope: Scope): Named {
  const config = renderedConfig(test.config, scope, target.entry.file.path);
  const kwargs: JsonObject = { ...test.kwargs };
  if (column !== null) kwargs["column_name"] = column;
  if (test.customName !== null) {
    return { test, column, full: test.customName, short: test.customName, kwargs, config };
  }
  const prefix = target.kind === "sources" ? "source_" : "";
  const kind = `${test.namespace === null ? "" : `${test.namespace}_`}${prefix}${test.name}`;
  const { full, short } = testNames(kind, target.label, kwargs);
  if (short !== full && config["alias"] === undefined) config["alias"] = short;
  return { test, column, full, short, kwargs, config };
}

function captureTest(
  context: BuildContext,
  target: TestTarget,
  draft: NodeDraft,
  macro: string,
  { test, kwargs }: Named,
): Captured {
  if (plainTests.has(macro)) {
    return {
      ...nothingCaptured,
      refs: target.ref ? [target.ref] : [],
      sources: target.source ? [target.source] : [],
      macros: [macro as Captured["macros"][number]],
    };
  }
  return context.engine.captureTest(draft, { namespace: test.namespace, name: test.name, kwargs });
}

/** A listed test with the floats of its text. */
const asWritten = (raw: Json, entry: Entry, path: KeyPath): Json =>
  typeof raw === "string" ? raw : markFloats(raw, pathIn(entry, path), entry.yaml.isFloat);

/** A test before its macro ran, with the config that folders give it. */
function draftOf(context: BuildContext, file: SourceFile, names: Named, hash: string) {
  const packageName = file.package.name;
  const fqn = [packageName, ...file.path.split("/").slice(1, -1), names.full];
  const base = baseConfig(context, "test", fqn, {});
  const draft: NodeDraft = {
    unique_id: idOf("test", packageName, names.full, hash),
    resource_type: "test",
    name: names.full,
    package_name: packageName,
    path: `${names.short}.sql`,
    original_file_path: file.path,
    fqn,
    // The macro sees the test's own config, e.g. `where`, while it is captured.
    config: { ...base, ...names.config },
  };
  return { base, draft };
}

/** Notes where a test's arguments have floats, which the parse cache keeps as numbers. */
function keepFloats(node: TestNode, metadata: TestMetadata): TestNode {
  const floats = floatPaths(metadata.kwargs);
  if (floats.length === 0) return node;
  const plain = JSON.parse(JSON.stringify(metadata)) as TestMetadata;
  return { ...node, test_metadata: plain, ptx_floats: floats };
}

const macroName = ({ namespace, name }: TestEntry): string =>
  `${namespace === null ? "" : `${namespace}.`}test_${name}`;

/** All tags, each once, in order. */
const tagsOf = (...lists: readonly (readonly string[])[]): string[] =>
  shareList([...new Set(lists.flat())].sort());

/** Builds the node of one declared test. */
function buildTest(
  context: BuildContext,
  target: TestTarget,
  macros: TestMacros,
  test: TestEntry,
  column: { name: string; tags: readonly string[] } | null,
): TestNode {
  const { entry } = target;
  const { file } = entry;
  const packageName = file.package.name;
  const macro = macros.resolve(test, entry, packageName);
  const names = named(test, column?.name ?? null, target, macros.scope(packageName));
  const kwargs: JsonObject = { ...names.kwargs, model: `{{ get_where_subquery(${target.call}) }}` };
  const metadata = { namespace: test.namespace, name: test.name, kwargs };
  const { base, draft } = draftOf(context, file, names, testHash(names.full, metadata));
  const captured = captureTest(context, target, draft, macro, { ...names, kwargs });
  // As dbt does: the test's config, what its macro says, and the test's config again.
  const calls: JsonObject = {};
  for (const call of [names.config, captured.config, names.config]) mergeCalls(calls, call);
  const own = finalConfig(context, "test", draft.fqn, base, calls);
  const config = context.configs.share("test", own);
  const relation = relationNames(context, draft, config);
  const description = context.descriptions.render(test.description, packageName, () =>
    placeIn(entry, test.path),
  );
  const tags = tagsOf(target.tags, column?.tags ?? [], config.tags);
  const facts = templateFacts(captured, calls);
  const node: TestNode = {
    resource_type: "test",
    database: relation.database,
    schema: relation.schema,
    alias: relation.alias,
    name: names.full,
    package_name: packageName,
    path: draft.path,
    original_file_path: file.path,
    unique_id: idOf(draft.unique_id),
    fqn: [...draft.fqn],
    checksum: noChecksum,
    config,
    tags,
    description: description.text,
    columns: emptyMap,
    meta: config.meta,
    group: null,
    docs: docsOf(config),
    patch_path: null,
    build_path: null,
    unrendered_config: shareMap(writtenConfig(context, "test", draft.fqn, {}, calls)),
    created_at: context.createdAt,
    relation_name: config["store_failures"] === true ? relationName(context, relation) : null,
    raw_code: `{{ ${macroName(test)}(**_dbt_generic_test_kwargs) }}${configCall(names.config)}`,
    doc_blocks: description.blocks,
    language: "sql",
    refs: facts.refs,
    sources: facts.sources,
    metrics: facts.metrics,
    depends_on: facts.depends_on,
    compiled_path: facts.compiled_path,
    config_call_dict: facts.config_call_dict,
    unrendered_config_call_dict: facts.unrendered_config_call_dict,
    contract: contractOf(config),
    column_name: column?.name ?? null,
    file_key_name: `${target.kind}.${entry.name}`,
    attached_node: null,
    test_metadata: metadata,
    ptx_patch: { file: file.path, path: pathIn(entry, test.path) },
  };
  return keepFloats(node, metadata);
}

/** All data tests of a target, columns first, in written order. */
export function testNodes(
  context: BuildContext,
  target: TestTarget,
  macros: TestMacros,
): TestNode[] {
  const nodes: TestNode[] = [];
  const { entry, holder, path } = target;
  const build = (
    owner: JsonObject,
    at: KeyPath,
    column: { name: string; tags: string[] } | null,
  ) => {
    const listed = context.findings.attempt(() => listedTests(owner, entry, at)) ?? [];
    for (const { raw, path: place } of listed) {
      const node = context.findings.attempt(() =>
        buildTest(
          context,
          target,
          macros,
          testEntry(asWritten(raw, entry, place), entry, place),
          column,
        ),
      );
      if (node) nodes.push(node);
    }
  };
  listOf(holder["columns"]).forEach((column, index) => {
    if (!isObject(column) || typeof column["name"] !== "string") return;
    const quoted = column["quote"] === true || (column["quote"] !== false && target.quoteColumns);
    const name = quoted ? quoteIdentifier(column["name"], context.dialect) : column["name"];
    const inConfig = isObject(column["config"]) ? column["config"]["tags"] : undefined;
    const tags = [...listOf(column["tags"]), ...listOf(inConfig)].map(String);
    build(column, [...path, "columns", index], { name, tags });
  });
  build(holder, path, null);
  return nodes;
}
