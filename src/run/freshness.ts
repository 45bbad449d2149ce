/** `source freshness`: when was each source last loaded, and is that recent enough? */
import type { Session } from "../core/adapter.ts";
import { PtxError } from "../core/error.ts";
import type { NodeLabel, NodeResult } from "../core/event.ts";
import type { FreshnessMeasured, SourceFreshnessResult } from "../core/freshness.ts";
import type { NodeId, SourceNode } from "../core/node.ts";
import { announce, type RunOptions, stoppedBy } from "./announce.ts";
import { hasFreshness, judgeAge, type Measured, measuredIn, verdictText } from "./freshness-age.ts";
import { labelOf } from "./label.ts";
import { ObservedSession } from "./observed-session.ts";
import type { RunContext } from "./ports.ts";
import { blankResult, failed, Stopwatch } from "./results.ts";
import { schedule } from "./schedule.ts";

/** The statement that asks for the newest row and for the warehouse's own time. */
async function questionFor(
  source: SourceNode,
  session: Session,
  { compiler }: RunContext,
): Promise<string> {
  const { loaded_at_field, loaded_at_query, relation_name, freshness } = source;
  const filter = freshness?.["filter"];
  const where = typeof filter === "string" && filter !== "" ? `\nwhere ${filter}` : "";
  if (loaded_at_query !== null) {
    const { text } = await compiler.renderHook(loaded_at_query, source.unique_id, session);
    return `select (select * from (\n${text}\n) as loaded) as max_loaded_at, current_timestamp as snapshotted_at`;
  }
  if (loaded_at_field === null) {
    throw new PtxError(
      "PTX6003",
      `${source.source_name}.${source.name} has freshness limits but no time of loading`,
      {
        hint: "Give the source `loaded_at_field`, the column with the time, or `loaded_at_query`.",
      },
    );
  }
  return `select max(${loaded_at_field}) as max_loaded_at, current_timestamp as snapshotted_at\nfrom ${relation_name}${where}`;
}

/** What the warehouse's own records say of a source that names no time; nothing where it keeps none. */
async function recordedOf(
  { loaded_at_field: field, loaded_at_query: query, ...source }: SourceNode,
  { adapter }: RunContext,
): Promise<Measured | undefined> {
  if (field !== null || query !== null || !adapter.lastModified) return undefined;
  const { schema, identifier: name } = source;
  const database = source.database ?? adapter.defaultDatabase;
  const [found] = await adapter.lastModified([{ database, schema, name }]);
  if (!found) return undefined;
  const [maxLoadedAt, snapshottedAt] = [new Date(found.at), new Date(found.askedAt)];
  const ageSeconds = (snapshottedAt.getTime() - maxLoadedAt.getTime()) / 1000;
  return { maxLoadedAt, snapshottedAt, ageSeconds, loaded: true };
}

type Facts = Omit<FreshnessMeasured, "id" | "timing" | "threadId" | "executionTime">;

async function measure(
  source: SourceNode,
  session: Session,
  context: RunContext,
): Promise<Facts & { readonly message: string }> {
  const measured =
    (await recordedOf(source, context)) ??
    measuredIn(await session.query(await questionFor(source, session, context)), source);
  const criteria = source.freshness ?? {};
  return {
    status: judgeAge(criteria, measured.ageSeconds),
    maxLoadedAt: measured.maxLoadedAt.toISOString(),
    snapshottedAt: measured.snapshottedAt.toISOString(),
    ageSeconds: measured.ageSeconds,
    criteria,
    adapterResponse: { _message: "OK" },
    message: verdictText(measured, criteria),
  };
}

interface Checked {
  readonly result: NodeResult;
  readonly freshness: SourceFreshnessResult;
}

async function check(
  source: SourceNode,
  label: NodeLabel,
  thread: number,
  session: Session,
  context: RunContext,
): Promise<Checked> {
  const stopwatch = new Stopwatch(context.clock);
  const blank = blankResult(label, thread);
  let result: NodeResult;
  let facts: Facts | undefined;
  try {
    const { message, ...measured } = await stopwatch.phase("execute", () =>
      measure(source, session, context),
    );
    facts = measured;
    const told = measured.status === "pass" ? null : message;
    result = { ...blank, status: measured.status, message: told };
  } catch (error) {
    result = { ...failed(blank, error, context), status: "runtime error" };
  }
  const { timing, seconds: executionTime } = stopwatch;
  const shared = { id: source.unique_id, timing, threadId: blank.threadId, executionTime };
  return {
    result: { ...result, timing, executionTime },
    freshness: facts
      ? { ...shared, ...facts }
      : { ...shared, status: "runtime error", error: result.message ?? "" },
  };
}

export interface FreshnessEnd {
  /** In id order, those of an interrupted check included as far as it came. */
  readonly sources: readonly SourceFreshnessResult[];
  /** No source is too old, and all could be asked; warnings are fine. */
  readonly ok: boolean;
}

/** Checks the selected sources that have limits, as many at once as there are threads. */
export async function checkFreshness(
  selected: ReadonlySet<NodeId>,
  context: RunContext,
  options: RunOptions,
): Promise<FreshnessEnd> {
  const { manifest, adapter, invocation, emit, clock } = context;
  const sources = [...manifest.sources.values()]
    .filter((source) => selected.has(source.unique_id) && hasFreshness(source))
    .sort((a, b) => (a.unique_id < b.unique_id ? -1 : 1));
  const start = clock.elapsed();
  announce(sources, invocation.threads, context, options);
  const found: Checked[] = [];
  let started = 0;
  const ended = await schedule(
    sources.map(() => ({ after: [], weight: 0 })),
    {
      threads: invocation.threads,
      failFast: options.failFast,
      signal: options.signal,
      async run(index, thread, stopped) {
        const source = sources[index];
        if (!source) throw new Error(`there is no source ${index}`);
        started += 1;
        const position = { index: started, total: sources.length };
        const label = labelOf(source, adapter.defaultDatabase, position);
        emit({ type: "node:start", label, at: clock.now() });
        const inner = await adapter.session();
        const session = new ObservedSession(inner, {
          node: source.unique_id,
          emit,
          clock,
          stopped,
        });
        const checked = await check(source, label, thread, session, context);
        session.release();
        if (stopped.aborted && checked.result.status === "runtime error") return "cancelled";
        found.push(checked);
        emit({ type: "node:done", result: checked.result, at: clock.now() });
        return ["error", "runtime error"].includes(checked.result.status) ? "failed" : "done";
      },
      skip: () => undefined,
      crashed: (_, error) => {
        throw error;
      },
    },
  );
  const results = found.map(({ result }) => result);
  const stopped = stoppedBy(ended, ended.remaining.length, options);
  emit({ type: "run:done", results, ms: clock.elapsed() - start, at: clock.now(), ...stopped });
  const bad = results.some(({ status }) => status === "error" || status === "runtime error");
  return {
    sources: found.map(({ freshness }) => freshness).sort((a, b) => (a.id < b.id ? -1 : 1)),
    ok: !bad && !ended.stopped,
  };
}
