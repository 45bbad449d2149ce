/** Runs one unit test of a macro: what it writes, what it returns, or what the warehouse makes of it. */
import type { UnderTest } from "../compile/unit-test.ts";
import { PtxError } from "../core/error.ts";
import type { NodeResult } from "../core/event.ts";
import type { Json, MacroCase, UnitTestNode } from "../core/node.ts";
import { compareRows, isEqual } from "../unit-tests/compare.ts";
import { diffText } from "../unit-tests/diff-text.ts";
import { castSql } from "../unit-tests/fixture-sql.ts";
import { sidesOf, unitStatement } from "../unit-tests/statement.ts";
import { failed, type Stopwatch, verdict } from "./results.ts";
import type { TestPlace } from "./test-alone.ts";

/** White space means nothing in SQL, outside of quotes; inside of them both texts fold alike. */
const folded = (text: string): string => text.replace(/\s+/g, " ").trim();

/** Keys of mappings in one order, so that equal values have one text. */
function canonical(value: Json): Json {
  if (Array.isArray(value)) return value.map(canonical);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, item]) => [key, canonical(item)]));
}

const shown = (value: Json): string =>
  typeof value === "string" ? value : JSON.stringify(canonical(value));

const different = (expected: string, actual: string): string =>
  `actual differs from expected:\n\n  - ${expected}\n  + ${actual}`;

/** What the warehouse answers to the macro's text, as one value. */
async function answerDiffers(
  text: string,
  wanted: Json,
  { session, context }: TestPlace,
): Promise<string | undefined> {
  const { dialect } = context.adapter;
  const actual = `select ${text} as result`;
  const [column] = await session.describe(actual);
  const expected = `select ${castSql(wanted, column?.type ?? "varchar", dialect)} as result`;
  const { sql } = unitStatement(actual, expected, ["result"], dialect);
  const sides = sidesOf(await session.query(sql));
  const comparison = compareRows(sides.expected, sides.actual);
  return isEqual(comparison) ? undefined : diffText(["result"], comparison);
}

async function difference(
  test: UnitTestNode,
  { macro: id, args, kwargs, expects, wanted }: MacroCase,
  place: TestPlace,
): Promise<string | undefined> {
  const { session, context } = place;
  const macro = context.manifest.macros.get(id);
  if (macro === undefined) throw new Error(`${id} is not in the manifest`);
  const underTest: UnderTest = {
    inputs: {
      cte(_, reference, at) {
        throw new PtxError(
          "PTX4301",
          `A unit test of a macro has no inputs, not even ${reference}`,
          {
            at,
            hint: "Give the relation as an argument, or override the macro that refers to it.",
          },
        );
      },
    },
    self: undefined,
    overrides: test.overrides,
  };
  const actual = await context.compiler.callMacro(macro, args, kwargs, { session, underTest });
  if (expects === "result") return answerDiffers(shown(actual).trim(), wanted, place);
  if (expects === "value") {
    const [from, to] = [canonical(wanted), canonical(actual)].map((value) => JSON.stringify(value));
    return from === to ? undefined : different(shown(wanted), shown(actual));
  }
  const [from, to] = [folded(shown(wanted)), folded(shown(actual))];
  return from === to ? undefined : different(from, to);
}

/** Never rejects for what goes wrong with the test: that is its result. */
export async function runMacroTest(
  test: UnitTestNode,
  macroCase: MacroCase,
  blank: NodeResult,
  { stopwatch, place }: { readonly stopwatch: Stopwatch; readonly place: TestPlace },
): Promise<NodeResult> {
  try {
    const message = await stopwatch.phase("execute", () => difference(test, macroCase, place));
    return { ...blank, ...verdict(message) };
  } catch (error) {
    return failed(blank, error, place.context);
  }
}
