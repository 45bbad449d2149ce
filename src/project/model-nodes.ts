/** Builds models, singular tests and analyses: the nodes that are one SQL file each. */
import type { Diagnostic } from "../core/error.ts";
import type { AnalysisNode, Json, JsonObject, ModelNode, TestNode } from "../core/node.ts";
import { type BuildContext, fqnOf, relationName, stem, textAt, trimmed } from "./build-context.ts";
import { contractChecksum, contractProblems, foreignKeys, modelConstraints } from "./contracts.ts";
import { isObject, textOf } from "./json.ts";
import { baseConfig, patchConfig } from "./node-config.ts";
import { placeIn } from "./properties.ts";
import { emptyList } from "./shared.ts";
import type { SourceFile } from "./source-files.ts";
import {
  configure,
  type TemplateNode,
  type TemplateSource,
  templateNode,
} from "./template-nodes.ts";
import type { ModelVersion } from "./versions.ts";

type FileType = "model" | "test" | "analysis";

const kinds = { model: "models", test: "data_tests", analysis: "analyses" } as const;

function fileNode(context: BuildContext, file: SourceFile, type: FileType): TemplateSource {
  const name = stem(file.path);
  const entry = context.properties.take(kinds[type], file.package.name, name);
  const { text, start } = trimmed(textAt(context, file));
  const relative = type === "analysis" ? `analysis/${file.relative}` : file.relative;
  return { file, type, name, fqn: fqnOf(file.package.name, relative, name), entry, text, start };
}

/** A model file as the version that YAML says it holds; as it is for models without versions. */
function versioned(node: TemplateSource, version: ModelVersion | undefined): TemplateSource {
  if (version === undefined) return node;
  const { entry, version: v } = version;
  const fqn = [...node.fqn.slice(0, -1), entry.name, `v${v}`];
  return { ...node, name: entry.name, fqn, entry, version: v };
}

/** A model; one without any text is listed, and nothing else. @returns `undefined` for Python. */
export function modelNode(context: BuildContext, file: SourceFile): ModelNode | undefined {
  const version = context.versions.of(file.package.name, stem(file.path));
  const node = versioned(fileNode(context, file, "model"), version);
  if (version) context.properties.take("models", file.package.name, version.entry.name);
  if (file.path.endsWith(".py")) {
    const { enabled } = baseConfig(context, "model", node.fqn, patchConfig(node.entry));
    if (enabled) context.findings.add(pythonModel(node));
    return undefined;
  }
  const configured = configure(context, node, file.relative);
  const { config } = configured;
  const shared = templateNode(context, node, file.relative, configured);
  const value = node.entry?.value ?? {};
  const constraints = modelConstraints(value["constraints"]);
  const keys = foreignKeys(shared.columns, constraints);
  const { contract } = shared;
  const at = () =>
    node.entry ? placeIn(node.entry, []) : { file: file.shown, line: 1, column: 1 };
  const described = { ...shared, constraints };
  context.findings.add(...contractProblems(described, contract.enforced, at));
  const own = {
    constraints,
    contract: contract.enforced
      ? { ...contract, checksum: contractChecksum(described, contract.enforced) }
      : contract,
    relation_name: config["materialized"] === "ephemeral" ? null : relationName(context, shared),
    version: version?.version ?? null,
    latest_version: version?.latest ?? null,
  };
  return modelOf(shared, own, value, keys);
}

/** Keys one by one: V8 makes such an object twenty times faster than a spread with more keys. */
function modelOf(
  shared: TemplateNode,
  own: Pick<ModelNode, "constraints" | "contract" | "relation_name" | "version" | "latest_version">,
  value: JsonObject,
  keys: ReturnType<typeof foreignKeys>,
): ModelNode {
  return {
    resource_type: "model",
    database: shared.database,
    schema: shared.schema,
    alias: shared.alias,
    name: shared.name,
    package_name: shared.package_name,
    path: shared.path,
    original_file_path: shared.original_file_path,
    unique_id: shared.unique_id,
    fqn: shared.fqn,
    checksum: shared.checksum,
    config: shared.config,
    tags: shared.tags,
    description: shared.description,
    columns: shared.columns,
    meta: shared.meta,
    group: shared.group,
    docs: shared.docs,
    patch_path: shared.patch_path,
    build_path: shared.build_path,
    unrendered_config: shared.unrendered_config,
    created_at: shared.created_at,
    raw_code: shared.raw_code,
    doc_blocks: shared.doc_blocks,
    language: shared.language,
    refs: keys.refs.length === 0 ? shared.refs : [...shared.refs, ...keys.refs],
    sources: keys.sources.length === 0 ? shared.sources : [...shared.sources, ...keys.sources],
    metrics: shared.metrics,
    depends_on: shared.depends_on,
    compiled_path: shared.compiled_path,
    config_call_dict: shared.config_call_dict,
    unrendered_config_call_dict: shared.unrendered_config_call_dict,
    contract: own.contract,
    relation_name: own.relation_name,
    access: accessOf(shared.config["access"]),
    constraints: own.constraints,
    version: own.version,
    latest_version: own.latest_version,
    deprecation_date: timestamp(value["deprecation_date"]),
    primary_key: emptyList,
    time_spine: isObject(value["time_spine"])
      ? { custom_granularities: [], ...value["time_spine"] }
      : null,
    defer_relation: null,
    ...(shared.functions ? { functions: shared.functions } : {}),
    ...(shared.ptx_patch ? { ptx_patch: shared.ptx_patch } : {}),
    ...(shared.ptx_start ? { ptx_start: shared.ptx_start } : {}),
  };
}

const pythonModel = ({ name, file }: TemplateSource): Diagnostic => ({
  code: "PTX1207",
  severity: "error",
  message: `Model '${name}' is written in Python`,
  at: { file: file.shown, line: 1, column: 1 },
  hint: "ptx runs SQL models. Rewrite it in SQL, or move the file out of the model folders.",
});

const accessOf = (access: Json | undefined): ModelNode["access"] =>
  access === "private" || access === "public" ? access : "protected";

/** A date as the manifest writes it, with a time and its zone; `null` for what is no date. */
function timestamp(value: Json | undefined): string | null {
  const text = textOf(value);
  if (text === null) return null;
  const dateOnly = /^\d{4}-\d{2}-\d{2}$/.test(text);
  const time = new Date(dateOnly ? `${text}T00:00:00Z` : text);
  if (Number.isNaN(time.getTime())) return null;
  return time.toISOString().replace(".000Z", "+00:00").replace(/Z$/, "+00:00");
}

/** A singular data test: a file whose select returns the failing rows. */
export function singularTestNode(context: BuildContext, file: SourceFile): TestNode {
  const node = fileNode(context, file, "test");
  const configured = configure(context, node, file.relative);
  const shared = templateNode(context, node, file.relative, configured);
  return {
    ...shared,
    resource_type: "test",
    relation_name:
      configured.config["store_failures"] === true ? relationName(context, shared) : null,
  };
}

/** An analysis: compiled, never run. */
export function analysisNode(context: BuildContext, file: SourceFile): AnalysisNode {
  const node = fileNode(context, file, "analysis");
  const path = `analysis/${file.relative}`;
  const shared = templateNode(context, node, path, configure(context, node, path));
  return { ...shared, resource_type: "analysis", relation_name: null };
}
