/** Linear systems of normal equations: symmetric, and positive but for columns that repeat others. */

export interface Solution {
  readonly x: readonly number[];
  /** Columns that are sums of those before: their value is 0. */
  readonly aliased: readonly number[];
}

/** Below this share of its diagonal a column has nothing of its own. */
const ownShare = 1e-9;

interface Factor {
  readonly lower: readonly (readonly number[])[];
  readonly aliased: ReadonlySet<number>;
}

/** Cholesky's factor, leaving out columns as it goes; `a` is read below its diagonal. */
function factor(a: readonly (readonly number[])[]): Factor {
  const lower: (readonly number[])[] = [];
  const aliased = new Set<number>();
  for (const [i, row] of a.entries()) {
    const made: number[] = [];
    for (const [j, other] of lower.entries()) {
      const rest = (row[j] ?? 0) - product(made, other, j);
      made.push(aliased.has(j) ? 0 : rest / (other[j] ?? 1));
    }
    const own = (row[i] ?? 0) - product(made, made, i);
    const isOwn = own > ownShare * (row[i] ?? 0);
    if (!isOwn) aliased.add(i);
    lower.push([...made, isOwn ? Math.sqrt(own) : 1]);
  }
  return { lower, aliased };
}

/** Of the first `count` members. */
function product(a: readonly number[], b: readonly number[], count: number): number {
  let sum = 0;
  for (let k = 0; k < count; k++) sum += (a[k] ?? 0) * (b[k] ?? 0);
  return sum;
}

function substitute({ lower, aliased }: Factor, b: readonly number[]): number[] {
  const x: number[] = [];
  lower.forEach((row, i) => {
    let sum = b[i] ?? 0;
    for (let k = 0; k < i; k++) sum -= (row[k] ?? 0) * (x[k] ?? 0);
    x.push(aliased.has(i) ? 0 : sum / (row[i] ?? 1));
  });
  for (let i = x.length - 1; i >= 0; i--) {
    let sum = x[i] ?? 0;
    for (let k = i + 1; k < x.length; k++) sum -= (lower[k]?.[i] ?? 0) * (x[k] ?? 0);
    x[i] = aliased.has(i) ? 0 : sum / (lower[i]?.[i] ?? 1);
  }
  return x;
}

/** Solves `a x = b`; a column that repeats earlier ones gets 0, as R's `glm` leaves it out. */
export function solve(a: readonly (readonly number[])[], b: readonly number[]): Solution {
  const made = factor(a);
  return { x: substitute(made, b), aliased: [...made.aliased] };
}

/** The diagonal of the inverse of `a`: variances of estimates; `undefined` for aliased columns. */
export function inverseDiagonal(a: readonly (readonly number[])[]): (number | undefined)[] {
  const made = factor(a);
  return a.map((_, i) => {
    if (made.aliased.has(i)) return undefined;
    return substitute(
      made,
      a.map((__, k) => (k === i ? 1 : 0)),
    )[i];
  });
}
