/** Does one unit of a plan on a session of its own. */
import type { Session } from "../core/adapter.ts";
import type { NodeLabel } from "../core/event.ts";
import type { AnyNode, JsonObject } from "../core/node.ts";
import { buildNode } from "./build-node.ts";
import type { CompiledFiles } from "./compiled-files.ts";
import { ObservedSession } from "./observed-session.ts";
import type { Unit } from "./plan.ts";
import type { RunContext } from "./ports.ts";
import { blankResult, failed, type ResultGroup, Stopwatch } from "./results.ts";
import { runTests } from "./run-tests.ts";
import { runUnitTest } from "./run-unit-test.ts";

export interface UnitPlace {
  readonly thread: number;
  readonly stopped: AbortSignal;
  readonly context: RunContext;
  readonly written: CompiledFiles;
}

async function onSession(
  unit: Unit,
  labels: readonly NodeLabel[],
  session: Session,
  { thread, context, written }: UnitPlace,
): Promise<readonly ResultGroup[]> {
  const [step] = unit.steps;
  const [label] = labels;
  if (!step || !label) throw new Error("a unit without steps was planned");
  const { node } = step;
  switch (node.resource_type) {
    case "function":
    case "model":
    case "seed":
    case "snapshot": {
      const stopwatch = new Stopwatch(context.clock);
      const work = { label, thread, session, stopwatch, context, written };
      return [{ results: [await buildNode(node, work)] }];
    }
    case "test":
      return runTests(unit, labels, { thread, session, context, written });
    case "unit_test":
      return [{ results: [await runUnitTest(node, label, { thread, session, context, written })] }];
    default:
      throw new Error(`${node.unique_id} is nothing that runs`);
  }
}

/** What others do with the tables: a build only waits for what it needs. */
const isDoneElsewhere = ({ resource_type: type }: AnyNode): boolean =>
  type === "exposure" || type === "saved_query";

/** A result for each step. Never rejects: what goes wrong is in the results. */
export async function runUnit(
  unit: Unit,
  labels: readonly NodeLabel[],
  place: UnitPlace,
): Promise<readonly ResultGroup[]> {
  const { thread, stopped, context } = place;
  const { adapter, emit, clock } = context;
  const [first] = unit.steps;
  const blank = labels.map((label) => blankResult(label, thread));
  if (first && isDoneElsewhere(first.node)) {
    const at = clock.now().toISOString();
    const phase = { started_at: at, completed_at: at };
    const results = blank.map((result) => ({
      ...result,
      timing: [
        { name: "compile" as const, ...phase },
        { name: "execute" as const, ...phase },
      ],
      status: "no-op" as const,
      message: "NO-OP",
      failures: 0,
    }));
    return [{ results }];
  }
  try {
    const inner = await adapter.session();
    if (first && "config" in first.node) inner.configure?.(first.node.config as JsonObject);
    const node = unit.steps.length === 1 ? first?.id : undefined;
    const comment = await context.compiler.queryComment?.(first?.id);
    const session = new ObservedSession(inner, { node, emit, clock, stopped, comment });
    try {
      return await onSession(unit, labels, session, place);
    } finally {
      session.release();
    }
  } catch (error) {
    return [{ results: blank.map((result) => failed(result, error, context)) }];
  }
}
