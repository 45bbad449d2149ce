/** Builds exposures, groups and on-run hooks. */

import { sha256 } from "../core/hash.ts";
import type { AnalysisNode, ExposureNode, GroupNode, RefArgs } from "../core/node.ts";
import type { Package } from "../core/project.ts";
import { type BuildContext, describe, fqnOf, idOf, locatedBy } from "./build-context.ts";
import { placeOfHook } from "./hooks.ts";
import { listOf, objectOf, textOf } from "./json.ts";
import { baseConfig, finalConfig, writtenConfig } from "./node-config.ts";
import { type Entry, placeIn } from "./properties.ts";
import { parseReference } from "./reference-text.ts";
import { shownPath } from "./source-files.ts";
import { configure, templateNode } from "./template-nodes.ts";

function dependencies(context: BuildContext, entry: Entry) {
  const refs: RefArgs[] = [];
  const sources: [string, string][] = [];
  const metrics: string[][] = [];
  listOf(entry.value["depends_on"]).forEach((text, index) => {
    const reference = parseReference(String(text));
    if (reference?.kind === "ref") refs.push(reference.ref);
    else if (reference?.kind === "source") sources.push(reference.source);
    else if (reference?.kind === "metric") metrics.push(reference.metric);
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
  const fqn = fqnOf(packageName, file.relative, name);
  const own = objectOf(value["config"]);
  const base = baseConfig(context, "exposure", fqn, {});
  // Tags and meta of an exposure replace those of the project file, as in dbt.
  if (own["tags"] !== undefined) base.tags = [];
  if (own["meta"] !== undefined) base.meta = {};
  const config = finalConfig(context, "exposure", fqn, base, own);
  config.tags = [...new Set([...config.tags, ...listOf(value["tags"]).map(String)])];
  config.meta = { ...config.meta, ...objectOf(value["meta"]) };
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
    unrendered_config: writtenConfig(context, "exposure", fqn, own, {}),
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

const projectText = ({ files }: BuildContext, { root, projectFile }: Package): string =>
  (files.readText(`${root}/${projectFile}`) ?? "").trim();

/** The on-run-start and on-run-end hooks of a package, as operations. */
export function hookNodes(context: BuildContext, pkg: Package): AnalysisNode[] {
  const checksum = { name: "sha256", checksum: sha256(projectText(context, pkg)) };
  const build = (texts: readonly string[], kind: "on-run-start" | "on-run-end") =>
    texts.flatMap((text, index) => {
      const name = `${pkg.name}-${kind}-${index}`;
      const path = `hooks/${name}.sql`;
      const file = {
        package: pkg,
        path: `./${pkg.projectFile}`,
        relative: path,
        shown: shownPath(pkg, pkg.projectFile, context.project.root.root),
        mtimeMs: 0,
        size: 0,
      };
      const source = {
        file,
        type: "operation" as const,
        name,
        fqn: [pkg.name, "hooks", name],
        entry: undefined,
        text,
        start: placeOfHook(context, file, text),
      };
      const node = templateNode(context, source, path, configure(context, source, path));
      return [
        {
          resource_type: "operation" as const,
          ...node,
          checksum,
          tags: [kind, ...node.tags],
          relation_name: null,
          index,
        },
      ];
    });
  return [...build(pkg.onRunStart, "on-run-start"), ...build(pkg.onRunEnd, "on-run-end")];
}
