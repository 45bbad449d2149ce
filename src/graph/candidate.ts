/** What selection looks at: any member of the graph, with what selector methods ask of it. */
import { type Manifest, nodeOf } from "../core/manifest.ts";
import type { Json, JsonObject, NodeId, TestMetadata } from "../core/node.ts";

export interface Candidate {
  readonly unique_id: string;
  readonly resource_type: string;
  readonly name: string;
  readonly package_name: string;
  readonly original_file_path: string;
  readonly fqn: readonly string[];
  readonly config: JsonObject;
  readonly tags?: readonly string[];
  readonly patch_path?: string | null;
  readonly raw_code?: string;
  readonly version?: string | number | null;
  readonly latest_version?: string | number | null;
  readonly access?: string;
  readonly group?: string | null;
  readonly source_name?: string;
  readonly test_metadata?: TestMetadata;
  readonly freshness?: JsonObject | null;
}

/** Manifest keys of the kinds that ptx keeps for the artifact and may hold in the graph. */
const passiveKinds = ["unit_tests", "metrics", "semantic_models", "saved_queries"];

function passiveOf(manifest: Manifest, id: NodeId): Candidate | undefined {
  for (const kind of passiveKinds) {
    const found = manifest.passive[kind]?.[id];
    // The artifact's own shape, which has these keys for every kind.
    if (found) return found as unknown as Candidate;
  }
  return undefined;
}

/** The members of the graph by their number. @throws Error when the graph names an unknown id. */
export function candidatesOf(manifest: Manifest): Candidate[] {
  return manifest.graph.ids.map((id) => {
    const found = nodeOf(manifest, id) ?? passiveOf(manifest, id);
    if (!found) throw new Error(`the graph holds ${id}, which the manifest does not`);
    return found;
  });
}

/** The kinds under `nodes` of the manifest. */
const manifestNodeTypes: ReadonlySet<string> = new Set([
  "model",
  "seed",
  "snapshot",
  "test",
  "analysis",
  "operation",
  "sql_operation",
]);

export const isManifestNode = ({ resource_type }: Candidate): boolean =>
  manifestNodeTypes.has(resource_type);

/** Kinds that come along with what they test. */
export const isTest = ({ resource_type }: Candidate): boolean =>
  resource_type === "test" || resource_type === "unit_test";

/** A value of a selector as text; YAML may give numbers and booleans. */
export const textOf = (value: Json): string =>
  typeof value === "string" ? value : JSON.stringify(value);
