/** Unit tests of models: members of the graph, one for each version of the model. */
import { PtxError } from "../core/error.ts";
import { sha256 } from "../core/hash.ts";
import {
  asMacroId,
  type Json,
  type JsonObject,
  type MacroId,
  type MacroNode,
  type ManifestNode,
  type ModelNode,
  type SeedNode,
  type UnitTestNode,
} from "../core/node.ts";
import { suggest } from "../core/suggest.ts";
import { type BuildContext, describe, idOf, locatedBy } from "./build-context.ts";
import { isObject, listOf, objectOf, textOf } from "./json.ts";
import { macroTests } from "./macro-tests.ts";
import { baseConfig, finalConfig } from "./node-config.ts";
import { type Entry, placeIn } from "./properties.ts";
import { overridesOf } from "./unit-test-overrides.ts";
import { type RowSources, rowsAt, type UnitFixtures } from "./unit-test-rows.ts";

function versionsOf(value: JsonObject): UnitTestNode["versions"] {
  const written = value["versions"];
  if (!isObject(written)) return null;
  const list = (names: Json | undefined) =>
    names === undefined || names === null ? null : (listOf(names) as (string | number)[]);
  return { include: list(written["include"]), exclude: list(written["exclude"]) };
}

/** What is true of a unit test whatever version of its model it runs on. */
function definition(sources: RowSources, entry: Entry, model: string): UnitTestNode {
  const { context } = sources;
  const { file, name, value } = entry;
  const packageName = file.package.name;
  const folders = file.path.split("/").slice(1, -1);
  const fqn = [packageName, ...folders, model, name];
  const base = baseConfig(context, "unit_test", fqn, objectOf(value["config"]));
  const config = finalConfig(context, "unit_test", fqn, base, {});
  const given = listOf(value["given"])
    .filter(isObject)
    .map((input, index) => ({
      input: textOf(input["input"]) ?? "",
      ...rowsAt(sources, entry, input, ["given", index]),
    }));
  const expect = rowsAt(sources, entry, objectOf(value["expect"]), ["expect"]);
  const content = {
    model,
    versions: versionsOf(value),
    given,
    expect,
    overrides: overridesOf(value),
  };
  return {
    ...content,
    name,
    unique_id: idOf("unit_test", packageName, model, name),
    resource_type: "unit_test",
    package_name: packageName,
    path: file.relative,
    original_file_path: file.path,
    description: describe(context, entry).text,
    depends_on: { macros: [], nodes: [] },
    fqn,
    config,
    tags: config.tags,
    meta: config.meta,
    checksum: sha256(JSON.stringify(content)),
    schema: null,
    created_at: context.createdAt,
    version: null,
    ...locatedBy(entry),
  };
}

function isWanted({ versions }: UnitTestNode, { version }: ModelNode): boolean {
  const names = (list: readonly (string | number)[]) => list.map(String);
  if (versions?.exclude) return !names(versions.exclude).includes(String(version));
  return !versions?.include || names(versions.include).includes(String(version));
}

function withModel(test: UnitTestNode, node: ModelNode): UnitTestNode {
  const version = node.version === null ? "" : `_v${node.version}`;
  return {
    ...test,
    unique_id: idOf("unit_test", test.package_name, node.name, `${test.name}${version}`),
    depends_on: { macros: [], nodes: [node.unique_id] },
    schema: node.schema,
    version: node.version,
  };
}

const isIncremental = asMacroId("macro.dbt.is_incremental");

/** A model that asks whether it is incremental must be told, and have a table when it is. */
function checkIncremental(entry: Entry, test: UnitTestNode, node: ModelNode): void {
  if (!node.depends_on.macros.includes(isIncremental)) return;
  const told = test.overrides?.macros["is_incremental"];
  if (typeof told !== "boolean") {
    throw new PtxError(
      "PTX1224",
      `Unit test '${test.name}' must say whether '${node.name}' is incremental`,
      {
        at: placeIn(entry, ["name"]),
        hint: "Add overrides: {macros: {is_incremental: false}}, or true with rows for this.",
      },
    );
  }
  if (!told || test.given.some(({ input }) => input.trim() === "this")) return;
  throw new PtxError(
    "PTX1224",
    `Unit test '${test.name}' says that '${node.name}' is incremental, and gives no rows for this`,
    {
      at: placeIn(entry, ["given"]),
      hint: "Add - input: this with the rows that the table has before.",
    },
  );
}

function checkVersions(entry: Entry, test: UnitTestNode, models: readonly ModelNode[]): void {
  const { versions } = test;
  if (!versions?.include && !versions?.exclude) return;
  const known = models.flatMap(({ version }) => (version === null ? [] : [String(version)]));
  if (known.length > 0 && models.some((node) => isWanted(test, node))) return;
  throw new PtxError(
    "PTX1224",
    known.length === 0
      ? `Unit test '${test.name}' chooses versions of '${test.model}', which has none`
      : `Unit test '${test.name}' chooses no version that '${test.model}' has`,
    {
      at: placeIn(entry, ["versions"]),
      hint: known.length === 0 ? "Remove versions:." : `Its versions are ${known.join(", ")}.`,
    },
  );
}

