/** "Did you mean": the known word that a mistyped one was meant to be. */

/**
 * The candidate nearest to a word by edits (insert, delete, replace, swap neighbours), ignoring
 * case, `-` against `_`, and a leading `+`.
 *
 * @returns `undefined` when none is near: at most one edit for words of up to four letters, two up
 *   to eight, three beyond. Of equally near ones the first.
 */
export function suggest(word: string, candidates: Iterable<string>): string | undefined {
  const wanted = normal(word);
  let limit = wanted.length <= 4 ? 1 : wanted.length <= 8 ? 2 : 3;
  let best: string | undefined;
  for (const candidate of candidates) {
    const other = normal(candidate);
    if (Math.abs(other.length - wanted.length) > limit || limit >= Math.max(other.length, 2))
      continue;
    const edits = distance(wanted, other);
    if (edits > limit) continue;
    best = candidate;
    if (edits === 0) return best;
    limit = edits - 1;
  }
  return best;
}

function normal(word: string): string {
  return word.replace(/^\+/, "").toLowerCase().replaceAll("-", "_");
}

/** Optimal string alignment distance (Damerau-Levenshtein without repeated edits). O(m·n) time. */
function distance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const same = a[i - 1] === b[j - 1];
      let edits = Math.min(at(last, j) + 1, at(row, j - 1) + 1, at(last, j - 1) + (same ? 0 : 1));
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (swapped) edits = Math.min(edits, at(beforeLast, j - 2) + 1);
      row.push(edits);
    }
    beforeLast = last;
    last = row;
  }
  return at(last, b.length);
}

const at = (row: readonly number[], index: number): number => row[index] ?? 0;
