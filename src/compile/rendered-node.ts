/** A node before and after its template was rendered to run. */
import type { CompiledNode, Json, JsonObject } from "../core/node.ts";
import type { RenderedNode } from "./render-state.ts";

/** What stands for SQL that is in no file. */
export const inlineNode = (packageName: string): RenderedNode => ({
  unique_id: `sql_operation.${packageName}.inline_query`,
  resource_type: "sql_operation",
  name: "inline_query",
  package_name: packageName,
  original_file_path: "inline_query",
  config: {},
});

const same = (a: Json | undefined, b: Json | undefined): boolean =>
  JSON.stringify(a) === JSON.stringify(b);

/**
 * The config of a node that was rendered to run.
 *
 * @param calls Settings of this render: some may have another value than the first one gave, because
 *   it could ask.
 */
export function configAfter(
  { config: known, config_call_dict: first }: CompiledNode,
  calls: JsonObject,
): JsonObject {
  const changes: JsonObject = {};
  for (const [key, value] of Object.entries(calls)) {
    const mergeable = Array.isArray(value) || (typeof value === "object" && value !== null);
    const decided = Object.hasOwn(first, key) && same(first[key], known[key]);
    if (!mergeable && decided && !same(value, known[key])) changes[key] = value;
  }
  return Object.keys(changes).length === 0 ? known : { ...known, ...changes };
}
