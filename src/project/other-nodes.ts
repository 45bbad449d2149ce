/** Builds exposures, groups and on-run hooks, and keeps what only the artifact shows. */
import type { AnalysisNode, ExposureNode, GroupNode, JsonObject, RefArgs } from "../core/node.ts";
import type { Package } from "../core/project.ts";
import type { Manifest } from "../core/manifest.ts";
import {
  type BuildContext,
  baseConfig,
  describe,
  finalConfig,
  idOf,
  listOf,
  locatedBy,
  objectOf,
  patchConfig,
  sha256,
  textOf,
} from "./build-context.ts";
import { type Entry, placeIn } from "./properties.ts";
import { configure, templateNode } from "./template-nodes.ts";

const call = /^\s*(ref|source|metric)\s*\(\s*(.*?)\s*\)\s*$/s;

function dependencies(context: BuildContext, entry: Entry) {
  const refs: RefArgs[] = [];
  const sources: [string, string][] = [];
  const metrics: string[][] = [];
  listOf(entry.value["depends_on"]).forEach((text, index) => {
    const match = call.exec(String(text).replace(/^\s*\{\{|\}\}\s*$/g, ""));
    const names = [...(match?.[2] ?? "").matchAll(/['"]([^'"]*)['"]/g)].map(([, name]) => name ?? "");
    const [first, second] = names;
    if (match?.[1] === "ref" && first !== undefined) {
      refs.push({ name: second ?? first, package: second === undefined ? null : first, version: null });
    } else if (match?.[1] === "source" && first !== undefined && second !== undefined) {
      sources.push([first, second]);
    } else if (match?.[1] === "metric" && first !== undefined) metrics.push(names);
    else {
      context.findings.add({
        code: "PTX1214",
        severity: "error",
        message: `'${String(text)}' is no reference that an exposure can depend on`,
        at: placeIn(entry, ["depends_on", index]),
        hint: "Write ref('model'), ref('package', 'model') or source('source', 'table').",
      });
    }
  });
  return { refs, sources, metrics };
}

/** An exposure: a report, an application, … that reads the project's tables. */
export function exposureNode(context: BuildContext, entry: Entry): ExposureNode {
  const { value, name, file } = entry;
  const packageName = file.package.name;
  const folders = file.path.split("/").slice(1, -1);
  const fqn = [packageName, ...folders, name];
  const patch = patchConfig(entry);
  const base = baseConfig(context, "exposure", fqn, patch);
  const config = finalConfig(context, "exposure", fqn, base, {});
  return {
    resource_type: "exposure",
    name,
    package_name: packageName,
    path: file.relative,
    original_file_path: file.path,
    unique_id: idOf("exposure", packageName, name),
    fqn,
    type: String(value["type"] ?? ""),
    owner: { email: null, name: null, ...objectOf(value["owner"]) },
    description: describe(context, entry).text,
    label: textOf(value["label"]),
    maturity: textOf(value["maturity"]),
    meta: config.meta,
    tags: config.tags,
    config,
    unrendered_config: patch,
    url: textOf(value["url"]),
    depends_on: { macros: [], nodes: [] },
    ...dependencies(context, entry),
    created_at: context.createdAt,
    ...locatedBy(entry),
  };
}

/** A group of models that a team owns. */
export function groupNode(entry: Entry): GroupNode {
  const packageName = entry.file.package.name;
  return {
    unique_id: `group.${packageName}.${entry.name}`,
    resource_type: "group",
    name: entry.name,
    package_name: packageName,
    path: entry.file.relative,
    original_file_path: entry.file.path,
    owner: objectOf(entry.value["owner"]),
    description: textOf(entry.value["description"]),
    config: { meta: {}, ...objectOf(entry.value["config"]) },
  };
}

/** The on-run-start and on-run-end hooks of a package, as operations. */
export function hookNodes(context: BuildContext, pkg: Package): AnalysisNode[] {
  const build = (texts: readonly string[], kind: "on-run-start" | "on-run-end") =>
    texts.flatMap((text, index) => {
      const name = `${pkg.name}-${kind}-${index}`;
      const path = `hooks/${name}.sql`;
      const file = { package: pkg, path: `./${pkg.projectFile}`, relative: path, mtimeMs: 0, size: 0 };
      const source = {
        file,
        type: "operation" as const,
        name,
        fqn: [pkg.name, "hooks", name],
        entry: undefined,
        text,
        start: undefined,
      };
      const node = templateNode(context, source, path, configure(context, source, path));
      return [
        {
          resource_type: "operation" as const,
          ...node,
          checksum: { name: "sha256", checksum: sha256(text) },
          tags: [kind],
          relation_name: null,
          index,
        },
      ];
    });
  return [...build(pkg.onRunStart, "on-run-start"), ...build(pkg.onRunEnd, "on-run-end")];
}

const passiveKinds = {
  metrics: "metric",
  semantic_models: "semantic_model",
  saved_queries: "saved_query",
  unit_tests: "unit_test",
} as const;

/** Kinds that ptx reads and keeps for other tools, by the manifest's keys. */
export function passiveNodes(context: BuildContext): Manifest["passive"] {
  const kept: Record<string, Record<string, JsonObject>> = {};
  for (const [kind, type] of Object.entries(passiveKinds)) {
    const nodes: Record<string, JsonObject> = {};
    for (const entry of context.properties.all(kind as keyof typeof passiveKinds)) {
      const packageName = entry.file.package.name;
      const model = type === "unit_test" ? textOf(entry.value["model"]) : null;
      const id = [type, packageName, model, entry.name].filter((part) => part !== null).join(".");
      nodes[id] = {
        ...entry.value,
        unique_id: id,
        resource_type: type,
        package_name: packageName,
        path: entry.file.relative,
        original_file_path: entry.file.path,
        fqn: [packageName, entry.name],
      };
    }
    kept[kind] = nodes;
  }
  return kept;
}

