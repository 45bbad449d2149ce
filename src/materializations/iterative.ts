/**
 * `iterative`: a table that is the end of a step repeated until nothing changes.
 *
 * Each step is the model's select, rendered with the state that the step before left. States are
 * temporary tables of the session, so nothing remains of a run that is killed, and the target is
 * replaced once, by the last state.
 */
import type { Staging } from "../core/dialect.ts";
import { PtxError } from "../core/error.ts";
import type { Column } from "../core/relation.ts";
import { quoteIdentifier } from "../sql/quote.ts";
import { createIndexes } from "./indexes.ts";
import {
  type IterativeSettings,
  type IterativeState,
  iterativeSettings,
} from "./iterative-settings.ts";
import type {
  Answer,
  Materialization,
  MaterializationInput,
  Plan,
  Step,
} from "./materialization.ts";
import { replaceRelation } from "./replace.ts";
import { askSelect, askValues, numberOf, sql, tableAs } from "./steps.ts";

export const iterative: Materialization = {
  summary: "A table that is the end of a step repeated until no row changes.",
  *plan(input) {
    const settings = iterativeSettings(input.config);
    let end: IterativeState | undefined;
    function* iterate(): Plan {
      end = yield* repeated(input, settings);
    }
    // Steps need no transaction, unless a hook inside of it has to come first.
    const inside = input.preHooks.some(({ transaction }) => transaction);
    yield* replaceRelation(input, {
      kind: "table",
      single: true,
      ...(inside ? {} : { before: iterate }),
      *make(name) {
        if (inside) yield* iterate();
        if (end === undefined) throw new Error("the steps were left out");
        yield* tableAs(name, `select * from ${end.staging.name}`, input);
        yield* createIndexes(input, name);
        if (end.staging.drop !== undefined) yield sql(end.staging.drop);
      },
    });
    if (end) yield { kind: "result", result: summary(end) };
  },
};

function summary({ changes, rows, settled }: IterativeState) {
  const steps = changes.length;
  return {
    rowsAffected: rows,
    message: `ITERATE ${rows} rows, ${steps} steps`,
    code: "ITERATE",
    facts: { iterations: steps, converged: settled, rows_changed: [...changes] },
  };
}

/** Runs the steps; the last state is left for the caller to read and drop. */
function* repeated(
  input: MaterializationInput,
  settings: IterativeSettings,
): Generator<Step, IterativeState, Answer> {
  let state = yield* stepOf(input, 0, input.select);
  const columns = yield* comparedColumns(state, settings);
  const changes: number[] = [];
  let [rows, changed] = yield* difference(state, undefined, columns, input);
  for (let number = 1; ; number++) {
    changes.push(changed);
    yield { kind: "progress", message: `step ${number}: ${changed} of ${rows} rows changed` };
    const settled = changed === 0;
    if (settled || number > settings.maxIterations) {
      if (!settled) yield* unsettled(input, settings, changed);
      return { staging: state, changes, rows, settled };
    }
    const select = yield* rendered(number, state);
    const next = yield* stepOf(input, number, select);
    yield* sameColumns(state, next);
    [rows, changed] = yield* difference(next, state, columns, input);
    if (state.drop !== undefined) yield sql(state.drop);
    state = next;
  }
}

/** One step as a table; two names take turns, since a step reads what the one before left. */
function* stepOf(
  input: MaterializationInput,
  number: number,
  select: string,
): Generator<Step, Staging, Answer> {
  const { config, dialect, target } = input;
  const staging = dialect.ddl.staging(target, `__ptx_step_${number % 2}`, config);
  const header = typeof config["sql_header"] === "string" ? `${config["sql_header"]}\n` : "";
  const head = `${header}${staging.head}`;
  const text = `${head}${select}${staging.tail}`;
  yield { kind: "sql", sql: text, main: false, selectAt: head.length };
  return staging;
}

function* rendered(iteration: number, { name }: Staging): Generator<Step, string, Answer> {
  const answer = yield { kind: "render", iteration, previous: name };
  if (typeof answer !== "string") throw new Error("a step was rendered to something else than SQL");
  return answer;
}

const columnsOf = ({ name }: Staging) => askSelect(`select * from ${name}`);

function* comparedColumns(
  state: Staging,
  { compare }: IterativeSettings,
): Generator<Step, readonly Column[], Answer> {
  const columns = yield* columnsOf(state);
  if (compare.length === 0) return columns;
  return compare.map((wanted) => {
    const found = columns.find(({ name }) => name.toLowerCase() === wanted.toLowerCase());
    if (found) return found;
    throw new PtxError(
      "PTX4111",
      `\`compare_columns\` names '${wanted}', which the step does not return`,
      {
        hint: `It returns: ${columns.map(({ name }) => name).join(", ")}.`,
      },
    );
  });
}

/** A step that returns other columns than the one before would be compared by chance. */
function* sameColumns(before: Staging, after: Staging): Plan {
  const named = (columns: readonly Column[]) =>
    columns.map(({ name, type }) => `${name} ${type}`).join(", ");
  const [one, other] = [named(yield* columnsOf(before)), named(yield* columnsOf(after))];
  if (one === other) return;
  throw new PtxError(
    "PTX4111",
    `a step returns other columns than the one before\n${one}\n${other}`,
    {
      hint: "Let each step return what it reads: same names, order and types (cast them).",
    },
  );
}

/**
 * How many rows a state has, and how many of them the state before had not, plus those gone
 * without a successor. Grouping takes nulls for equal and counts duplicates, on every warehouse.
 */
function* difference(
  after: Staging,
  before: Staging | undefined,
  columns: readonly Column[],
  { dialect }: MaterializationInput,
): Generator<Step, [rows: number, changed: number], Answer> {
  const count = `(select count(*) from ${after.name})`;
  if (before === undefined) {
    const [row] = yield* askValues(`select ${count} as n`);
    return [numberOf(row?.[0]), numberOf(row?.[0])];
  }
  const list = columns.map(({ name }) => quoteIdentifier(name, dialect)).join(", ");
  const text = `select ${count} as n, sum(case when d > 0 then d else 0 end) as come, sum(case when d < 0 then -d else 0 end) as gone
from (
  select sum(side) as d
  from (
    select ${list}, 1 as side from ${after.name}
    union all
    select ${list}, -1 as side from ${before.name}
  ) as sides
  group by ${list}
) as counted`;
  const [row = []] = yield* askValues(text);
  const [rows, come, gone] = row.map(numberOf);
  return [rows ?? 0, Math.max(come ?? 0, gone ?? 0)];
}

/** @throws PtxError PTX4110 unless the model takes what the last step left. */
function* unsettled(
  { target }: MaterializationInput,
  { maxIterations, atBound }: IterativeSettings,
  changed: number,
): Plan {
  const message = `${target.name}: after ${maxIterations} iterations ${changed} rows still change`;
  if (atBound === "error") {
    throw new PtxError("PTX4110", message, {
      hint: "Raise `max_iterations`, or set `on_max_iterations: warn` to keep what the last one left.",
    });
  }
  yield { kind: "warn", message };
}
