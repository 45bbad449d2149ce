/** `manifest.json`, version 12: the resolved project as dbt writes it, and back. */
import { PtxError } from "../core/error.ts";
import type { Manifest, SelectorDefinition } from "../core/manifest.ts";
import {
  type AnyNode,
  asMacroId,
  asNodeId,
  type DocNode,
  type ExposureNode,
  type GroupNode,
  type JsonObject,
  type MacroId,
  type MacroNode,
  type ManifestNode,
  type NodeId,
  type SourceNode,
  type TestNode,
} from "../core/node.ts";
import type { Invocation, Project } from "../core/project.ts";
import { buildGraph, membersOf } from "../graph/build.ts";
import { selectorsArtifact } from "../graph/selectors-artifact.ts";
import { manifestMetadata, schemaOf } from "./metadata.ts";
import { type CompiledFacts, groupJson, macroJson, nodeJson } from "./node-json.ts";
import { passiveJson, unitTestJson } from "./passive-json.ts";

/** Kinds of the artifact that `Manifest` keeps as they are. */
const passiveKinds = ["metrics", "semantic_models", "saved_queries", "unit_tests"] as const;

export type { CompiledFacts };

export interface ManifestFacts {
  readonly invocation: Invocation;
  readonly project: Project;
  readonly generatedAt: Date;
  readonly compiled?: ReadonlyMap<NodeId, CompiledFacts>;
}

/** Readers of the docs take the text of the start page from here, where the project has none. */
const overview = {
  "doc.dbt.__overview__": {
    name: "__overview__",
    resource_type: "doc",
    package_name: "dbt",
    path: "overview.md",
    original_file_path: "docs/overview.md",
    unique_id: "doc.dbt.__overview__",
    block_contents:
      "# Documentation of the project\n\nWhat it builds, from which sources, with the columns of each table. Define a docs block named `__overview__` to say more here.",
  },
};

/** A member of the graph as far as edges and groups go. */
interface Linked {
  readonly depends_on?: { readonly nodes?: readonly string[] };
  readonly group?: string | null;
}

/** The macros that come with ptx, and not with dbt, are there where a node of the project uses one. */
function writtenMacros({ macros, nodes }: Manifest): ReadonlyMap<MacroId, MacroNode> {
  for (const { depends_on: needs } of nodes.values()) {
    if (needs?.macros.some((id) => id.startsWith("macro.ptx."))) return macros;
  }
  return new Map([...macros].filter(([, { package_name: owner }]) => owner !== "ptx"));
}

/**
 * The manifest as dbt 1.11 writes it: every key of the schema, also when its value is null. Members
 * are shared with the manifest, not copied: stringify before changing it.
 */
export function toManifestJson(manifest: Manifest, facts: ManifestFacts) {
  const { passive } = manifest;
  const written = (node: AnyNode): JsonObject =>
    nodeJson(node, facts.compiled?.get(node.unique_id));
  const orphans = orphanedTests(manifest);
  const nodes: Record<string, JsonObject> = {};
  const functions: Record<string, JsonObject> = {};
  for (const [id, node] of manifest.nodes) {
    (node.resource_type === "function" ? functions : nodes)[id] = written(node);
  }
  for (const [id, node] of orphans) nodes[id] = written(node);
  const members = [...linkedMembers(manifest), ...(orphans as [string, Linked][])];
  const apart = new Set(orphans.map(([id]) => id));
  const disabled = new Map([...manifest.disabled].filter(([id]) => !apart.has(id)));
  return {
    metadata: manifestMetadata(manifest.projectName, facts),
    nodes,
    sources: mapValues(manifest.sources, written),
    macros: mapValues(writtenMacros(manifest), macroJson),
    docs: { ...overview, ...Object.fromEntries(manifest.docs) },
    exposures: mapValues(manifest.exposures, written),
    metrics: passiveJson(passive["metrics"]),
    groups: mapValues(manifest.groups, groupJson),
    selectors: selectorsArtifact(manifest.selectors),
    disabled: mapValues(disabled, (nodes) => nodes.map(written)),
    ...edgeMaps(members),
    group_map: groupMap(manifest, members),
    saved_queries: passiveJson(passive["saved_queries"]),
    semantic_models: passiveJson(passive["semantic_models"]),
    unit_tests: passiveJson(passive["unit_tests"], unitTestJson),
    functions,
  };
}

/** Tests that only their disabled node disables: dbt lists them among the nodes, and runs none. */
function orphanedTests({ disabled }: Manifest): [NodeId, TestNode][] {
  return [...disabled].flatMap(([id, [node]]): [NodeId, TestNode][] =>
    node?.resource_type === "test" && node.unrendered_config["enabled"] === undefined
      ? [[id, node]]
      : [],
  );
}

