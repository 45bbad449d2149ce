/** Builds snapshots, from `{% snapshot %}` blocks and from YAML entries with a `relation:`. */
import type { Diagnostic } from "../core/error.ts";
import { sha256 } from "../core/hash.ts";
import type { Location } from "../core/location.ts";
import type { Json, JsonObject, SnapshotNode } from "../core/node.ts";
import { scanBlocks } from "../jinja/scan.ts";
import { type BuildContext, fqnOf, relationName, stem, textAt } from "./build-context.ts";
import { textOf } from "./json.ts";
import { type Entry, placeIn } from "./properties.ts";
import type { SourceFile } from "./source-files.ts";
import { configure, type TemplateSource, templateNode } from "./template-nodes.ts";

/** @param place Where the snapshot is declared. */
function finish(
  context: BuildContext,
  source: TemplateSource,
  path: string,
  place: Location,
): SnapshotNode {
  const configured = configure(context, source, path);
  const { config } = configured;
  const shared = templateNode(context, source, path, configured);
  const names = {
    database: textOf(config["target_database"]) ?? shared.database,
    schema: textOf(config["target_schema"]) ?? shared.schema,
    alias: shared.alias,
  };
  const lacking = missingConfig(config);
  if (lacking.length > 0) context.findings.add(incomplete(source, place, lacking));
  return {
    ...shared,
    ...names,
    resource_type: "snapshot",
    relation_name: relationName(context, names),
    defer_relation: null,
  };
}

/** Settings that a snapshot cannot do without. */
function missingConfig({
  unique_key: key,
  strategy,
  updated_at: time,
  check_cols: columns,
}: JsonObject) {
  const isSet = (value: Json | undefined) => value !== null && value !== undefined;
  return [
    ...(isSet(key) ? [] : ["unique_key"]),
    ...(isSet(strategy) ? [] : ["strategy"]),
    ...(strategy === "timestamp" && !isSet(time) ? ["updated_at"] : []),
    ...(strategy === "check" && !isSet(columns) ? ["check_cols"] : []),
  ];
}

const incomplete = (
  { name }: TemplateSource,
  at: Location,
  lacking: readonly string[],
): Diagnostic => ({
  code: "PTX1208",
  severity: "error",
  message: `Snapshot '${name}' does not set ${lacking.join(" and ")}`,
  at,
  hint: "A snapshot needs unique_key, and strategy: 'timestamp' with updated_at, or 'check' with check_cols.",
});

/** The snapshots of a file: one per block. */
export function snapshotNodes(context: BuildContext, file: SourceFile): SnapshotNode[] {
  const text = textAt(context, file);
  const blocks = context.findings.attempt(() => scanBlocks(text, file.shown)) ?? [];
  const checksum = sha256(text.trim());
  const type = "snapshot" as const;
  return blocks
    .filter(({ kind }) => kind === "snapshot")
    .map((block) => {
      const { name } = block;
      const start = { line: block.contentsLine, column: block.contentsColumn };
      // The file name is part of a snapshot's fqn, between its folders and its name.
      const fqn = [...fqnOf(file.package.name, file.relative, stem(file.path)), name];
      const entry = context.properties.take("snapshots", file.package.name, name);
      const source = { file, type, name, fqn, entry, text: block.contents, start, checksum };
      const place = { file: file.shown, line: block.line, column: block.column };
      return finish(context, source, file.relative, place);
    });
}

/** A snapshot that is only written in YAML: `relation: ref('…')` or `source('…', '…')`. */
export function yamlSnapshotNode(context: BuildContext, entry: Entry): SnapshotNode | undefined {
  const relation = textOf(entry.value["relation"]);
  if (relation === null) return undefined;
  context.properties.take("snapshots", entry.file.package.name, entry.name);
  const { file, name } = entry;
  const source = {
    file,
    type: "snapshot" as const,
    name,
    fqn: fqnOf(file.package.name, file.relative, name),
    entry,
    text: `select * from {{ ${relation} }}`,
    start: undefined,
    checksum: sha256(textAt(context, file).trim()),
  };
  return finish(context, source, `${file.relative}/${name}.sql`, placeIn(entry, []));
}
