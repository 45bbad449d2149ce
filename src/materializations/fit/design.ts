/** The training set as the methods read it: y, a number for each term, and the row's fold. */
import type { Staging } from "../../core/dialect.ts";
import { PtxError } from "../../core/error.ts";
import type { Answer, MaterializationInput, Step } from "../materialization.ts";
import { askSelect, askValues, numberOf } from "../steps.ts";
import type { FitSettings } from "./settings.ts";
import { bucket, buckets, named, stored } from "./sql.ts";
import { columnNamed, type Term, termSql, termsOf } from "./terms.ts";

export interface Design {
  /** What to read from: a table, or a select in parentheses with an alias. */
  readonly from: string;
  readonly terms: readonly Term[];
  readonly rows: number;
  readonly positives: number;
  /** Folds that are set aside in turn; empty where nothing is. */
  readonly folds: readonly number[];
  /** A number from 0 to 65535 for each row, where the rows have a key. */
  readonly bucket: string | undefined;
  readonly tables: readonly Staging[];
}

/** The column of a term. */
export const termColumn = (index: number): string => `x${index}`;

/** @throws PtxError PTX4113 for targets that are no outcomes. */
function* outcomes(
  from: string,
  y: string,
  target: string,
): Generator<Step, readonly [rows: number, positives: number], Answer> {
  const [row = []] = yield* askValues(
    `select count(*), count(y), sum(case when y = 1 then 1 else 0 end), sum(case when y <> 0 and y <> 1 then 1 else 0 end) from (select ${y} as y from ${from}) as outcomes`,
  );
  const [rows = 0, known = 0, positives = 0, others = 0] = row.map(numberOf);
  const fail = (message: string, hint: string): never => {
    throw new PtxError("PTX4113", message, { hint });
  };
  if (rows === 0) return fail("the training set has no rows", "Look at what the select filters.");
  if (known < rows) {
    fail(`${rows - known} of ${rows} rows have no '${target}'`, "Leave them out of the select.");
  }
  if (others > 0) {
    fail(
      `'${target}' is neither 0 nor 1 in ${others} rows`,
      "Write outcomes as 0 and 1, or true and false.",
    );
  }
  if (positives === 0 || positives === rows) {
    fail(
      `'${target}' is ${positives === 0 ? 0 : 1} in all ${rows} rows`,
      "There is nothing to tell apart.",
    );
  }
  return [rows, positives];
}

function targetSql(target: string, type: string, input: MaterializationInput): string {
  const name = named(target, input.dialect);
  const isTruth = type.toLowerCase().startsWith("bool");
  return isTruth ? `case when ${name} then 1 when not ${name} then 0 end` : name;
}

/**
 * Stores the select and finds its terms.
 *
 * @param linear See `termsOf`.
 */
export function* designOf(
  linear: boolean,
  settings: FitSettings,
  input: MaterializationInput,
): Generator<Step, Design, Answer> {
  const { dialect } = input;
  const raw = yield* stored("rows", input.select, input, true);
  const columns = yield* askSelect(`select * from ${raw.name}`);
  const target = columnNamed(settings.target, columns);
  const type = columns.find(({ name }) => name === target)?.type ?? "";
  const y = targetSql(target, type, input);
  const [rows, positives] = yield* outcomes(raw.name, y, target);
  const terms = yield* termsOf(raw.name, linear, settings, input);
  const key = settings.key === undefined ? undefined : columnNamed(settings.key, columns);
  const place = key && bucket(named(key, dialect), settings.seed, dialect);
  const numbers = terms.map((term, index) => `${termSql(term, dialect)} as ${termColumn(index)}`);
  const outcome = `cast(${y} as integer) as y`;
  const aside = settings.folds > 0 || settings.holdout > 0;
  const facts = { terms, rows, positives };
  if (!aside && terms.every(({ kind }) => kind === "number")) {
    const keyed = place === undefined ? [] : [`${place} as bucket`];
    const list = [outcome, ...keyed, ...numbers].join(", ");
    const from = `(select ${list} from ${raw.name}) as design`;
    return { ...facts, from, folds: [], bucket: place && "bucket", tables: [raw] };
  }
  const keyed = place === undefined ? [] : [`${place} as bucket`];
  const table = yield* stored(
    "design",
    `select ${[outcome, ...keyed, ...numbers].join(", ")} from ${raw.name}`,
    input,
  );
  const folds = settings.folds > 0 ? Array.from({ length: settings.folds }, (_, fold) => fold) : [];
  return {
    ...facts,
    from: table.name,
    folds: settings.holdout > 0 ? [0] : folds,
    bucket: place && "bucket",
    tables: [raw, table],
  };
}

/** The rows of a fold, as a condition; of the others with `not`. */
export function inFold(fold: number, { folds, holdout }: FitSettings): string {
  if (holdout > 0) return `bucket < ${Math.round(holdout * buckets)}`;
  const [from, to] = [fold, fold + 1].map((place) => Math.floor((place * buckets) / folds));
  return `bucket >= ${from} and bucket < ${to}`;
}
