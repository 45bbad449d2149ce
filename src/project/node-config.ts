/** The config of one node: layers from project files, property files and templates, in dbt's order. */

import type { ConfigSection } from "../core/config-section.ts";
import type { JsonObject, NodeConfig } from "../core/node.ts";
import type { Package, Project } from "../core/project.ts";
import { type ConfiguredType, defaultConfig, finalizeConfig, layersFor } from "./config.ts";
import { mergeConfig } from "./config-merge.ts";
import { objectOf } from "./json.ts";
import { besideConfig, type Entry } from "./properties.ts";

interface Projects {
  readonly project: Project;
  readonly packages: ReadonlyMap<string, Package>;
}

const sectionOf: Readonly<Record<ConfiguredType, ConfigSection>> = {
  model: "models",
  seed: "seeds",
  snapshot: "snapshots",
  test: "data_tests",
  unit_test: "unit_tests",
  source: "sources",
  exposure: "exposures",
  analysis: "models",
  function: "functions",
  operation: "models",
};

/** The config part of a YAML entry: its `config:`, and the keys that may stand beside it. */
export function patchConfig(entry: Entry | undefined): JsonObject {
  if (entry === undefined) return {};
  const config: JsonObject = {};
  for (const key of besideConfig) {
    const value = entry.value[key];
    if (value !== undefined && value !== null) config[key] = value;
  }
  return Object.assign(config, objectOf(entry.value["config"]));
}

const ownPackage = ({ project, packages }: Projects, fqn: readonly string[]): Package =>
  packages.get(fqn[0] ?? "") ?? project.root;

/** Config below the file's own `config()` calls: defaults, folders, YAML. */
export function baseConfig(
  projects: Projects,
  type: ConfiguredType,
  fqn: readonly string[],
  patch: JsonObject,
): NodeConfig {
  const config = defaultConfig(type);
  mergeConfig(config, projects.project.adapter?.defaults?.[sectionOf[type]] ?? {});
  const { config: trees } = ownPackage(projects, fqn);
  for (const layer of layersFor(trees[sectionOf[type]], fqn)) mergeConfig(config, layer);
  mergeConfig(config, patch);
  return config;
}

/** The final config: `calls` over `base`, and the root project's folders over a package's node. */
export function finalConfig(
  { project: { root } }: Projects,
  type: ConfiguredType,
  fqn: readonly string[],
  base: NodeConfig,
  calls: JsonObject,
): NodeConfig {
  mergeConfig(base, calls);
  if (fqn[0] !== root.name) {
    for (const layer of layersFor(root.config[sectionOf[type]], fqn)) mergeConfig(base, layer);
  }
  return finalizeConfig(base);
}

/**
 * Config as written, for state comparison: the layers without defaults, templates of the project
 * file unrendered, each key as its last layer has it.
 */
export function writtenConfig(
  projects: Projects,
  type: ConfiguredType,
  fqn: readonly string[],
  patch: JsonObject,
  calls: JsonObject,
): JsonObject {
  const { root } = projects.project;
  const section = sectionOf[type];
  const own = ownPackage(projects, fqn);
  const outer = own === root ? [] : layersFor(root.written?.[section], fqn);
  return Object.assign({}, ...layersFor(own.written?.[section], fqn), patch, calls, ...outer);
}