function mapValues<K extends string, V, R>(
  map: ReadonlyMap<K, V>,
  change: (value: V) => R,
): Record<string, R> {
  const result: Record<string, R> = {};
  for (const [key, value] of map) result[key] = change(value);
  return result;
}

function linkedMembers(manifest: Manifest): [string, Linked][] {
  return [
    ...manifest.nodes,
    ...manifest.sources,
    ...manifest.exposures,
    ...passiveKinds.flatMap((kind) => Object.entries(manifest.passive[kind] ?? {})),
  ] as [string, Linked][];
}

function edgeMaps(members: readonly [string, Linked][]) {
  const parent_map: Record<string, string[]> = {};
  const child_map: Record<string, string[]> = {};
  for (const [id] of members) child_map[id] = [];
  for (const [id, { depends_on }] of members) {
    const parents = depends_on?.nodes ?? [];
    parent_map[id] = parents.length < 2 ? [...parents] : [...new Set(parents)].sort();
    for (const parent of parent_map[id]) child_map[parent]?.push(id);
  }
  for (const id in child_map) {
    const children = child_map[id] ?? [];
    if (children.length > 1) children.sort();
  }
  return { parent_map, child_map };
}

function groupMap(manifest: Manifest, members: readonly [string, Linked][]) {
  const map: Record<string, string[]> = {};
  for (const { name } of manifest.groups.values()) map[name] = [];
  for (const [id, { group }] of members) if (group) map[group]?.push(id);
  return map;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/**
 * The manifest inside a `manifest.json`, of ptx or of dbt.
 *
 * @param json The parsed file.
 * @param file Its path, for messages.
 * @throws PtxError PTX5001 when it is no manifest, PTX5002 when it is of another version than 12.
 */
export function manifestFromJson(json: unknown, file = "manifest.json"): Manifest {
  const metadata = isRecord(json) ? json["metadata"] : undefined;
  if (!isRecord(json) || !isRecord(metadata)) throw notAManifest(file);
  if (schemaOf("manifest") !== metadata["dbt_schema_version"]) throw otherVersion(metadata, file);
  const section = (key: string): Record<string, unknown> => {
    const found = json[key] ?? {};
    if (!isRecord(found)) throw notAManifest(file, key);
    return found;
  };
  const mapOf = <K extends string, V>(key: string, asKey: (id: string) => K): ReadonlyMap<K, V> =>
    new Map(Object.entries(section(key)).map(([id, value]) => [asKey(id), value as V]));
  const nodes = new Map([
    ...mapOf<NodeId, ManifestNode>("nodes", asNodeId),
    ...mapOf<NodeId, ManifestNode>("functions", asNodeId),
  ]);
  const off = [...nodes.values()].filter(({ config }) => config?.enabled === false);
  const withoutGraph = {
    projectName: String(metadata["project_name"] ?? ""),
    nodes: new Map([...nodes].filter(([, { config }]) => config?.enabled !== false)),
    sources: mapOf<NodeId, SourceNode>("sources", asNodeId),
    exposures: mapOf<NodeId, ExposureNode>("exposures", asNodeId),
    macros: mapOf<MacroId, MacroNode>("macros", asMacroId),
    docs: mapOf<string, DocNode>("docs", String),
    groups: mapOf<string, GroupNode>("groups", String),
    disabled: new Map([
      ...mapOf<NodeId, readonly AnyNode[]>("disabled", asNodeId),
      ...off.map((node): [NodeId, AnyNode[]] => [node.unique_id, [node]]),
    ]),
    selectors: selectorsOf(section("selectors")),
    passive: Object.fromEntries(
      passiveKinds.map((kind) => [kind, section(kind) as Record<string, JsonObject>]),
    ),
    diagnostics: [],
  };
  return { ...withoutGraph, graph: buildGraph(membersOf(withoutGraph)) };
}

function selectorsOf(section: Record<string, unknown>): Map<string, SelectorDefinition> {
  return new Map(
    Object.entries(section).map(([name, value]) => {
      const written = isRecord(value) ? value : {};
      const { description, definition } = written;
      return [
        name,
        {
          name,
          description: String(description ?? ""),
          default: written["default"] === true,
          definition,
        },
      ];
    }),
  );
}

function notAManifest(file: string, key?: string): PtxError {
  const what = key === undefined ? "has no metadata" : `has no usable "${key}"`;
  return new PtxError("PTX5001", `${file} is not a manifest: it ${what}`, {
    hint: "point to the folder that an earlier run wrote its artifacts to (target/)",
  });
}

function otherVersion(metadata: Record<string, unknown>, file: string): PtxError {
  const found = String(metadata["dbt_schema_version"] ?? "no version");
  return new PtxError(
    "PTX5002",
    `${file} is of another version than ${schemaOf("manifest")}: found ${found}`,
    {
      hint: "write it again with ptx, or with dbt 1.8 or newer",
    },
  );
}
