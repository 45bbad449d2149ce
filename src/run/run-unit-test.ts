/**
 * Runs one unit test: the model's select over fixtures against the rows that it must give. Nothing
 * but the fixtures is read, and nothing is written.
 */
import type { UnderTest } from "../compile/unit-test.ts";
import type { Rendered } from "../core/compiled.ts";
import { PtxError } from "../core/error.ts";
import type { NodeLabel, NodeResult } from "../core/event.ts";
import type { NodeId, UnitTestNode } from "../core/node.ts";
import type { Column } from "../core/relation.ts";
import { suggest } from "../core/suggest.ts";
import { compareRows, isEqual } from "../unit-tests/compare.ts";
import { diffText } from "../unit-tests/diff-text.ts";
import { namesIn, rowsSql } from "../unit-tests/fixture-sql.ts";
import { sidesOf, unitStatement } from "../unit-tests/statement.ts";
import { blankResult, failed, Stopwatch, targetFile, verdict } from "./results.ts";
import { runMacroTest } from "./run-macro-test.ts";
import { locateSqlError } from "./sql-error.ts";
import type { TestPlace } from "./test-alone.ts";
import { columnsOfInput } from "./unit-input-columns.ts";
import { fixture, withFixtures } from "./unit-query.ts";
import { faultOf, type SentRows } from "./unit-test-faults.ts";
import { type Given, givenSql, inputsOf } from "./unit-test-inputs.ts";

/** The tested select with its inputs in front. */
interface Prepared {
  readonly query: Rendered;
  /** Inputs whose columns only their rows tell. */
  readonly guessed: readonly string[];
  readonly sent: readonly SentRows[];
}

/** The node's template over the test's inputs; which of them it reads shows while it renders. */
async function rendered(
  test: UnitTestNode,
  inputs: ReadonlyMap<NodeId, Given>,
  { session, context }: TestPlace,
): Promise<{ query: Rendered; read: ReadonlySet<Given> }> {
  const [tested] = test.depends_on.nodes;
  if (tested === undefined) throw new Error(`${test.unique_id} tests no model`);
  const read = new Set<Given>();
  const own = inputs.get(tested);
  const underTest: UnderTest = {
    inputs: {
      cte(id, shown, at) {
        const given = inputs.get(id);
        if (given === undefined) throw missingInput(test, shown, at, context);
        read.add(given);
        return given.alias;
      },
    },
    self: own?.alias,
    overrides: test.overrides,
  };
  const { sql, spans } = await context.compiler.compile(tested, { session, underTest });
  // `this` is a plain name in the template: whether it is read shows in the text alone.
  if (own && sql.includes(fixture(own.alias, "").name)) read.add(own);
  return { query: { text: sql, spans }, read };
}

function missingInput(
  test: UnitTestNode,
  shown: string,
  at: PtxError["diagnostic"]["at"],
  { locate }: TestPlace["context"],
): PtxError {
  const reads = at ? [{ message: "read here", at }] : [];
  return new PtxError("PTX4301", `Unit test '${test.name}' gives no rows for ${shown}`, {
    at: locate?.(test.unique_id, ["given"]),
    related: reads,
    hint: `Add - input: ${shown} with its rows (rows: [] for none) under given:.`,
  });
}

async function prepare(test: UnitTestNode, place: TestPlace): Promise<Prepared> {
  const { session, context } = place;
  const { dialect } = context.adapter;
  const inputs = inputsOf(test, place);
  const { query, read } = await rendered(test, inputs, place);
  const sent: SentRows[] = [];
  const ctes: ReturnType<typeof fixture>[] = [];
  const guesses: string[] = [];
  for (const given of inputs.values()) {
    if (!read.has(given)) {
      warnUnread(test, given, place);
      continue;
    }
    const { input, alias, index, id } = given;
    const sql = await givenSql(given, test, place);
    ctes.push(fixture(alias, sql));
    const asked =
      typeof input.rows === "string"
        ? { columns: [], guessed: false }
        : await columnsOfInput(id, input.rows, { session, context });
    if (asked.guessed) guesses.push(input.input);
    const { columns } = asked;
    sent.push({ what: input.input, fixture: input, sql, columns, path: ["given", index] });
  }
  return { query: withFixtures(query, ctes, dialect), sent, guessed: guesses };
}

function warnUnread(test: UnitTestNode, { input, index }: Given, { context }: TestPlace): void {
  const { emit, clock, locate } = context;
  emit({
    type: "diagnostic",
    diagnostic: {
      code: "PTX4308",
      severity: "warning",
      message: `Unit test '${test.name}' gives rows for ${input.input}, which '${test.model}' does not read`,
      at: locate?.(test.unique_id, ["given", index, "input"]),
      hint: "Remove the input, or check what the model refers to.",
    },
    at: clock.now(),
  });
}

