/**
 * Runs the data tests of a unit: compiled first, then as few statements as give each its count. When
 * a shared statement fails, each of its tests runs alone, so that only the broken one is an error.
 */
import type { NodeLabel, NodeResult, Timing } from "../core/event.ts";
import type { TestNode } from "../core/node.ts";
import { type Batch, planBatches } from "../data-tests/batch.ts";
import type { TestCounts } from "../data-tests/count.ts";
import { compiledPath } from "./compiled-files.ts";
import type { Unit } from "./plan.ts";
import type { RunContext } from "./ports.ts";
import { blankResult, failed, type ResultGroup, Stopwatch, targetFile } from "./results.ts";
import { type CompiledTest, countAlone, judged, type TestPlace } from "./test-alone.ts";

async function compile(
  node: TestNode,
  label: NodeLabel,
  { thread, session, context, written }: TestPlace,
): Promise<CompiledTest | NodeResult> {
  const stopwatch = new Stopwatch(context.clock);
  const blank = blankResult(label, thread);
  try {
    const compiled = await stopwatch.phase("compile", () =>
      context.compiler.compile(node.unique_id, session),
    );
    const path = compiledPath("compiled", node);
    written.add(path, compiled.sql);
    const shown = targetFile(context.project, path);
    const result: NodeResult = {
      ...blank,
      timing: stopwatch.timing,
      executionTime: stopwatch.seconds,
      compiled: true,
      compiledCode: compiled.sql,
      compiledPath: shown,
    };
    return { node, compiled, result };
  } catch (error) {
    const { timing, seconds: executionTime } = stopwatch;
    return { ...failed(blank, error, context), timing, executionTime };
  }
}

/** Whether the macro behind a test is the one that ptx brings along. */
function isBuiltin({ test_metadata, depends_on }: TestNode): boolean {
  if (!test_metadata) return false;
  const own = `macro.dbt.test_${test_metadata.name}`;
  return depends_on.macros.some((macro) => macro === own);
}

function batchable({ node, compiled }: CompiledTest) {
  return {
    id: node.unique_id,
    sql: compiled.sql,
    config: compiled.config,
    builtin: isBuiltin(node),
    parents: node.depends_on.nodes,
  };
}

/** `dim_customers`, `orders and raw.countries`: what the tests read. */
function subject(node: TestNode | undefined, { manifest }: RunContext): string {
  const names = (node?.depends_on.nodes ?? []).map((id) => {
    const source = manifest.sources.get(id);
    return source ? `${source.source_name}.${source.name}` : (manifest.nodes.get(id)?.name ?? id);
  });
  return names.length === 0 ? "no node" : [...new Set(names)].join(" and ");
}

interface Answer {
  readonly counts: ReadonlyMap<string, TestCounts>;
  readonly timing: readonly Timing[];
  readonly seconds: number;
}

/** What a shared statement says; nothing when it fails, for its tests then run alone. */
async function askTogether(
  { sql, read }: Batch,
  { session, context }: TestPlace,
): Promise<Answer | undefined> {
  if (sql === undefined) return undefined;
  const stopwatch = new Stopwatch(context.clock);
  try {
    const answer = await stopwatch.phase("execute", () => session.query(sql));
    return { counts: read(answer), timing: stopwatch.timing, seconds: stopwatch.seconds };
  } catch (error) {
    const { emit, clock } = context;
    const reason = error instanceof Error ? error.message : String(error);
    const message = `tests that share a statement run alone, since it failed: ${reason}`;
    emit({ type: "log", level: "debug", message, at: clock.now() });
    return undefined;
  }
}

async function runBatch(
  batch: Batch,
  tests: ReadonlyMap<string, CompiledTest>,
  place: TestPlace,
): Promise<ResultGroup> {
  const answer = await askTogether(batch, place);
  const members = batch.tests.flatMap((id) => tests.get(id) ?? []);
  const results: NodeResult[] = [];
  for (const test of members) {
    const counts = answer?.counts.get(test.node.unique_id);
    if (!answer || !counts) {
      results.push(await countAlone(test, place));
      continue;
    }
    const timed: NodeResult = {
      ...test.result,
      timing: [...test.result.timing, ...answer.timing],
      // The statement's time, shared out, so that the times of all nodes still add up.
      executionTime: test.result.executionTime + answer.seconds / members.length,
    };
    results.push(await judged({ ...test, result: timed }, counts, place));
  }
  if (!answer || members.length < 2) return { results };
  const relation = subject(members[0]?.node, place.context);
  return { results, batch: { relation, scans: batch.scans, ms: answer.seconds * 1000 } };
}

/** A result for each test, in groups of those that one statement answered. */
export async function runTests(
  { steps }: Unit,
  labels: readonly NodeLabel[],
  place: TestPlace,
): Promise<readonly ResultGroup[]> {
  const tests = new Map<string, CompiledTest>();
  const groups: ResultGroup[] = [];
  for (const [index, { node }] of steps.entries()) {
    const label = labels[index];
    if (node.resource_type !== "test" || !label) throw new Error(`${node.unique_id} is no test`);
    const made = await compile(node, label, place);
    if ("compiled" in made && "node" in made) tests.set(node.unique_id, made);
    else groups.push({ results: [made] });
  }
  const { compiler, invocation } = place.context;
  const compiled = [...tests.values()];
  const batches =
    compiler.hasTestMacro === true
      ? eachAlone(compiled)
      : batchesOf(compiled, invocation.storeFailures);
  for (const batch of batches) {
    groups.push(await runBatch(batch, tests, place));
  }
  return groups.map((group) => ({ ...group, results: group.results.map(placed(place)) }));
}

/** Adds where YAML declares a test that did not pass; to look it up means to parse the file. */
const placed =
  ({ context }: TestPlace) =>
  (result: NodeResult): NodeResult =>
    result.status === "pass" ? result : { ...result, at: context.locate?.(result.label.id) };

/** A config that cannot work is the error of its own test, found when that runs alone. */
function batchesOf(tests: readonly CompiledTest[], storeFailures: boolean): readonly Batch[] {
  try {
    return planBatches(tests.map(batchable), storeFailures);
  } catch {
    return eachAlone(tests);
  }
}

const eachAlone = (tests: readonly CompiledTest[]): readonly Batch[] =>
  tests.map(({ node }) => ({
    tests: [node.unique_id],
    sql: undefined,
    scans: 1,
    read: () => new Map(),
  }));
