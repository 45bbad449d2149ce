/** Foreign keys name the table that they point to by `ref` or `source`: here they get its relation. */
import type { Session } from "../core/adapter.ts";
import type { Capabilities } from "../core/dialect.ts";
import type { ColumnInfo, JsonObject, NodeId } from "../core/node.ts";
import type { NodeCompiler } from "./ports.ts";

export interface Constrained {
  readonly columns: Readonly<Record<string, ColumnInfo>>;
  readonly constraints: readonly JsonObject[];
}

/** `to:` that is an expression of templates, and not a name already. */
const expression = /^\s*(?:ref|source)\s*\(/;

const pointsByExpression = ({ type, to }: JsonObject): boolean =>
  type === "foreign_key" && typeof to === "string" && expression.test(to);

/** Whether a constraint points to a node by `ref` or `source`. */
export const pointsToNodes = ({ columns, constraints }: Constrained): boolean =>
  constraints.some(pointsByExpression) ||
  Object.values(columns).some((column) => column.constraints.some(pointsByExpression));

/** The same constraints; those that point to a node name its relation. */
export async function withRelations(
  { columns, constraints }: Constrained,
  id: NodeId,
  session: Session,
  compiler: NodeCompiler,
  { databaseInForeignKeys }: Pick<Capabilities, "databaseInForeignKeys">,
): Promise<Constrained> {
  const resolved = (all: readonly JsonObject[]): Promise<JsonObject[]> =>
    Promise.all(
      all.map(async (one) => {
        if (!pointsByExpression(one)) return one;
        const include = databaseInForeignKeys ? "" : ".include(database=false)";
        const to = `{{ (${String(one["to"])})${include} }}`;
        const { text } = await compiler.renderHook(to, id, session);
        return { ...one, to: text };
      }),
    );
  const own = Object.entries(columns).map(async ([name, column]) => {
    if (!column.constraints.some(pointsByExpression)) return [name, column] as const;
    return [name, { ...column, constraints: await resolved(column.constraints) }] as const;
  });
  return {
    columns: Object.fromEntries(await Promise.all(own)),
    constraints: await resolved(constraints),
  };
}