interface Index {
  readonly models: ReadonlyMap<string, readonly ModelNode[]>;
  readonly disabledModels: ReadonlySet<string>;
}

/** The tests that one entry makes. @throws PtxError for what is wrong with it. */
function testsOf(sources: RowSources, entry: Entry, { models, disabledModels }: Index) {
  // `model: sizes 2` means one version of it, as in dbt.
  const [model = "", version] = (textOf(entry.value["model"]) ?? "").split(/\s+/);
  const key = `${entry.file.package.name}.${model}`;
  const all = models.get(key) ?? [];
  const found = all.filter((node) => version === undefined || String(node.version) === version);
  if (found.length === 0 && !disabledModels.has(key)) {
    throw noModel(entry, model, models.values());
  }
  const test = definition(sources, entry, model);
  if (found.length > 0) checkVersions(entry, test, found);
  const bound = found.filter((node) => isWanted(test, node));
  const isEnabled = test.config.enabled !== false && bound.length > 0;
  if (isEnabled) for (const node of bound) checkIncremental(entry, test, node);
  const tests = bound.map((node) => withModel(test, node));
  const disabled = { ...(tests[0] ?? test), config: { ...test.config, enabled: false } };
  return isEnabled ? { enabled: tests, disabled: [] } : { enabled: [], disabled: [disabled] };
}

/** Nodes of one kind by a key; a versioned model has several. */
function grouped<T extends ManifestNode>(
  nodes: readonly ManifestNode[],
  is: (node: ManifestNode) => node is T,
  keyOf: (node: T) => string,
): Map<string, T[]> {
  const index = new Map<string, T[]>();
  for (const node of nodes) {
    if (!is(node)) continue;
    const known = index.get(keyOf(node));
    if (known) known.push(node);
    else index.set(keyOf(node), [node]);
  }
  return index;
}

const isModel = (node: ManifestNode): node is ModelNode => node.resource_type === "model";
const isSeed = (node: ManifestNode): node is SeedNode => node.resource_type === "seed";

/** The unit tests of a project, of models and of macros; disabled ones apart. */
export function unitTests(
  context: BuildContext,
  fixtures: UnitFixtures,
  given: Iterable<ManifestNode>,
  disabledModels: ReadonlySet<string>,
  macros: ReadonlyMap<MacroId, MacroNode>,
): { enabled: Record<string, UnitTestNode>; disabled: UnitTestNode[] } {
  const enabled: Record<string, UnitTestNode> = {};
  const disabled: UnitTestNode[] = [];
  const places = new Map<string, Entry>();
  const put = (tests: readonly UnitTestNode[], entry: Entry): void => {
    for (const test of tests) {
      const first = places.get(test.unique_id);
      if (first) context.findings.add(twice(test, entry, first));
      places.set(test.unique_id, entry);
      enabled[test.unique_id] = test;
    }
  };
  for (const { test, entry } of macroTests(context, macros)) {
    if (test.config.enabled === false) disabled.push(test);
    else put([test], entry);
  }
  const entries = context.properties.all("unit_tests");
  if (entries.length === 0) return { enabled, disabled };
  const nodes = [...given];
  const models = grouped(nodes, isModel, ({ package_name, name }) => `${package_name}.${name}`);
  const sources = { context, fixtures, seeds: grouped(nodes, isSeed, ({ name }) => name) };
  for (const entry of entries) {
    const made = context.findings.attempt(() =>
      testsOf(sources, entry, { models, disabledModels }),
    );
    put(made?.enabled ?? [], entry);
    disabled.push(...(made?.disabled ?? []));
  }
  return { enabled, disabled };
}

function twice({ name, model }: UnitTestNode, entry: Entry, first: Entry) {
  return {
    code: "PTX1204" as const,
    severity: "error" as const,
    message: `Unit test '${name}' of '${model}' is described twice`,
    at: placeIn(entry, ["name"]),
    related: [{ message: "first described here", at: placeIn(first, ["name"]) }],
    hint: "Rename one of the two.",
  };
}

function noModel(entry: Entry, model: string, models: Iterable<readonly ModelNode[]>): PtxError {
  const close = suggest(
    model,
    [...models].flat().map(({ name }) => name),
  );
  return new PtxError(
    "PTX1224",
    `Unit test '${entry.name}' tests a model '${model}' that does not exist`,
    {
      at: placeIn(entry, ["model"]),
      hint: close ? `Did you mean '${close}'?` : "Check the name under model:, or remove the test.",
    },
  );
}
