/** Builds models, singular tests and analyses: the nodes that are one SQL file each. */
import type { AnalysisNode, ModelNode, TestNode } from "../core/node.ts";
import {
  type BuildContext,
  fqnOf,
  isObject,
  listOf,
  relationName,
  stem,
  textAt,
  textOf,
  trimmed,
} from "./build-context.ts";
import type { SourceFile } from "./source-files.ts";
import { type TemplateSource, configure, templateNode } from "./template-nodes.ts";

function fileNode(context: BuildContext, file: SourceFile, type: "model" | "test" | "analysis"): TemplateSource {
  const name = stem(file.path);
  const kind = type === "model" ? "models" : type === "test" ? "data_tests" : "analyses";
  const entry = context.properties.take(kind, file.package.name, name);
  const { text, start } = trimmed(textAt(context, file));
  const relative = type === "analysis" ? `analysis/${file.relative}` : file.relative;
  return { file, type, name, fqn: fqnOf(file.package.name, relative, name), entry, text, start };
}

/** A model. @returns `undefined` for a file without any text, which dbt passes over, too. */
export function modelNode(context: BuildContext, file: SourceFile): ModelNode | undefined {
  const node = fileNode(context, file, "model");
  if (node.text === "") return undefined;
  if (file.path.endsWith(".py")) {
    context.findings.add({
      code: "PTX1207",
      severity: "error",
      message: `Model '${node.name}' is written in Python`,
      at: { file: file.path, line: 1, column: 1 },
      hint: "ptx runs SQL models. Rewrite it in SQL, or disable it: enabled: false.",
    });
    return undefined;
  }
  const configured = configure(context, node, file.relative);
  const { config } = configured;
  const shared = templateNode(context, node, file.relative, configured);
  const access = String(config["access"] ?? "protected");
  return {
    resource_type: "model",
    ...shared,
    relation_name: config["materialized"] === "ephemeral" ? null : relationName(context, shared),
    access: access === "private" || access === "public" ? access : "protected",
    constraints: listOf(node.entry?.value["constraints"]).filter(isObject),
    version: null,
    latest_version: null,
    deprecation_date: textOf(node.entry?.value["deprecation_date"]),
    primary_key: [],
    time_spine: isObject(node.entry?.value["time_spine"]) ? node.entry.value["time_spine"] : null,
    defer_relation: null,
  };
}

/** A singular data test: a file whose select returns the failing rows. */
export function singularTestNode(context: BuildContext, file: SourceFile): TestNode | undefined {
  const node = fileNode(context, file, "test");
  if (node.text === "") return undefined;
  const configured = configure(context, node, file.relative);
  const shared = templateNode(context, node, file.relative, configured);
  return {
    resource_type: "test",
    ...shared,
    relation_name: configured.config["store_failures"] === true ? relationName(context, shared) : null,
  };
}

/** An analysis: compiled, never run. */
export function analysisNode(context: BuildContext, file: SourceFile): AnalysisNode | undefined {
  const node = fileNode(context, file, "analysis");
  if (node.text === "") return undefined;
  const path = `analysis/${file.relative}`;
  const shared = templateNode(context, node, path, configure(context, node, path));
  return { resource_type: "analysis", ...shared, relation_name: null };
}
