/** Settings that have no effect: properties of nodes that do not exist, config paths that match nothing. */
import type { Diagnostic } from "../core/error.ts";
import type { AnyNode, ManifestNode, SourceNode } from "../core/node.ts";
import type { ConfigSection } from "../core/project.ts";
import { suggest } from "../core/suggest.ts";
import type { BuildContext } from "./build-context.ts";
import { treePaths } from "./config.ts";
import { placeIn } from "./properties.ts";

const sectionTypes: Readonly<Partial<Record<ConfigSection, readonly string[]>>> = {
  models: ["model"],
  seeds: ["seed"],
  snapshots: ["snapshot"],
  sources: ["source"],
  data_tests: ["test"],
};

function prefixes(nodes: Iterable<AnyNode>): Map<string, Set<string>> {
  const byType = new Map<string, Set<string>>();
  for (const { resource_type: type, fqn } of nodes) {
    const seen = byType.get(type) ?? new Set();
    byType.set(type, seen);
    for (let depth = 1; depth <= fqn.length; depth += 1) seen.add(fqn.slice(0, depth).join("."));
  }
  return byType;
}

function unusedConfig(context: BuildContext, nodes: readonly AnyNode[]): Diagnostic[] {
  const { root } = context.project;
  const seen = prefixes(nodes);
  return Object.entries(sectionTypes).flatMap(([section, types]) =>
    treePaths(root.config[section as ConfigSection])
      .filter((path) => !types.some((type) => seen.get(type)?.has(path.join("."))))
      .map((path) => ({
        code: "PTX1216" as const,
        severity: "warning" as const,
        message: `${section}.${path.join(".")} in ${root.projectFile} applies to nothing`,
        hint: "Check the folder names, or remove it.",
      })),
  );
}

const kindNames = {
  models: "model",
  seeds: "seed",
  snapshots: "snapshot",
  macros: "macro",
} as const;

function unusedEntries(
  { properties }: BuildContext,
  nodes: readonly AnyNode[],
  disabled: ReadonlySet<string>,
): Diagnostic[] {
  return (["models", "seeds", "snapshots", "macros"] as const).flatMap((kind) =>
    properties
      .unused(kind)
      .filter(({ name }) => !disabled.has(name))
      .map((entry) => {
        const names = nodes.filter(({ resource_type }) => resource_type === kindNames[kind]);
        const close = suggest(
          entry.name,
          names.map(({ name }) => name),
        );
        return {
          code: "PTX1217" as const,
          severity: "warning" as const,
          message: `There is no ${kindNames[kind]} named '${entry.name}', which this entry describes`,
          at: placeIn(entry, ["name"]),
          hint: close ? `Did you mean '${close}'?` : "Remove the entry, or check its name.",
        };
      }),
  );
}

/** Warnings for what was written but has no effect. */
export function propertyWarnings(
  context: BuildContext,
  nodes: Iterable<ManifestNode>,
  sources: Iterable<SourceNode>,
  disabled: readonly AnyNode[],
): Diagnostic[] {
  const all: AnyNode[] = [...nodes, ...sources, ...disabled];
  const disabledNames = new Set(disabled.map(({ name }) => name));
  return [...unusedConfig(context, all), ...unusedEntries(context, all, disabledNames)];
}
