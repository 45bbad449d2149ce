/** Builds snapshots, from `{% snapshot %}` blocks and from YAML entries with a `relation:`. */
import type { SnapshotNode } from "../core/node.ts";
import { scanBlocks } from "../jinja/scan.ts";
import {
  type BuildContext,
  fqnOf,
  relationName,
  stem,
  textAt,
  textOf,
  trimmed,
} from "./build-context.ts";
import { type Entry, placeIn } from "./properties.ts";
import type { SourceFile } from "./source-files.ts";
import { type TemplateSource, configure, templateNode } from "./template-nodes.ts";

function finish(context: BuildContext, source: TemplateSource): SnapshotNode {
  const { relative } = source.file;
  const configured = configure(context, source, relative);
  const { config } = configured;
  const shared = templateNode(context, source, relative, configured);
  const names = {
    database: textOf(config["target_database"]) ?? shared.database,
    schema: textOf(config["target_schema"]) ?? shared.schema,
    alias: shared.alias,
  };
  requireConfig(context, source, config["unique_key"], config["strategy"]);
  return {
    resource_type: "snapshot",
    ...shared,
    ...names,
    relation_name: relationName(context, names),
    defer_relation: null,
  };
}

function requireConfig(
  { findings }: BuildContext,
  { name, file, entry, start }: TemplateSource,
  uniqueKey: unknown,
  strategy: unknown,
): void {
  const missing = [
    ...(uniqueKey === null || uniqueKey === undefined ? ["unique_key"] : []),
    ...(strategy === null || strategy === undefined ? ["strategy"] : []),
  ];
  if (missing.length === 0) return;
  const at =
    entry && entry.file === file
      ? placeIn(entry, [], "value")
      : { file: file.path, line: start?.line ?? 1, column: start?.column ?? 1 };
  findings.add({
    code: "PTX1208",
    severity: "error",
    message: `Snapshot '${name}' does not set ${missing.join(" and ")}`,
    at,
    hint: "A snapshot needs unique_key and strategy: 'timestamp' with updated_at, or 'check' with check_cols.",
  });
}

/** The snapshots of a file: one per block. */
export function snapshotNodes(context: BuildContext, file: SourceFile): SnapshotNode[] {
  const text = textAt(context, file);
  const blocks = context.findings.attempt(() => scanBlocks(text, file.path)) ?? [];
  return blocks
    .filter(({ kind }) => kind === "snapshot")
    .map((block) => {
      const { name } = block;
      const inner = trimmed(block.contents);
      const lead = inner.start ?? { line: 1, column: 1 };
      const start = {
        line: block.contentsLine + lead.line - 1,
        column: lead.line === 1 ? block.contentsColumn + lead.column - 1 : lead.column,
      };
      // The file name is part of a snapshot's fqn, between its folders and its name.
      const fqn = [...fqnOf(file.package.name, file.relative, stem(file.path)), name];
      const entry = context.properties.take("snapshots", file.package.name, name);
      return finish(context, { file, type: "snapshot", name, fqn, entry, text: inner.text, start });
    });
}

/** A snapshot that is only written in YAML: `relation: ref('…')` or `source('…', '…')`. */
export function yamlSnapshotNode(context: BuildContext, entry: Entry): SnapshotNode | undefined {
  const relation = textOf(entry.value["relation"]);
  if (relation === null) return undefined;
  context.properties.take("snapshots", entry.file.package.name, entry.name);
  const fqn = fqnOf(entry.file.package.name, entry.file.relative, entry.name);
  const text = `select * from {{ ${relation} }}`;
  return finish(context, {
    file: entry.file,
    type: "snapshot",
    name: entry.name,
    fqn: [...fqn.slice(0, -1), stem(entry.file.path), entry.name],
    entry,
    text,
    start: undefined,
  });
}
