/** The search of Nelder and Mead (1965) for a minimum, without derivatives. */

export interface Found {
  readonly x: readonly number[];
  readonly value: number;
  readonly converged: boolean;
}

interface Corner {
  readonly x: readonly number[];
  readonly value: number;
}

export interface SearchOptions {
  readonly step?: number;
  readonly maxEvaluations?: number;
  /** Largest difference of a corner's value from the best one at the end, as a share of it. */
  readonly tolerance?: number;
}

/** Largest distance of a corner from the best one at the end. */
const near = 1e-7;

const along = (from: readonly number[], to: readonly number[], t: number): number[] =>
  from.map((value, i) => value + t * ((to[i] ?? value) - value));

const byValue = (a: Corner, b: Corner): number => a.value - b.value;

function centre(corners: readonly Corner[]): number[] {
  const [first] = corners;
  return (first?.x ?? []).map(
    (_, i) => corners.reduce((sum, { x }) => sum + (x[i] ?? 0), 0) / corners.length,
  );
}

function isSmall(corners: readonly Corner[], tolerance: number): boolean {
  const [best] = corners;
  return corners.every(
    ({ x, value }) =>
      Math.abs(value - (best?.value ?? 0)) <= tolerance * (1 + Math.abs(value)) &&
      x.every((one, i) => Math.abs(one - (best?.x[i] ?? 0)) <= near),
  );
}

class Simplex {
  evaluations = 0;
  corners: Corner[];
  readonly #f: (x: readonly number[]) => number;

  constructor(f: (x: readonly number[]) => number, start: readonly number[], step: number) {
    this.#f = f;
    this.corners = [
      this.at(start),
      ...start.map((_, i) => this.at(start.map((value, k) => (k === i ? value + step : value)))),
    ];
  }

  at(x: readonly number[]): Corner {
    this.evaluations += 1;
    const value = this.#f(x);
    return { x, value: Number.isNaN(value) ? Number.POSITIVE_INFINITY : value };
  }

  /** Replaces the worst corner, or draws all towards the best one. */
  move(): void {
    const [best, ...others] = this.corners;
    const worst = others.pop();
    if (best === undefined || worst === undefined) throw new Error("a simplex without corners");
    const middle = centre([best, ...others]);
    const next = others.at(-1)?.value ?? best.value;
    const reflected = this.at(along(middle, worst.x, -1));
    if (reflected.value < best.value) {
      const further = this.at(along(middle, worst.x, -2));
      this.corners = [best, ...others, further.value < reflected.value ? further : reflected];
    } else if (reflected.value < next) {
      this.corners = [best, ...others, reflected];
    } else {
      const outside = reflected.value < worst.value;
      const nearer = this.at(along(middle, worst.x, outside ? -0.5 : 0.5));
      this.corners =
        nearer.value < Math.min(reflected.value, worst.value)
          ? [best, ...others, nearer]
          : this.corners.map((corner) =>
              corner === best ? best : this.at(along(best.x, corner.x, 0.5)),
            );
    }
  }
}

/**
 * Looks for the minimum of `f`, and starts again from what it finds until that helps no more: a
 * simplex that has collapsed stops beside the minimum.
 */
export function minimum(
  f: (x: readonly number[]) => number,
  start: readonly number[],
  { step = 0.25, maxEvaluations = 20_000, tolerance = 1e-12 }: SearchOptions = {},
): Found {
  let left = maxEvaluations;
  let best: Found = { x: start, value: Number.POSITIVE_INFINITY, converged: false };
  for (let size = step; left > 0; size = step / 5) {
    const simplex = new Simplex(f, best.x, size);
    simplex.corners.sort(byValue);
    while (!isSmall(simplex.corners, tolerance) && simplex.evaluations < left) {
      simplex.move();
      simplex.corners.sort(byValue);
    }
    left -= simplex.evaluations;
    const converged = isSmall(simplex.corners, tolerance);
    const [corner] = simplex.corners;
    if (corner === undefined) throw new Error("a simplex without corners");
    const gain = best.value - corner.value;
    best = { ...(gain > 0 ? corner : best), converged };
    if (!(gain > tolerance * 100 * (1 + Math.abs(best.value)))) return best;
  }
  return { ...best, converged: false };
}
