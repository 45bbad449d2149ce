/**
 * Logistic regression by Newton's method (IRLS): each pass is a query of sums over the training set.
 *
 * Sums that decide where the search ends are added up as whole numbers, which no order changes: the
 * same rows give the same coefficients.
 */
import { significant } from "../../fit/digits.ts";
import { inverseDiagonal, solve } from "../../fit/solve.ts";
import type { MaterializationInput } from "../materialization.ts";
import { askValues, numberOf } from "../steps.ts";
import { type Design, termColumn } from "./design.ts";
import type { Asking, Learned, Learner, ModelRow } from "./model.ts";
import type { FitSettings } from "./settings.ts";
import { buckets, double, dropped, float, sigmoid, stored } from "./sql.ts";

/** A term on the scale of the search. */
interface Scale {
  readonly mean: number;
  readonly deviation: number;
  readonly nulls: boolean;
}

interface Sums {
  readonly rows: number;
  readonly logLikelihood: number;
  readonly gradient: readonly number[];
  readonly hessian: readonly (readonly number[])[];
}

/** Per unit: how finely terms of the gradient are rounded before they are added. */
const quantum = 2 ** 36;
/** Statements of more columns are too wide for some warehouses. */
const columnsAtOnce = 1_000;
/** From here on the search begins on a part of the rows. */
const sampleFrom = 200_000;
const tolerance = 1e-9;
/** Steps this short that do not get shorter are the rounding of the gradient. */
const rounding = 1e-6;

function* scalesOf(
  { from, terms }: Design,
  standardize: boolean,
  { dialect }: MaterializationInput,
): Asking<Scale[]> {
  const numeric = terms.flatMap(({ kind }, index) => (kind === "number" ? [index] : []));
  const scales: Scale[] = terms.map(() => ({ mean: 0, deviation: 1, nulls: false }));
  if (numeric.length === 0) return scales;
  const moments = numeric.map((index) => {
    const x = termColumn(index);
    return `avg(${x}), stddev_samp(${x}), count(${x})`;
  });
  const [row = []] = yield* askValues(
    `select cast(count(*) as ${double(dialect)}), ${moments.join(", ")} from ${from}`,
  );
  numeric.forEach((index, at) => {
    const [mean = 0, deviation = 0, known = 0] = row.slice(1 + at * 3, 4 + at * 3).map(numberOf);
    const nulls = known < numberOf(row[0]);
    // Any scale near these gives the same model: of their digits only those that are certain.
    const scaled = { mean: significant(mean, 4), deviation: significant(deviation, 4) || 1 };
    scales[index] = standardize
      ? { ...scaled, nulls }
      : { mean: nulls ? scaled.mean : 0, deviation: 1, nulls };
  });
  return scales;
}

class Passes {
  readonly #scales: readonly Scale[];
  readonly #double: string;
  readonly #once: string;

  constructor(scales: readonly Scale[], input: MaterializationInput) {
    this.#scales = scales;
    this.#double = double(input.dialect);
    this.#once = input.dialect.capabilities.computedOnce ?? "";
  }

  /** The rows with `z0` (1), `z1` … on the scale of the search, `y`, `p`, `r` and `w`. */
  #weighed(from: string, where: string | undefined, beta: readonly number[]): string {
    const z = this.#scales.map(({ mean, deviation, nulls }, index) => {
      const centred = mean === 0 ? termColumn(index) : `(${termColumn(index)} - ${float(mean)})`;
      const scaled = deviation === 1 ? centred : `${centred} / ${float(deviation)}`;
      return `${nulls ? `coalesce(${scaled}, 0.0)` : scaled} as z${index + 1}`;
    });
    const rows = `select y, ${z.join(", ")} from ${from}${where === undefined ? "" : ` where ${where}`} ${this.#once}`;
    const sum = beta.map((value, index) =>
      index === 0 ? float(value) : `${float(value)} * z${index}`,
    );
    const scored = `select s.*, ${sigmoid(sum.join(" + "))} as p from (${rows}) as s ${this.#once}`;
    return `(select t.*, y - p as r, p * (1.0 - p) as w from (${scored}) as t ${this.#once}) as weighed`;
  }

  *sums(
    from: string,
    where: string | undefined,
    beta: readonly number[],
    curvature: boolean,
  ): Asking<Sums> {
    const size = beta.length;
    const z = (index: number) => (index === 0 ? "" : ` * z${index}`);
    const exact = (text: string) =>
      `cast(sum(cast(${text} * ${float(quantum)} as bigint)) as ${this.#double})`;
    const gradient = beta.map((_, index) => exact(`r${z(index)}`));
    const hessian = beta.flatMap((_, i) =>
      beta.slice(0, i + 1).map((__, j) => `sum(w${z(i)}${z(j)})`),
    );
    const likelihood = "sum(case when y = 1 then ln(p) else ln(1.0 - p) end)";
    const wanted = ["count(*)", likelihood, ...gradient, ...(curvature ? hessian : [])];
    const values: number[] = [];
    for (let at = 0; at < wanted.length; at += columnsAtOnce) {
      const list = wanted.slice(at, at + columnsAtOnce).join(", ");
      const [row = []] = yield* askValues(
        `select ${list} from ${this.#weighed(from, where, beta)}`,
      );
      values.push(...row.map(numberOf));
    }
    const [rows = 0, logLikelihood = 0] = values;
    const first = 2 + size;
    // Below the diagonal: row i begins behind the i rows before it.
    const row = (i: number) => first + (i * (i + 1)) / 2;
    return {
      rows,
      logLikelihood,
      gradient: values.slice(2, first).map((value) => value / quantum),
      hessian: curvature ? beta.map((_, i) => values.slice(row(i), row(i + 1))) : [],
    };
  }
}

