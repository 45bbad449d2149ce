/** The `metadata` of artifacts. */
import { md5 } from "../core/hash.ts";
import type { Invocation, Project } from "../core/project.ts";

/** The version of dbt whose artifacts these are, key by key; readers branch on it. */
const dbtVersion = "1.11.7";

const schemas = { manifest: "v12", "run-results": "v6", catalog: "v1", sources: "v3" } as const;
export type ArtifactName = keyof typeof schemas;

export const schemaOf = (name: ArtifactName): string =>
  `https://schemas.getdbt.com/dbt/${name}/${schemas[name]}.json`;

/** Variables with this prefix are handed on to the readers of artifacts. */
const customPrefix = "DBT_ENV_CUSTOM_ENV_";

function customEnv(project: Project): Record<string, string> {
  const custom: Record<string, string> = {};
  for (const [name, value] of Object.entries(project.env)) {
    if (value !== undefined && name.startsWith(customPrefix))
      custom[name.slice(customPrefix.length)] = value;
  }
  return custom;
}

export interface MetadataFacts {
  readonly invocation: Invocation;
  readonly project: Project;
  readonly generatedAt: Date;
}

/** What every artifact says of the run that wrote it. */
export function metadataOf(
  name: ArtifactName,
  { invocation, project, generatedAt }: MetadataFacts,
) {
  return {
    dbt_schema_version: schemaOf(name),
    dbt_version: dbtVersion,
    generated_at: generatedAt.toISOString(),
    invocation_id: invocation.id,
    invocation_started_at: invocation.startedAt.toISOString(),
    env: customEnv(project),
  };
}

/** The fuller one of the manifest. dbt identifies a project by the MD5 of its name. */
export function manifestMetadata(projectName: string, facts: MetadataFacts) {
  const { database = true, schema = true, identifier = true } = facts.project.root.quoting;
  return {
    ...metadataOf("manifest", facts),
    project_name: projectName,
    project_id: md5(projectName),
    user_id: null,
    send_anonymous_usage_stats: false,
    adapter_type: facts.project.target.type,
    quoting: { database, schema, identifier, column: null },
    run_started_at: facts.invocation.startedAt.toISOString(),
  };
}
