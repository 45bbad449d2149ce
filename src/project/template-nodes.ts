/** What nodes made from a template share: their config, what the template refers to, their facts. */

import { sha256 } from "../core/hash.ts";
import type { JsonObject, NodeConfig } from "../core/node.ts";
import {
  type BuildContext,
  columnsOf,
  describe,
  idOf,
  locatedBy,
  nothingCaptured,
  patchPathOf,
  relationNames,
  templateFacts,
} from "./build-context.ts";
import { isChecked } from "./call-config.ts";
import type { Captured, NodeDraft } from "./engine.ts";
import { captureHook, captureHooks } from "./hooks.ts";
import { objectOf, textOf } from "./json.ts";
import { baseConfig, finalConfig, patchConfig, writtenConfig } from "./node-config.ts";
import type { Entry } from "./properties.ts";
import { emptyList, noContract, noContractConfig, shownDocs } from "./shared.ts";
import type { SourceFile } from "./source-files.ts";
import type { VersionName } from "./versions.ts";

type TemplateType = "model" | "test" | "analysis" | "snapshot" | "operation" | "function";

/** A template of the project, before it was rendered. */
export interface TemplateSource {
  readonly file: SourceFile;
  readonly type: TemplateType;
  readonly name: string;
  readonly fqn: string[];
  /** Follows the name in the id of a versioned model. */
  readonly version?: VersionName | null;
  /** Of the whole file, where that is not the template's. */
  readonly checksum?: string;
  readonly entry: Entry | undefined;
  readonly text: string;
  readonly start: { line: number; column: number } | undefined;
}

/** Config and captured references of a template, with the draft that naming macros see. */
export interface Configured {
  readonly draft: NodeDraft;
  readonly config: NodeConfig;
  readonly captured: Captured;
  readonly unrendered: JsonObject;
}

/** Renders a template once to capture it, and settles its config. */
export function configure(context: BuildContext, node: TemplateSource, path: string): Configured {
  const { file, type, name, fqn, entry, text, start, version = null } = node;
  const patch = patchConfig(entry);
  const base = baseConfig(context, type, fqn, patch);
  const draft: NodeDraft = {
    unique_id: idOf(type, file.package.name, name, version === null ? undefined : `v${version}`),
    resource_type: type,
    name,
    package_name: file.package.name,
    path,
    original_file_path: file.path,
    fqn,
    config: base,
    version,
    start,
  };
  const found =
    type === "operation"
      ? captureHook(context, file, draft, text, `In ${name}`)
      : context.findings.attempt(() => context.engine.capture(draft, text));
  const calls = found?.config ?? {};
  if (isChecked(type)) {
    const template = { type, name, text, file: file.shown, start };
    context.findings.add(...context.calls.problems(template, calls));
  }
  const config = context.configs.share(type, finalConfig(context, type, fqn, base, calls));
  const captured =
    type === "operation"
      ? found
      : captureHooks(context, file, draft, config, found ?? nothingCaptured);
  const unrendered = writtenConfig(context, type, fqn, patch, calls);
  return { draft, config, captured: captured ?? nothingCaptured, unrendered };
}

/**
 * The fields that every node of a template has.
 *
 * Keys are constant, and spreads come first or last: V8 builds such an object some fifty times
 * faster than one whose spread stands in the middle.
 */
export function templateNode(
  context: BuildContext,
  node: TemplateSource,
  path: string,
  configured: Configured,
) {
  const { file, name, fqn, entry, text, start } = node;
  const { draft, config, captured, unrendered } = configured;
  const description = describe(context, entry);
  const { database, schema, alias } = relationNames(context, draft, config);
  const facts = templateFacts(captured, captured.config);
  return {
    database,
    schema,
    alias,
    name,
    package_name: file.package.name,
    path,
    original_file_path: file.path,
    unique_id: idOf(draft.unique_id),
    fqn,
    checksum: { name: "sha256", checksum: node.checksum ?? sha256(text) },
    config,
    tags: distinct(config.tags),
    description: description.text,
    columns: columnsOf(context, entry),
    meta: config.meta,
    group: textOf(config["group"]),
    docs: docsOf(config),
    patch_path: patchPathOf(entry),
    build_path: null,
    unrendered_config: unrendered,
    created_at: context.createdAt,
    raw_code: text,
    doc_blocks: description.blocks,
    language: "sql" as const,
    refs: facts.refs,
    sources: facts.sources,
    metrics: facts.metrics,
    depends_on: facts.depends_on,
    compiled_path: facts.compiled_path,
    config_call_dict: facts.config_call_dict,
    unrendered_config_call_dict: facts.unrendered_config_call_dict,
    contract: contractOf(config),
    ...(facts.functions ? { functions: facts.functions } : {}),
    ...locatedBy(entry),
    ...(start ? { ptx_start: start } : {}),
  };
}

const distinct = (tags: string[]): string[] => (tags.length === 0 ? emptyList : [...new Set(tags)]);

export type TemplateNode = ReturnType<typeof templateNode>;

export function docsOf(config: NodeConfig): { show: boolean; node_color: string | null } {
  if (config["docs"] === shownDocs) return shownDocs;
  const docs = objectOf(config["docs"]);
  return { show: docs["show"] !== false, node_color: textOf(docs["node_color"]) };
}

export function contractOf(config: NodeConfig) {
  if (config["contract"] === noContractConfig) return noContract;
  const contract = objectOf(config["contract"]);
  return {
    enforced: contract["enforced"] === true,
    alias_types: contract["alias_types"] !== false,
    checksum: null,
  };
}