interface Search {
  readonly beta: readonly number[];
  readonly hessian: readonly (readonly number[])[];
  readonly aliased: readonly number[];
  /** That were read. */
  readonly rows: number;
  readonly steps: number;
  readonly converged: boolean;
}

const largest = (values: readonly number[]): number =>
  values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);

/** Newton's step, with the penalty; the intercept is not penalized. */
function newton(beta: readonly number[], { gradient }: Sums, hessian: Sums["hessian"], l2: number) {
  const penalty = (index: number) => (index === 0 ? 0 : l2);
  const a = hessian.map((row, i) => row.map((value, j) => (i === j ? value + penalty(i) : value)));
  const b = gradient.map((value, index) => value - penalty(index) * (beta[index] ?? 0));
  return solve(a, b);
}

const penalized = ({ logLikelihood }: Sums, beta: readonly number[], l2: number): number =>
  logLikelihood - (l2 / 2) * beta.slice(1).reduce((sum, value) => sum + value * value, 0);

class Logistic implements Learner {
  readonly #design: Design;
  readonly #settings: FitSettings;
  readonly #input: MaterializationInput;
  readonly #scales: readonly Scale[];
  readonly #passes: Passes;
  /** Where the next search begins: folds differ little from the whole. */
  #start: readonly number[] | undefined;

  constructor(
    design: Design,
    settings: FitSettings,
    input: MaterializationInput,
    scales: readonly Scale[],
  ) {
    this.#design = design;
    this.#settings = settings;
    this.#input = input;
    this.#scales = scales;
    this.#passes = new Passes(scales, input);
  }

  *learn(where: string | undefined): Asking<Learned> {
    const l2 = Number(this.#settings.own["l2"]);
    let search = yield* this.#search(where, l2);
    let used = l2;
    if (this.#isSeparated(search)) {
      used = Math.max(l2 * 10, 1);
      yield {
        kind: "warn",
        message: `${this.#input.target.name}: ${this.#separating(search.beta)}; fitted with l2 = ${used}`,
      };
      this.#start = undefined;
      search = yield* this.#search(where, used);
    }
    if (where === undefined) this.#start = search.beta;
    if (where === undefined && search.aliased.length > 0) {
      const names = search.aliased.map((index) => this.#named(index)).join(", ");
      yield {
        kind: "warn",
        message: `${this.#input.target.name}: left out, since other terms say the same: ${names}`,
      };
    }
    return { ...this.#told(search, used), steps: search.steps };
  }

  #named(index: number): string {
    const { column = "intercept", level } = this.#design.terms[index - 1] ?? {};
    return level === undefined ? column : `${column} = ${level}`;
  }

  /** Log-odds that grow without end: a term, or several, tell the outcomes apart. */
  #isSeparated({ beta, converged }: Search): boolean {
    return !converged || largest(beta.slice(1)) > 15;
  }

  #separating(beta: readonly number[]): string {
    const size = largest(beta.slice(1));
    const index = beta.findIndex((value, at) => at > 0 && Math.abs(value) === size);
    return `'${this.#named(index)}' tells the outcomes apart, so its coefficient has no end`;
  }

