/** Settings that have no effect: properties of nodes that do not exist, config paths that match nothing. */

import type { ConfigSection } from "../core/config-section.ts";
import type { Diagnostic } from "../core/error.ts";
import type { AnyNode, MacroNode, ManifestNode, SourceNode } from "../core/node.ts";
import { suggest } from "../core/suggest.ts";
import type { BuildContext } from "./build-context.ts";
import { treePaths } from "./config.ts";
import { placeIn } from "./properties.ts";
import { SourceOverrides } from "./source-overrides.ts";
import { parseYaml } from "./yaml.ts";

const sectionTypes: Readonly<Partial<Record<ConfigSection, readonly string[]>>> = {
  models: ["model"],
  seeds: ["seed"],
  snapshots: ["snapshot"],
  sources: ["source"],
  data_tests: ["test"],
  functions: ["function"],
};

/** Paths of packages, folders and nodes, by type of node. */
function knownPaths(
  nodes: Iterable<AnyNode>,
  types: readonly string[],
): Map<string, ReadonlySet<string>> {
  const byType = new Map(types.map((type) => [type, new Set<string>()]));
  for (const { resource_type: type, fqn } of nodes) {
    const seen = byType.get(type);
    if (seen === undefined) continue;
    let path = "";
    for (const part of fqn) {
      path += path === "" ? part : `.${part}`;
      seen.add(path);
    }
  }
  return byType;
}

function unusedConfig(context: BuildContext, nodes: readonly AnyNode[]): Diagnostic[] {
  const { root } = context.project;
  const written = Object.entries(sectionTypes).flatMap(([section, types]) =>
    treePaths(root.config[section as ConfigSection]).map((path) => ({ section, types, path })),
  );
  if (written.length === 0) return [];
  const seen = knownPaths(
    nodes,
    written.flatMap(({ types }) => types),
  );
  const unused = written
    .filter(({ types, path }) => !types.some((type) => seen.get(type)?.has(path.join("."))))
    .map(({ section, types, path }) => ({
      section,
      path,
      known: types.flatMap((type) => [...(seen.get(type) ?? [])]),
    }));
  if (unused.length === 0) return [];
  const text = context.files.readText(`${root.root}/${root.projectFile}`) ?? "";
  const yaml = parseYaml(text, root.projectFile);
  return unused.map(({ section, path, known }) => {
    const close = suggest(path.join("."), known);
    return {
      code: "PTX1216",
      severity: "warning",
      message: `${section}.${path.join(".")} in ${root.projectFile} applies to nothing`,
      at: yaml.locate([section, ...path], "key"),
      hint: close
        ? `Did you mean ${section}.${close}?`
        : "Name a folder (or file) below the package's name, or remove it.",
    };
  });
}

const kindNames = {
  models: "model",
  seeds: "seed",
  snapshots: "snapshot",
  macros: "macro",
  analyses: "analysis",
  data_tests: "data test",
  functions: "function",
} as const;

type DescribedKind = keyof typeof kindNames;

const kindsByType: Readonly<Record<string, DescribedKind>> = {
  model: "models",
  seed: "seeds",
  snapshot: "snapshots",
  macro: "macros",
  analysis: "analyses",
  test: "data_tests",
  function: "functions",
};

function unusedEntries(
  { properties }: BuildContext,
  nodes: readonly (AnyNode | MacroNode)[],
  disabled: ReadonlySet<string>,
): Diagnostic[] {
  const entries = (Object.keys(kindNames) as DescribedKind[]).flatMap((kind) =>
    properties
      .unused(kind)
      .filter(({ name }) => !disabled.has(name))
      .map((entry) => ({ kind, entry })),
  );
  if (entries.length === 0) return [];
  const names = new Map<DescribedKind, Set<string>>();
  for (const { resource_type: type, name } of nodes) {
    const kind = kindsByType[type];
    if (kind) names.set(kind, (names.get(kind) ?? new Set()).add(name));
  }
  return entries.map(({ kind, entry }) => {
    const close = suggest(entry.name, names.get(kind) ?? []);
    const [elsewhere] = [...names].find(([, known]) => known.has(entry.name)) ?? [];
    return {
      code: "PTX1217",
      severity: "warning",
      message: `There is no ${kindNames[kind]} named '${entry.name}', which this entry describes`,
      at: placeIn(entry, ["name"]),
      hint: elsewhere
        ? `'${entry.name}' is a ${kindNames[elsewhere]}: move the entry below ${elsewhere}:.`
        : close
          ? `Did you mean '${close}'?`
          : "Remove the entry, or check its name.",
    };
  });
}

/** Warnings for what was written but has no effect. */
export function propertyWarnings(
  context: BuildContext,
  nodes: Iterable<ManifestNode>,
  sources: Iterable<SourceNode>,
  disabled: readonly AnyNode[],
  macros: Iterable<MacroNode>,
): Diagnostic[] {
  const all: AnyNode[] = [...nodes, ...sources, ...disabled];
  const declared = context.properties.all("sources");
  const disabledNames = new Set(disabled.map(({ name }) => name));
  return [
    ...unusedConfig(context, all),
    ...unusedEntries(context, [...all, ...macros], disabledNames),
    ...new SourceOverrides(declared).problems(declared),
  ];
}
