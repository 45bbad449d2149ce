/**
 * Seeded randomness: one independent stream per label, so that any household can be generated
 * without generating those before it, and adding a draw to one never shifts the others.
 *
 * The generator is sfc32 (Chris Doty-Humphrey, PractRand); its state is an FNV-1a style hash of
 * the labels.
 */

export interface Random {
  /** Uniform in [0, 1). */
  next(): number;
  /** Uniform integer, both ends included. */
  int(low: number, high: number): number;
  chance(probability: number): boolean;
  pick<T>(items: readonly T[]): T;
  /** Picks by weight; the weights need not sum to one. */
  weighted<T>(items: readonly (readonly [T, number])[]): T;
  /** Exponentially distributed with the given mean. */
  exponential(mean: number): number;
}

/** Returns the stream that belongs to the seed and the labels; equal arguments, equal stream. */
export function random(seed: number, ...labels: readonly (string | number)[]): Random {
  const text = [seed, ...labels].join("\u0000");
  let [a, b, c, d] = [hash(text, 1), hash(text, 2), hash(text, 3), 1];
  const next = (): number => {
    const sum = (((a + b) | 0) + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    c |= 0;
    return (sum >>> 0) / 4294967296;
  };
  for (let round = 0; round < 12; round += 1) next();
  return around(next);
}

function around(next: () => number): Random {
  const pick = <T>(items: readonly T[]): T => {
    const item = items[Math.floor(next() * items.length)];
    if (item === undefined) throw new Error("nothing to pick from");
    return item;
  };
  return {
    next,
    pick,
    int: (low, high) => low + Math.floor(next() * (high - low + 1)),
    chance: (probability) => next() < probability,
    exponential: (mean) => -Math.log(1 - next()) * mean,
    weighted: <T>(items: readonly (readonly [T, number])[]): T => {
      let left = next() * items.reduce((sum, [, weight]) => sum + weight, 0);
      for (const [item, weight] of items) {
        left -= weight;
        if (left < 0) return item;
      }
      return pick(items)[0];
    },
  };
}

function hash(text: string, salt: number): number {
  let state = 2166136261 ^ Math.imul(salt, 0x9e3779b1);
  for (let index = 0; index < text.length; index += 1) {
    state = Math.imul(state ^ text.charCodeAt(index), 16777619);
  }
  state = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d);
  return state ^ (state >>> 13);
}

/**
 * A bijection on 32 bits: consecutive counters become ids without a visible order, and no two
 * counters below 2^32 share an id.
 */
export function scatter(counter: number): number {
  return Number((BigInt(counter) * 2654435761n) % 4294967296n);
}
