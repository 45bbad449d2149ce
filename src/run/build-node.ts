/** Builds one model, seed or snapshot: compile, then drive its materialization on a session. */
import type { Compiled } from "../core/compiled.ts";
import type { NodeResult } from "../core/event.ts";
import { buildBatches } from "./build-batches.ts";
import { compiledPath } from "./compiled-files.ts";
import { type BuiltNode, materialize, type Work, wholeNode } from "./materialize.ts";
import { isMicrobatch } from "./microbatch.ts";
import { blankResult, failed, responseOf, targetFile } from "./results.ts";

const noSpans = { locate: () => undefined };

/** Seeds have no template. */
async function compiledOf(node: BuiltNode, { session, context, written }: Work): Promise<Compiled> {
  if (node.resource_type === "seed") {
    return { id: node.unique_id, sql: "", spans: noSpans, config: node.config };
  }
  const compiled = await context.compiler.compile(node.unique_id, session);
  written.add(compiledPath("compiled", node), compiled.sql);
  return compiled;
}

async function inOneGo(node: BuiltNode, work: Work, blank: NodeResult): Promise<NodeResult> {
  const { stopwatch, context } = work;
  let result = blank;
  try {
    const compiled = await stopwatch.phase("compile", () => compiledOf(node, work));
    if (node.resource_type !== "seed") {
      const path = targetFile(context.project, compiledPath("compiled", node));
      result = { ...result, compiled: true, compiledCode: compiled.sql, compiledPath: path };
    }
    const part = wholeNode(node, compiled, context.invocation.fullRefresh);
    const done = await stopwatch.phase("execute", () => materialize(node, compiled, part, work));
    const { message = "OK" } = done ?? {};
    const adapterResponse = done ? responseOf(done) : {};
    return { ...result, status: "success", message, adapterResponse };
  } catch (error) {
    return failed(result, error, context);
  }
}

/** Never rejects for what goes wrong with the node: that is its result. */
export async function buildNode(node: BuiltNode, work: Work): Promise<NodeResult> {
  const { label, thread, stopwatch } = work;
  const blank = { ...blankResult(label, thread), relationName: node.relation_name };
  const batched = node.resource_type === "model" && isMicrobatch(node.config);
  const result = await (batched ? buildBatches(node, work, blank) : inOneGo(node, work, blank));
  return { ...result, timing: stopwatch.timing, executionTime: stopwatch.seconds };
}
