/** `ptx ls`: the nodes that a selection picks, one a line. Reads files only; no warehouse. */
import { nodeOf } from "../../core/manifest.ts";
import type { AnyNode, Json, JsonObject } from "../../core/node.ts";
import { toJsonText } from "../../jinja/json.ts";
import { isObject } from "../../project/json.ts";
import { nodeJson } from "../../state/node-json.ts";
import { type CommandRun, listOption, type Options, textOption } from "../command.ts";
import { warn } from "../console.ts";
import { nothingSelected, selectNodes } from "../selecting.ts";
import { openWorkspace } from "../workspace.ts";

const jsonKeys: ReadonlySet<string> = new Set([
  "alias",
  "name",
  "package_name",
  "depends_on",
  "tags",
  "config",
  "resource_type",
  "source_name",
  "original_file_path",
  "unique_id",
]);

/** Kinds that are selected as `kind:package.name`. */
const byPackage: ReadonlySet<string> = new Set([
  "exposure",
  "metric",
  "semantic_model",
  "saved_query",
]);

/** The expression that selects a node, as dbt prints it. */
function selectorOf(node: AnyNode): string {
  if (node.resource_type === "source") {
    return `source:${node.package_name}.${node.source_name}.${node.name}`;
  }
  if (byPackage.has(node.resource_type)) {
    return `${node.resource_type}:${node.package_name}.${node.name}`;
  }
  if (node.resource_type === "unit_test") {
    const version = node.version === null ? "" : `_v${node.version}`;
    return `unit_test:${node.package_name}.${node.name}${version}`;
  }
  return node.fqn.join(".");
}

function nameOf(node: AnyNode): string {
  if (node.resource_type === "source") return `${node.source_name}.${node.name}`;
  const version = node.resource_type === "model" ? node.version : null;
  return version === null ? node.name : `${node.name}.v${version}`;
}

/**
 * A value by its key, or by a dotted path (`config.materialized`); `undefined` when it leads nowhere.
 * At the end of a path null counts as nothing, as in dbt.
 */
function valueAt(node: JsonObject, path: string): Json | undefined {
  if (!path.includes(".")) return node[path];
  let value: Json | undefined = node;
  for (const key of path.split(".")) {
    if (!isObject(value) || !Object.hasOwn(value, key)) return undefined;
    value = value[key];
  }
  return value ?? undefined;
}

/** Some keys of a node as the manifest has them, in the text that Python's `json` makes of them. */
function jsonOf(node: AnyNode, keys: readonly string[]): string {
  const whole = nodeJson(node);
  const chosen = keys.length > 0 ? keys : Object.keys(whole).filter((key) => jsonKeys.has(key));
  const shown: JsonObject = {};
  for (const key of chosen) {
    const value = valueAt(whole, key);
    if (value !== undefined) shown[key] = value;
  }
  return toJsonText(shown);
}

function lineOf(node: AnyNode, options: Options): string {
  switch (textOption(options, "output")) {
    case "name":
      return nameOf(node);
    case "path":
      return node.original_file_path;
    case "json":
      return jsonOf(node, listOption(options, "outputKeys"));
    default:
      return selectorOf(node);
  }
}

export async function ls(run: CommandRun): Promise<number> {
  const { environment, options } = run;
  const workspace = await openWorkspace(run);
  const { project, manifest } = workspace;
  const { selected, warnings } = selectNodes(run, workspace, "ls");
  const empty = selected.length === 0 ? [nothingSelected] : [];
  warn([...manifest.diagnostics, ...warnings, ...empty], environment, options, project.root.root);
  const lines = selected.flatMap((id) => {
    const node = nodeOf(manifest, id);
    return node ? [lineOf(node, options)] : [];
  });
  if (lines.length > 0) environment.stdout.write(`${lines.join("\n")}\n`);
  return 0;
}
