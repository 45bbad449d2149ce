/** What all node builders share, and the steps that every node goes through. */
import type { Dialect } from "../core/dialect.ts";
import type { Files } from "../core/files.ts";
import type { Location } from "../core/location.ts";
import {
  asNodeId,
  type ColumnInfo,
  type JsonObject,
  type NodeId,
  type RefArgs,
} from "../core/node.ts";
import type { Package, Project } from "../core/project.ts";
import { quoteIdentifier } from "../sql/quote.ts";
import type { CallChecks } from "./call-config.ts";
import { columnConstraints } from "./contracts.ts";
import type { Descriptions } from "./docs-blocks.ts";
import type { Captured, NodeDraft, TemplateEngine } from "./engine.ts";
import type { Findings } from "./findings.ts";
import { isObject, listOf, objectOf, textOf } from "./json.ts";
import { type Entry, type Properties, pathIn, placeIn } from "./properties.ts";
import { emptyList, emptyMap, type SharedConfigs, shareList, shareMap } from "./shared.ts";
import type { SourceFile } from "./source-files.ts";
import type { ModelVersions } from "./versions.ts";

export interface BuildContext {
  readonly project: Project;
  readonly packages: ReadonlyMap<string, Package>;
  readonly files: Files;
  readonly engine: TemplateEngine;
  readonly properties: Properties;
  readonly descriptions: Descriptions;
  readonly findings: Findings;
  readonly calls: CallChecks;
  readonly configs: SharedConfigs;
  readonly dialect: Dialect;
  readonly createdAt: number;
  readonly versions: ModelVersions;
}

/** File name without folder and extension. */
export function stem(path: string): string {
  const name = path.slice(path.lastIndexOf("/") + 1);
  return name.replace(/\.jinja$/i, "").replace(/\.[^.]*$/, "");
}

/** Project, folders, name. */
export function fqnOf(packageName: string, relative: string, name: string): string[] {
  return [packageName, ...relative.split("/").slice(0, -1), name];
}

/** The text of a template without the white space around it, and where it then starts. */
export function trimmed(text: string): {
  text: string;
  start: { line: number; column: number } | undefined;
} {
  const lead = /^\s*/.exec(text)?.[0] ?? "";
  const lines = lead.split("\n");
  const start = { line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 };
  const moved = start.line > 1 || start.column > 1;
  return { text: text.trim(), start: moved ? start : undefined };
}

export interface RelationNames {
  database: string | null;
  schema: string;
  alias: string;
}

/** Database, schema and alias as the project's naming macros decide. */
export function relationNames(
  { engine }: BuildContext,
  draft: NodeDraft,
  config: JsonObject,
): RelationNames {
  return {
    database: engine.databaseName(textOf(config["database"]), draft),
    schema: engine.schemaName(textOf(config["schema"]), draft),
    alias: engine.aliasName(textOf(config["alias"]), draft),
  };
}

/** The name in full, each part quoted unless `quoting` says no. */
export function relationName(
  { dialect, project }: BuildContext,
  { database, schema, alias }: RelationNames,
  quoting: JsonObject = project.root.quoting,
): string {
  const policy: JsonObject = { ...dialect.templates.quoting, ...quoting };
  const part = (name: string, key: string) =>
    policy[key] === false ? name : quoteIdentifier(name, dialect);
  return [
    ...(database === null ? [] : [part(database, "database")]),
    part(schema, "schema"),
    part(alias, "identifier"),
  ].join(".");
}

export const nothingCaptured: Captured = {
  refs: [],
  sources: [],
  metrics: [],
  macros: [],
  config: {},
};

/** The template facts of a captured node, with the manifest's names. */
export function templateFacts(captured: Captured, calls: JsonObject) {
  return {
    refs: shareList([...captured.refs] as RefArgs[]),
    sources: shareList(
      captured.sources.map(([source, table]): [string, string] => [source, table]),
    ),
    metrics: shareList(captured.metrics.map((names) => [...names])),
    functions: captured.functions?.map((names) => [...names]),
    depends_on: { macros: [...captured.macros], nodes: [] as NodeId[] },
    compiled_path: null,
    config_call_dict: shareMap(calls),
    unrendered_config_call_dict: emptyMap,
  };
}

/** Columns of a YAML entry by name, in written order. */
export function columnsOf(
  context: BuildContext,
  entry: Entry | undefined,
): Record<string, ColumnInfo> {
  const columns: Record<string, ColumnInfo> = {};
  listOf(entry?.value["columns"]).forEach((raw, index) => {
    if (entry === undefined || !isObject(raw) || typeof raw["name"] !== "string") return;
    const config = objectOf(raw["config"]);
    const meta = shareMap({ ...objectOf(raw["meta"]), ...objectOf(config["meta"]) });
    const tags = shareList([
      ...new Set([...listOf(raw["tags"]), ...listOf(config["tags"])].map(String)),
    ]);
    const place = (): Location => placeIn(entry, ["columns", index, "description"]);
    const description = context.findings.attempt(() =>
      context.descriptions.render(raw["description"], entry.file.package.name, place),
    );
    columns[raw["name"]] = {
      name: raw["name"],
      description: description?.text ?? "",
      meta,
      data_type: textOf(raw["data_type"]),
      constraints: columnConstraints(raw["constraints"]),
      quote: typeof raw["quote"] === "boolean" ? raw["quote"] : null,
      config: { meta, tags },
      tags,
      granularity: textOf(raw["granularity"]),
      doc_blocks: description?.blocks ?? emptyList,
    };
  });
  return shareMap(columns);
}

/** Description of an entry, docs blocks filled in. */
export function describe(
  context: BuildContext,
  entry: Entry | undefined,
): { text: string; blocks: string[] } {
  if (entry === undefined) return { text: "", blocks: emptyList };
  const rendered = context.findings.attempt(() =>
    context.descriptions.render(entry.value["description"], entry.file.package.name, () =>
      placeIn(entry, ["description"]),
    ),
  );
  return rendered ?? { text: "", blocks: emptyList };
}

export const patchPathOf = (entry: Entry | undefined): string | null =>
  entry === undefined ? null : `${entry.file.package.name}://${entry.file.path}`;

/** Where YAML speaks of a node, for the artifact-free `ptx_patch`. */
export const locatedBy = (entry: Entry | undefined) =>
  entry === undefined ? {} : { ptx_patch: { file: entry.file.path, path: pathIn(entry, []) } };

export const idOf = (...parts: readonly (string | undefined)[]): NodeId =>
  asNodeId(parts.filter((part) => part !== undefined && part !== "").join("."));

export const textAt = (context: BuildContext, file: SourceFile): string =>
  context.files.readText(`${file.package.root}/${file.path}`) ?? "";
