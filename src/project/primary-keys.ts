/** Primary keys of models, inferred as dbt does from constraints and data tests. */
import type { AnyNode, Json, ModelNode, NodeId, TestNode } from "../core/node.ts";
import { emptyList } from "./shared.ts";

interface Tested {
  readonly unique: Set<string>;
  readonly disabledUnique: Set<string>;
  readonly notNull: Set<string>;
}

const isText = (value: Json): value is string => typeof value === "string";

function columnsOf({ test_metadata: metadata }: TestNode): string[] {
  const { column_name: column, combination_of_columns: combination } = metadata?.kwargs ?? {};
  if (typeof column === "string") return [column];
  return Array.isArray(combination) ? combination.filter(isText) : [];
}

function note(tested: Tested, test: TestNode): void {
  const name = test.test_metadata?.name;
  const unique = test.config.enabled ? tested.unique : tested.disabledUnique;
  for (const column of columnsOf(test)) {
    if (name === "unique" || name === "unique_combination_of_columns") unique.add(column);
    else if (name === "not_null") tested.notNull.add(column);
  }
}

function constrained({ constraints, columns }: ModelNode): string[] | undefined {
  const own = constraints.find(({ type }) => type === "primary_key");
  if (own) return Array.isArray(own["columns"]) ? own["columns"].filter(isText) : [];
  const column = Object.values(columns).find((info) =>
    info.constraints.some(({ type }) => type === "primary_key"),
  );
  return column && [column.name];
}

function tested({ unique, disabledUnique, notNull }: Tested): string[] {
  const both = [...notNull].filter((column) => unique.has(column) || disabledUnique.has(column));
  if (both.length > 0) return both;
  return [...(unique.size > 0 ? unique : disabledUnique)];
}

/**
 * Sets `primary_key` of every model: columns with a primary key constraint, else those tested
 * unique and not null, else those tested unique, else those whose unique test is disabled.
 */
export function inferPrimaryKeys(nodes: Iterable<AnyNode>, disabled: Iterable<AnyNode>): void {
  const byModel = new Map<NodeId, Tested>();
  const models: ModelNode[] = [];
  for (const node of [...nodes, ...disabled]) {
    if (node.resource_type === "model") models.push(node);
    if (node.resource_type !== "test" || !node.attached_node) continue;
    const known = byModel.get(node.attached_node);
    const entry = known ?? { unique: new Set(), disabledUnique: new Set(), notNull: new Set() };
    byModel.set(node.attached_node, entry);
    note(entry, node);
  }
  for (const model of models) {
    const found = byModel.get(model.unique_id);
    model.primary_key = constrained(model) ?? (found ? tested(found) : emptyList);
  }
}
