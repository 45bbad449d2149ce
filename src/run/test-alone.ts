/** One data test with a statement of its own: stored failures, counts, verdict, a few rows to show. */
import type { QueryResult, Session, SqlValue } from "../core/adapter.ts";
import type { Compiled } from "../core/compiled.ts";
import { PtxError } from "../core/error.ts";
import type { NodeResult } from "../core/event.ts";
import type { Json, JsonObject, TestNode } from "../core/node.ts";
import { testWarning, warningLevel, warningPolicyOf } from "../core/warning-policy.ts";
import { readTestConfig, storedAs } from "../data-tests/config.ts";
import {
  countSql,
  countsOf,
  failingRows,
  readCounts,
  sampleSql,
  type TestCounts,
} from "../data-tests/count.ts";
import { judge } from "../data-tests/judge.ts";
import { drive } from "../materializations/drive.ts";
import { materializationNamed } from "../materializations/registry.ts";
import { qualified } from "../sql/quote.ts";
import { type CompiledFiles, compiledPath } from "./compiled-files.ts";
import type { RunContext } from "./ports.ts";
import { failed, Stopwatch } from "./results.ts";
import { locateSqlError, sqlErrorFacts } from "./sql-error.ts";
import { storedName } from "./stored-name.ts";

export interface TestPlace {
  readonly thread: number;
  readonly session: Session;
  readonly context: RunContext;
  readonly written: CompiledFiles;
}

export interface CompiledTest {
  readonly node: TestNode;
  readonly compiled: Compiled;
  /** What is known so far: compiled, not run. */
  readonly result: NodeResult;
}

const mostRows = 5;

/** A value of a result as JSON for the report; exact numbers and times as their text. */
function shown(value: SqlValue): Json {
  if (typeof value === "bigint") return value.toString();
  if (value === null || typeof value !== "object") return value;
  if (value instanceof Uint8Array) return `${value.length} bytes`;
  if (Array.isArray(value)) return value.map(shown);
  const entries = Object.entries(value as { readonly [key: string]: SqlValue });
  const [only] = entries;
  if (entries.length === 1 && only && typeof only[1] === "string") return only[1];
  return Object.fromEntries(entries.map(([key, inner]) => [key, shown(inner)]));
}

function rowsOf({ columns, rows }: QueryResult): JsonObject[] {
  return rows.map((row) =>
    Object.fromEntries(columns.map(({ name }, i) => [name, shown(row[i] ?? null)])),
  );
}

/** Up to five failing rows; a test whose rows cannot be read again is reported without them. */
async function sampleOf(from: string, { session, context }: TestPlace): Promise<JsonObject[]> {
  try {
    return rowsOf(await session.query(sampleSql(from, mostRows)));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const message = `no sample of failing rows: ${reason}`;
    context.emit({ type: "log", level: "debug", message, at: context.clock.now() });
    return [];
  }
}

/** The result of a test by its counts; rows to show only where there is something wrong. */
export async function judged(
  { compiled, result }: CompiledTest,
  counts: TestCounts,
  place: TestPlace,
  from?: string,
): Promise<NodeResult> {
  const config = readTestConfig(compiled.config);
  const policy = warningPolicyOf(place.context.invocation.args);
  const warningsFail = warningLevel(policy, testWarning) === "error";
  const { status, failures, message } = judge(config, counts, warningsFail);
  const decided = { ...result, status, failures, message, adapterResponse: { _message: "OK" } };
  if (status === "pass") return decided;
  const sample = await sampleOf(from ?? failingRows(compiled.sql, config), place);
  return sample.length === 0 ? decided : { ...decided, sample };
}

