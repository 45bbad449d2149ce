/** Saved queries: questions about metrics, with the relations that they are to be exported to. */
import type { Json, JsonObject, NodeConfig, SavedQueryNode } from "../core/node.ts";
import { type BuildContext, relationNames } from "./build-context.ts";
import type { NodeDraft } from "./engine.ts";
import { isObject, listOf, objectOf, textOf } from "./json.ts";
import type { Entry } from "./properties.ts";
import { describedAt, filterOf, semanticStart } from "./semantic-config.ts";

function paramsOf(value: Json | undefined): SavedQueryNode["query_params"] {
  const params = objectOf(value);
  return {
    metrics: listOf(params["metrics"]).map(String),
    group_by: listOf(params["group_by"]),
    where: filterOf(params["where"]),
    order_by: listOf(params["order_by"]),
    limit: params["limit"] ?? null,
  };
}

/** Where an export goes: its own settings, then those of the query, then what the naming macros say. */
function exportOf(
  context: BuildContext,
  draft: NodeDraft,
  query: NodeConfig,
  written: JsonObject,
): JsonObject {
  const name = String(written["name"]);
  const own = objectOf(written["config"]);
  const config = { ...query, ...own };
  const named = relationNames(context, { ...draft, name }, config);
  return {
    name,
    config: {
      export_as: config["export_as"] ?? null,
      schema_name: config["schema_name"] ?? config["schema"] ?? named.schema,
      alias: config["alias"] ?? named.alias,
      database: named.database,
    },
    unrendered_config: own,
  };
}

export function savedQuery(context: BuildContext, entry: Entry): SavedQueryNode {
  const { value } = entry;
  const start = semanticStart(context, "saved_query", entry);
  const { config } = start;
  const tags = [...listOf(value["tags"]), ...listOf(config.tags)].map(String);
  return {
    ...start,
    query_params: paramsOf(value["query_params"]),
    exports: listOf(value["exports"])
      .filter(isObject)
      .map((one) => exportOf(context, start, config, one)),
    description: describedAt(context, entry, value["description"], ["description"]),
    label: textOf(value["label"]),
    tags: [...new Set(tags)].sort(),
  };
}
