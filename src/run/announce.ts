/** The events around a run: its header, and why it ended early. */
import type { Event } from "../core/event.ts";
import type { AnyNode, ResourceType } from "../core/node.ts";
import type { RunContext } from "./ports.ts";
import type { Ended } from "./schedule.ts";

export interface RunOptions {
  readonly failFast: boolean;
  /** Aborted with the name of the signal as its reason. */
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds from start to plan, for the header. */
  readonly planMs: number;
  /** Where the warehouse is, without secrets. */
  readonly place: string;
  readonly dryRun?: boolean;
}

/** Emits the header of a run over some nodes. */
export function announce(
  nodes: readonly AnyNode[],
  threads: number,
  { project, invocation, adapter, clock, emit }: RunContext,
  { place, planMs, dryRun }: RunOptions,
): void {
  const counts: Partial<Record<ResourceType, number>> = {};
  for (const { resource_type } of nodes) counts[resource_type] = (counts[resource_type] ?? 0) + 1;
  emit({
    type: "run:start",
    command: invocation.command,
    version: invocation.ptxVersion,
    project: project.root.name,
    target: project.target.name,
    adapter: adapter.type,
    place,
    threads,
    counts,
    total: nodes.length,
    planMs,
    ...(dryRun === true ? { dryRun } : {}),
    at: clock.now(),
  });
}

/** The `stopped` of `run:done`; nothing when the run came to its end. */
export function stoppedBy(
  { stopped }: Ended,
  remaining: number,
  { signal }: RunOptions,
): Pick<Extract<Event, { type: "run:done" }>, "stopped"> {
  if (!stopped) return {};
  if (stopped.reason === "fail-fast") return { stopped: { reason: "fail-fast", remaining } };
  const name: unknown = signal?.reason;
  const named = typeof name === "string" ? { signal: name } : {};
  return { stopped: { reason: "signal", remaining, ...named } };
}
