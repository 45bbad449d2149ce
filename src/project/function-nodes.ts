/** Builds functions of the warehouse: a file each, with arguments and result from YAML. */
import type { Diagnostic } from "../core/error.ts";
import type { FunctionNode, Json, JsonObject } from "../core/node.ts";
import { type BuildContext, fqnOf, stem, textAt, trimmed } from "./build-context.ts";
import { isObject, listOf, objectOf, textOf } from "./json.ts";
import { baseConfig, patchConfig } from "./node-config.ts";
import type { SourceFile } from "./source-files.ts";
import { configure, type TemplateSource, templateNode } from "./template-nodes.ts";

const argumentOf = (written: JsonObject): JsonObject => ({
  name: textOf(written["name"]) ?? "",
  data_type: textOf(written["data_type"]) ?? "",
  description: textOf(written["description"]),
  default_value: written["default_value"] ?? null,
});

function returnsOf(written: Json | undefined): JsonObject {
  const { data_type, description } = objectOf(written);
  return { data_type: textOf(data_type) ?? "", description: textOf(description) };
}

const inPython = ({ name, file }: TemplateSource): Diagnostic => ({
  code: "PTX1207",
  severity: "error",
  message: `Function '${name}' is written in Python`,
  at: { file: file.shown, line: 1, column: 1 },
  hint: "ptx creates functions in SQL. Rewrite it, or disable it.",
});

/** @returns `undefined` for Python. */
export function functionNode(context: BuildContext, file: SourceFile): FunctionNode | undefined {
  const name = stem(file.path);
  const entry = context.properties.take("functions", file.package.name, name);
  const { text, start } = trimmed(textAt(context, file));
  const fqn = fqnOf(file.package.name, file.relative, name);
  const source: TemplateSource = { file, type: "function", name, fqn, entry, text, start };
  if (file.path.endsWith(".py")) {
    const { enabled } = baseConfig(context, "function", fqn, patchConfig(entry));
    if (enabled) context.findings.add(inPython(source));
    return undefined;
  }
  const configured = configure(context, source, file.relative);
  const shared = templateNode(context, source, file.relative, configured);
  return {
    ...shared,
    resource_type: "function",
    relation_name: null,
    arguments: listOf(entry?.value["arguments"]).filter(isObject).map(argumentOf),
    returns: returnsOf(entry?.value["returns"]),
  };
}
