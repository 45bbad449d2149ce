/** Builds seeds: CSV files that become tables. */

import { sha256 } from "../core/hash.ts";
import type { SeedNode } from "../core/node.ts";
import {
  type BuildContext,
  columnsOf,
  describe,
  fqnOf,
  idOf,
  locatedBy,
  nothingCaptured,
  patchPathOf,
  relationName,
  relationNames,
  stem,
  textAt,
} from "./build-context.ts";
import type { NodeDraft } from "./engine.ts";
import { captureHooks } from "./hooks.ts";
import { textOf } from "./json.ts";
import { baseConfig, finalConfig, patchConfig, writtenConfig } from "./node-config.ts";
import type { SourceFile } from "./source-files.ts";
import { docsOf } from "./template-nodes.ts";

/** Seeds above this size are known by their path, as in dbt: hashing them would cost every parse. */
const largestHashed = 1024 * 1024;

/** dbt keeps a byte order mark, which reading a file as text leaves out: the size still tells of it. */
function contentHash(context: BuildContext, file: SourceFile): string {
  const text = textAt(context, file);
  const hasMark = Buffer.byteLength(text) + 3 === file.size;
  return sha256(`${hasMark ? "\uFEFF" : ""}${text.trim()}`);
}

export function seedNode(context: BuildContext, file: SourceFile): SeedNode {
  const name = stem(file.path);
  const packageName = file.package.name;
  const fqn = fqnOf(packageName, file.relative, name);
  const entry = context.properties.take("seeds", packageName, name);
  const patch = patchConfig(entry);
  const config = finalConfig(context, "seed", fqn, baseConfig(context, "seed", fqn, patch), {});
  const draft: NodeDraft = {
    unique_id: idOf("seed", packageName, name),
    resource_type: "seed",
    name,
    package_name: packageName,
    path: file.relative,
    original_file_path: file.path,
    fqn,
    config,
  };
  const hooks = captureHooks(context, file, draft, config, nothingCaptured);
  const description = describe(context, entry);
  const names = relationNames(context, draft, config);
  return {
    resource_type: "seed",
    ...names,
    name,
    package_name: packageName,
    path: file.relative,
    original_file_path: file.path,
    unique_id: idOf(draft.unique_id),
    fqn,
    checksum:
      file.size > largestHashed
        ? { name: "path", checksum: file.path }
        : { name: "sha256", checksum: contentHash(context, file) },
    config,
    tags: [...new Set(config.tags)],
    description: description.text,
    columns: columnsOf(context, entry),
    meta: config.meta,
    group: textOf(config["group"]),
    docs: docsOf(config),
    patch_path: patchPathOf(entry),
    build_path: null,
    unrendered_config: writtenConfig(context, "seed", fqn, patch, {}),
    created_at: context.createdAt,
    relation_name: relationName(context, names),
    raw_code: "",
    language: "sql",
    doc_blocks: description.blocks,
    root_path: file.package.root,
    depends_on: { macros: [...hooks.macros], nodes: [] },
    compiled_path: null,
    config_call_dict: {},
    unrendered_config_call_dict: {},
    defer_relation: null,
    ...locatedBy(entry),
  };
}