/** The expected rows as a select, and which columns of the model they speak of. */
function expectedRows(
  { expect, unique_id, model }: UnitTestNode,
  columns: readonly Column[],
  { context }: TestPlace,
): { sql: string; columns: readonly Column[] } | undefined {
  const { rows } = expect;
  const { dialect } = context.adapter;
  if (typeof rows === "string") return undefined;
  if (rows.length === 0) return { sql: rowsSql([], columns, dialect), columns };
  const byName = new Map(columns.map((column) => [column.name.toLowerCase(), column]));
  const tested = namesIn(rows).map((name) => {
    const column = byName.get(name.toLowerCase());
    if (column) return column;
    const names = columns.map((one) => one.name);
    const close = suggest(name, names);
    const row = rows.findIndex((values) => Object.hasOwn(values, name));
    const inside = expect.format === "dict" ? ["rows", row, name] : ["rows"];
    throw new PtxError("PTX4302", `Model '${model}' has no column '${name}' to expect`, {
      at: context.locate?.(unique_id, ["expect", ...inside], "key"),
      hint: close ? `Did you mean '${close}'?` : `Its columns are ${names.join(", ")}.`,
    });
  });
  return { sql: rowsSql(rows, tested, dialect), columns: tested };
}

/** Rows given as SQL are compared in the columns that the SQL has. */
async function expectedSql(
  sql: string,
  columns: readonly Column[],
  { session }: TestPlace,
): Promise<{ sql: string; columns: readonly Column[] }> {
  const named = await session.describe(sql);
  const byName = new Map(columns.map((column) => [column.name.toLowerCase(), column]));
  return { sql, columns: named.map((column) => byName.get(column.name.toLowerCase()) ?? column) };
}

/** The difference as text; `undefined` when there is none. */
async function difference(
  test: UnitTestNode,
  { query, sent, guessed }: Prepared,
  place: TestPlace,
): Promise<string | undefined> {
  const { session, context, written } = place;
  const { dialect } = context.adapter;
  const all: SentRows[] = [...sent];
  let statement = { sql: query.text, actualAt: 0 };
  try {
    const columns = await session.describe(query.text);
    const { rows } = test.expect;
    const what = "the expected rows";
    const known = { what, fixture: test.expect, path: ["expect"] };
    if (typeof rows === "string") all.push({ ...known, sql: rows, columns: [] });
    const expected =
      expectedRows(test, columns, place) ?? (await expectedSql(String(rows), columns, place));
    if (typeof rows !== "string") all.push({ ...known, ...expected });
    const names = expected.columns.map(({ name }) => name);
    statement = unitStatement(query.text, expected.sql, names, dialect);
    written.add(filePath("run", test), statement.sql);
    const sides = sidesOf(await session.query(statement.sql));
    const comparison = compareRows(sides.expected, sides.actual);
    return isEqual(comparison) ? undefined : diffText(names, comparison);
  } catch (error) {
    const fault = await faultOf(all, { session, dialect });
    if (fault) throw at(fault.error, test, fault.path, place);
    const { sql, actualAt } = statement;
    const located = locateSqlError(error, { statement: sql, spans: query.spans, from: actualAt });
    throw guessed.length === 0 ? located : afterGuess(located, guessed);
  }
}

/** The error of a select whose inputs may have more columns than their rows name. */
function afterGuess(error: unknown, guessed: readonly string[]): unknown {
  if (!(error instanceof PtxError)) return error;
  const { code, message, at: place, related } = error.diagnostic;
  return new PtxError(code, message, {
    at: place,
    related,
    cause: error.cause,
    hint: `${guessed.join(" and ")} is not in the warehouse, so only the columns that its rows name are known: declare its columns with a data_type, name the column in a row, or build it.`,
  });
}

function at(
  error: PtxError,
  { unique_id }: UnitTestNode,
  path: readonly (string | number)[],
  { context }: TestPlace,
): PtxError {
  const { code, message, hint } = error.diagnostic;
  return new PtxError(code, message, { at: context.locate?.(unique_id, path), hint });
}

/** `target/compiled/shop/models/_tests.yml/name.sql`. */
function filePath(folder: "compiled" | "run", test: UnitTestNode): string {
  const version = test.version === null ? "" : `_v${test.version}`;
  const { package_name, original_file_path, name } = test;
  return `${folder}/${package_name}/${original_file_path}/${name}${version}.sql`;
}

async function testModel(
  test: UnitTestNode,
  blank: NodeResult,
  stopwatch: Stopwatch,
  place: TestPlace,
): Promise<NodeResult> {
  const { context, written } = place;
  let result = blank;
  try {
    const prepared = await stopwatch.phase("compile", () => prepare(test, place));
    const path = filePath("compiled", test);
    written.add(path, prepared.query.text);
    const compiledPath = targetFile(context.project, path);
    result = { ...result, compiled: true, compiledCode: prepared.query.text, compiledPath };
    const message = await stopwatch.phase("execute", () => difference(test, prepared, place));
    return { ...result, ...verdict(message) };
  } catch (error) {
    return failed(result, error, context);
  }
}

/** Never rejects for what goes wrong with the test: that is its result. */
export async function runUnitTest(
  test: UnitTestNode,
  label: NodeLabel,
  place: TestPlace,
): Promise<NodeResult> {
  const { context, thread } = place;
  const stopwatch = new Stopwatch(context.clock);
  const blank = { ...blankResult(label, thread), at: context.locate?.(test.unique_id) };
  const result = await (test.ptx_macro
    ? runMacroTest(test, test.ptx_macro, blank, { stopwatch, place })
    : testModel(test, blank, stopwatch, place));
  return { ...result, timing: stopwatch.timing, executionTime: stopwatch.seconds };
}