  *#search(where: string | undefined, l2: number): Asking<Search> {
    const { rows, positives, from, terms, bucket } = this.#design;
    const rate = Math.log(positives / (rows - positives));
    const start = this.#start ?? [rate, ...terms.map(() => 0)];
    const many = rows >= sampleFrom && bucket !== undefined && this.#start === undefined;
    if (!many) return yield* this.#newton(from, where, start, l2, tolerance);
    const condition = `bucket < ${buckets / 16}${where === undefined ? "" : ` and (${where})`}`;
    const columns = terms.map((_, index) => termColumn(index)).join(", ");
    const sample = yield* stored(
      "sample",
      `select y, ${columns} from ${from} where ${condition}`,
      this.#input,
    );
    const rough = yield* this.#newton(sample.name, undefined, start, l2 / 16, 1e-5);
    yield* dropped(sample);
    return rough.converged
      ? yield* this.#chords(where, rough, l2)
      : yield* this.#newton(from, where, start, l2, tolerance);
  }

  *#newton(
    from: string,
    where: string | undefined,
    start: readonly number[],
    l2: number,
    near: number,
  ): Asking<Search> {
    const limit = Number(this.#settings.own["max_iterations"]);
    let beta = start;
    let sums = yield* this.#passes.sums(from, where, beta, true);
    let last = Number.POSITIVE_INFINITY;
    for (let steps = 1; ; steps++) {
      const { x, aliased } = newton(beta, sums, sums.hessian, l2);
      const size = largest(x);
      const small = size < near || (size < rounding && size > last / 2);
      last = size;
      const { hessian, rows } = sums;
      if (small || steps >= limit || largest(beta.slice(1)) > 30) {
        const end = small ? beta.map((value, index) => value + (x[index] ?? 0)) : beta;
        return { beta: end, hessian, aliased, rows, steps, converged: small };
      }
      const worth = penalized(sums, beta, l2);
      for (let share = 1; ; share /= 2) {
        const next = beta.map((value, index) => value + share * (x[index] ?? 0));
        sums = yield* this.#passes.sums(from, where, next, true);
        if (share < 1e-3 || penalized(sums, next, l2) >= worth - 1e-9 * Math.abs(worth)) {
          beta = next;
          break;
        }
      }
    }
  }

  /**
   * From the end of the search on a sample: its curvature, which differs little, serves all further
   * steps, so that each is a pass of few sums. Where it does not lead on, Newton's own steps do.
   */
  *#chords(where: string | undefined, rough: Search, l2: number): Asking<Search> {
    const { from } = this.#design;
    let { beta } = rough;
    let last = Number.POSITIVE_INFINITY;
    for (let steps = rough.steps + 1; ; steps++) {
      const sums = yield* this.#passes.sums(from, where, beta, false);
      const scale = sums.rows / rough.rows;
      const hessian = rough.hessian.map((row) => row.map((value) => value * scale));
      const { x, aliased } = newton(beta, sums, hessian, l2);
      const size = largest(x);
      if (size < tolerance || size > last / 3) {
        const end = beta.map((value, index) => value + (x[index] ?? 0));
        if (size < tolerance)
          return { beta: end, hessian, aliased, rows: sums.rows, steps, converged: true };
        return yield* this.#newton(from, where, beta, l2, tolerance);
      }
      beta = beta.map((value, index) => value + (x[index] ?? 0));
      last = size;
    }
  }

  /** Back on the scale of the columns. */
  #told({ beta, hessian, aliased }: Search, l2: number): Pick<Learned, "rows" | "logOdds"> {
    const out = new Set(aliased);
    const kept = (value: number) => significant(value, 10);
    const raw = this.#scales.map(({ deviation }, index) =>
      kept((beta[index + 1] ?? 0) / deviation),
    );
    const shift = this.#scales.reduce(
      (sum, { mean, deviation }, index) => sum + ((beta[index + 1] ?? 0) * mean) / deviation,
      0,
    );
    const intercept = kept((beta[0] ?? 0) - shift);
    const variances = inverseDiagonal(
      hessian.map((row, i) => row.map((value, j) => (i === j && i > 0 ? value + l2 : value))),
    );
    const error = (index: number, deviation: number) => {
      const variance = variances[index];
      return variance === undefined || out.has(index)
        ? undefined
        : significant(Math.sqrt(variance) / deviation, 4);
    };
    const rows: ModelRow[] = [{ part: "coefficient", name: "intercept", value: intercept }];
    this.#design.terms.forEach(({ column, kind, level }, index) => {
      const { mean, deviation } = this.#scales[index] ?? { mean: 0, deviation: 1 };
      const value = raw[index] ?? 0;
      const std_error = error(index + 1, deviation);
      if (kind !== "missing")
        rows.push({ part: "coefficient", name: column, level, value, std_error });
      else {
        const own = this.#design.terms.findIndex(
          (term) => term.column === column && term.kind === "number",
        );
        const instead = own < 0 ? 0 : (raw[own] ?? 0) * (this.#scales[own]?.mean ?? mean);
        rows.push({ part: "missing", name: column, value: kept(value + instead), std_error });
      }
    });
    return { rows, logOdds: this.#logOdds(intercept, raw) };
  }

  #logOdds(intercept: number, raw: readonly number[]): string {
    const parts = raw.map((value, index) => {
      const { nulls, mean } = this.#scales[index] ?? { nulls: false, mean: 0 };
      const x = termColumn(index);
      return `${float(value)} * ${nulls ? `coalesce(${x}, ${float(mean)})` : x}`;
    });
    return [float(intercept), ...parts].join(" + ");
  }
}

/** Finds the scales, and what learns on them. */
export function* logistic(
  design: Design,
  settings: FitSettings,
  input: MaterializationInput,
): Asking<Learner> {
  const scales = yield* scalesOf(design, settings.own["standardize"] === true, input);
  return new Logistic(design, settings, input, scales);
}
