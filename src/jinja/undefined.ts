/** What a template gets for a name, attribute or element that does not exist. */
import { PyError } from "./errors.ts";
import { PyObject, type Value } from "./value.ts";

/**
 * Prints as nothing, is false, iterates as empty; anything else done with it fails, saying what
 * was missing. A chainable one (dbt's parse-time rendering) also allows attributes and calls.
 */
export class Undefined extends PyObject {
  readonly typeName = "Undefined";
  readonly name: string;
  /** What is wrong: `'x' is undefined`. */
  readonly reason: string;
  readonly chainable: boolean;
  /** Names that exist and look alike; asked only when an error is shown. */
  readonly candidates: (() => Iterable<string>) | undefined;

  constructor(
    name: string,
    reason = `'${name}' is undefined`,
    chainable = false,
    candidates?: () => Iterable<string>,
  ) {
    super();
    this.name = name;
    this.reason = reason;
    this.chainable = chainable;
    this.candidates = candidates;
  }

  getattr(name: string): Value | undefined {
    if (!this.chainable) return this.fail();
    return name === "name" ? this.name : new Undefined(name, this.reason, true);
  }
  override getitem(): Value {
    return this.chainable ? this : this.fail();
  }
  override call(): Value {
    return this.chainable ? this : this.fail();
  }
  override binary(): Value {
    return this.fail();
  }
  override compare(): number {
    return this.fail();
  }
  override equals(other: Value): boolean {
    return other instanceof Undefined;
  }
  override iterate(): Iterable<Value> {
    return [];
  }
  override length(): number {
    return 0;
  }
  override truthy(): boolean {
    return false;
  }
  override str(): string {
    return "";
  }
  override repr(): string {
    return "Undefined";
  }

  /** @throws PyError always. */
  fail(): never {
    throw new PyError("UndefinedError", this.reason, hintFor(this.name, this.candidates?.()));
  }
}

function hintFor(name: string, candidates: Iterable<string> | undefined): string | undefined {
  const best = candidates === undefined ? undefined : closest(name, candidates);
  return best === undefined ? undefined : `Did you mean '${best}'?`;
}

/** The candidate that needs the fewest edits to become `name`, if few enough to be a slip. */
export function closest(name: string, candidates: Iterable<string>): string | undefined {
  const limit = Math.max(1, Math.floor(name.length / 3));
  let best: string | undefined;
  let bestDistance = limit + 1;
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - name.length) > limit || candidate === name) continue;
    const distance = editDistance(name.toLowerCase(), candidate.toLowerCase());
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

/** Insertions, deletions, substitutions and swaps of neighbours (Damerau–Levenshtein, restricted). */
function editDistance(a: string, b: string): number {
  let older: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      let best = Math.min(
        (previous[j] ?? 0) + 1,
        (row[j - 1] ?? 0) + 1,
        (previous[j - 1] ?? 0) + cost,
      );
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        best = Math.min(best, (older[j - 2] ?? 0) + 1);
      }
      row.push(best);
    }
    older = previous;
    previous = row;
  }
  return previous[b.length] ?? 0;
}
