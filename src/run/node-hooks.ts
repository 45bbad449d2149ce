/** `pre-hook` and `post-hook` of a node. */
import type { Session } from "../core/adapter.ts";
import type { Json, JsonObject, NodeId } from "../core/node.ts";
import type { NodeCompiler } from "./ports.ts";
import { executeHook } from "./sql-error.ts";

export interface NodeHook {
  readonly sql: string;
  readonly transaction: boolean;
}

function hookOf(value: Json): NodeHook | undefined {
  if (typeof value === "string") return { sql: value, transaction: true };
  if (value === null || typeof value !== "object" || Array.isArray(value)) return undefined;
  const { sql, transaction } = value;
  return typeof sql === "string" ? { sql, transaction: transaction !== false } : undefined;
}

/** The hooks of a config: a text, an object with `sql` and `transaction`, or a list of both. */
export function hooksOf(config: JsonObject, when: "pre" | "post"): readonly NodeHook[] {
  const value = config[`${when}-hook`] ?? config[`${when}_hook`] ?? [];
  return (Array.isArray(value) ? value : [value]).flatMap((item) => hookOf(item) ?? []);
}

/** Renders a hook and runs it; a hook that renders to nothing does nothing. */
export async function runHook(
  when: "pre" | "post",
  sql: string,
  id: NodeId | undefined,
  session: Session,
  compiler: NodeCompiler,
): Promise<void> {
  await executeHook(session, await compiler.renderHook(sql, id, session), `${when}-hook`);
}
