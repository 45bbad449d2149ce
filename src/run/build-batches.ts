/**
 * Builds a microbatch model, window by window. A failed window does not stop the others, unless it
 * is the first one: then there may be no table to add to.
 */
import type { NodeResult } from "../core/event.ts";
import type { JsonObject, ModelNode } from "../core/node.ts";
import type { Invocation } from "../core/project.ts";
import { compiledPath } from "./compiled-files.ts";
import { targetOf } from "./label.ts";
import { fullRefresh, materialize, type Work } from "./materialize.ts";
import {
  isoTime,
  sqlTime,
  type TimeSpan,
  type TimeWindow,
  timeWindows,
  windowName,
} from "./microbatch.ts";
import { hooksOf } from "./node-hooks.ts";
import type { RunContext } from "./ports.ts";
import { diagnosticFor, failed, failureMessage, responseOf, targetFile } from "./results.ts";

/** `compiled/shop/models/events/events_2026-01-31.sql`. */
function batchPath(folder: "compiled" | "run", node: ModelNode, name: string): string {
  const whole = compiledPath(folder, node).replace(/\.sql$/, "");
  return `${whole}/${node.name}_${name}.sql`;
}

interface Turn {
  readonly window: TimeWindow;
  readonly fullRefresh: boolean;
  readonly first: boolean;
  readonly last: boolean;
}

async function buildWindow(
  node: ModelNode,
  { window, first, last, ...turn }: Turn,
  work: Work,
  result: NodeResult,
): Promise<NodeResult> {
  const { context, session, stopwatch, written } = work;
  const name = windowName(window, node.config);
  const batch = { start: sqlTime(window.start), end: sqlTime(window.end) };
  const compiled = await stopwatch.phase("compile", () =>
    context.compiler.compile(node.unique_id, { session, batch }),
  );
  const path = batchPath("compiled", node, name);
  written.add(path, compiled.sql);
  const part = {
    fullRefresh: turn.fullRefresh,
    pre: first ? hooksOf(compiled.config, "pre") : [],
    post: last ? hooksOf(compiled.config, "post") : [],
    batch,
    runPath: batchPath("run", node, name),
  };
  const done = await stopwatch.phase("execute", () => materialize(node, compiled, part, work));
  return {
    ...result,
    compiled: true,
    compiledCode: compiled.sql,
    compiledPath: targetFile(context.project, path),
    adapterResponse: done ? added(result.adapterResponse, responseOf(done)) : {},
  };
}

/** The response to the last window, with the rows of all of them. */
function added(before: JsonObject, response: JsonObject): JsonObject {
  const [sum, rows] = [before["rows_affected"], response["rows_affected"]];
  return typeof sum === "number" && typeof rows === "number"
    ? { ...response, rows_affected: sum + rows }
    : response;
}

type Failure = Pick<NodeResult, "error" | "message">;

/** How the windows went together. */
function summed(
  result: NodeResult,
  built: readonly TimeWindow[],
  lost: readonly TimeWindow[],
  failure: Failure | undefined,
): NodeResult {
  const times = (windows: readonly TimeWindow[]) =>
    windows.map(({ start, end }): [string, string] => [isoTime(start), isoTime(end)]);
  const batchResults = { successful: times(built), failed: times(lost) };
  if (!failure) return { ...result, status: "success", message: "SUCCESS", batchResults };
  if (built.length === 0) return { ...result, ...failure, status: "error", batchResults };
  const all = built.length + lost.length;
  const message = `PARTIAL SUCCESS (${built.length}/${all})\n${failure.message ?? ""}`;
  return { ...result, ...failure, status: "partial success", message, batchResults };
}

/** The time to build, where the command line says it. */
const endsOf = ({ sample, args }: Invocation): Pick<TimeSpan, "from" | "to"> =>
  sample
    ? { from: sample.start, to: sample.end }
    : { from: args["event_time_start"], to: args["event_time_end"] };

/**
 * The windows that a run would build, oldest first.
 *
 * @throws PtxError PTX6005 for a config that does not say which.
 */
export function windowsOf(
  node: ModelNode,
  refresh: boolean,
  { relations, invocation, batches }: RunContext,
): readonly TimeWindow[] {
  const again = batches?.get(node.unique_id);
  const target = targetOf(node);
  const there = target ? relations.get(target) : undefined;
  return (
    again?.map(([start, end]) => ({ start: new Date(start), end: new Date(end) })) ??
    timeWindows(node.config, {
      incremental: there?.kind === "table" && !refresh,
      now: invocation.startedAt,
      ...endsOf(invocation),
    })
  );
}

/** Never rejects: what goes wrong is the result. */
export async function buildBatches(
  node: ModelNode,
  work: Work,
  blank: NodeResult,
): Promise<NodeResult> {
  const { context } = work;
  const again = context.batches?.get(node.unique_id);
  // What is left of a run is added to what that run has built.
  const refresh = !again && fullRefresh(node.config, context.invocation.fullRefresh);
  let windows: readonly TimeWindow[];
  try {
    windows = windowsOf(node, refresh, context);
  } catch (error) {
    return failed(blank, error, context);
  }
  let result = blank;
  let failure: Failure | undefined;
  const built: TimeWindow[] = [];
  const lost: TimeWindow[] = [];
  for (const [index, window] of windows.entries()) {
    const first = index === 0;
    const turn = {
      window,
      fullRefresh: refresh && first,
      first,
      last: index === windows.length - 1,
    };
    try {
      result = await buildWindow(node, turn, work, result);
      built.push(window);
    } catch (error) {
      const { error: diagnostic = diagnosticFor(error), message } = failed(result, error, context);
      const name = windowName(window, node.config);
      const told = { ...diagnostic, message: `batch ${name}: ${diagnostic.message}` };
      failure ??= { error: told, message: message && failureMessage(told, blank.label) };
      lost.push(window);
      const over = (first && !again) || diagnostic.code === "PTX4003";
      if (over) {
        lost.push(...windows.slice(index + 1));
        break;
      }
    }
  }
  return summed(result, built, lost, failure);
}