/** Stores the failing rows, where that is wanted. Returns the relation as SQL writes it. */
async function store(
  { node, compiled }: CompiledTest,
  { session, context }: TestPlace,
): Promise<string | undefined> {
  const { adapter, relations, invocation } = context;
  const kind = storedAs(compiled.config, invocation.storeFailures);
  if (kind === undefined) return undefined;
  const written = { database: node.database ?? undefined, schema: node.schema, name: node.alias };
  const target = storedName(written, undefined, context);
  const plan = materializationNamed(kind).plan({
    target,
    existing: relations.get(target),
    select: failingRows(compiled.sql, readTestConfig(compiled.config)),
    config: {},
    dialect: adapter.dialect,
    fullRefresh: true,
    preHooks: [],
    postHooks: [],
    description: "",
    columns: {},
    constraints: [],
  });
  await drive(plan, {
    session,
    hook: () => Promise.reject(new Error("a test has no hooks")),
    seed: () => Promise.reject(new Error("a test loads no seed")),
  });
  relations.add({ ...target, kind });
  return qualified(target, adapter.dialect);
}

/** The template of a generic test is a line that nobody wrote: its entry is the place to look at. */
function declared(error: unknown, { node }: CompiledTest, { context }: TestPlace): unknown {
  if (!(error instanceof PtxError) || node.test_metadata === undefined) return error;
  const entry = context.locate?.(node.unique_id);
  const { code, message, hint, at, related = [] } = error.diagnostic;
  if (entry === undefined) return error;
  const moved = related.map((each) =>
    each.at.file === entry.file ? { ...each, at: entry } : each,
  );
  return new PtxError(code, message, {
    at: at === undefined || at.file === entry.file ? entry : at,
    hint,
    related: moved,
    cause: error.cause,
  });
}

async function count(
  test: CompiledTest,
  place: TestPlace,
): Promise<{ counts: TestCounts; from: string; stored: string | undefined }> {
  const { node, compiled } = test;
  const { session, written } = place;
  const { sqlHeader, ...config } = readTestConfig(compiled.config);
  const plain = { ...config, sqlHeader: undefined };
  const select = failingRows(compiled.sql, plain);
  try {
    if (sqlHeader !== undefined) await session.execute(sqlHeader);
    const stored = await store(test, place);
    const from = stored === undefined ? select : `select * from ${stored}`;
    const sql = countSql(from, plain);
    written.add(compiledPath("run", node), sql);
    return { counts: readCounts(await session.query(sql)), from, stored };
  } catch (error) {
    const statement = sqlErrorFacts(error)?.sql ?? "";
    const from = statement.indexOf(compiled.sql);
    const { spans, sql } = compiled;
    const sent = from < 0 ? undefined : { statement, spans, from, length: sql.length };
    throw declared(locateSqlError(error, sent), test, place);
  }
}

/** A test that a macro of the project runs: it says what it counted. */
async function countByMacro(test: CompiledTest, { session, context }: TestPlace) {
  const { compiled, node } = test;
  const row = (await context.compiler.countTest?.(compiled, session)) ?? [];
  const config = readTestConfig(compiled.config);
  const kind = storedAs(compiled.config, context.invocation.storeFailures);
  const from = failingRows(compiled.sql, config);
  return { counts: countsOf(row), from, stored: kind && (node.relation_name ?? undefined) };
}

/** Runs one test. Never rejects: what goes wrong is its result. */
export async function countAlone(test: CompiledTest, place: TestPlace): Promise<NodeResult> {
  const how = place.context.compiler.hasTestMacro === true ? countByMacro : count;
  const { context } = place;
  const stopwatch = new Stopwatch(context.clock);
  let result: NodeResult;
  try {
    const { counts, from, stored } = await stopwatch.phase("execute", () => how(test, place));
    const relationName = stored ?? null;
    const known = { ...test, result: { ...test.result, relationName } };
    result = await judged(known, counts, place, from);
  } catch (error) {
    result = failed(test.result, error, context);
  }
  return {
    ...result,
    timing: [...test.result.timing, ...stopwatch.timing],
    executionTime: test.result.executionTime + stopwatch.seconds,
  };
}
