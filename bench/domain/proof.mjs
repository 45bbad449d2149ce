/**
 * The rows of a proof: {figure, goal, ptx, reference, holds}. Each function here makes one and judges it, so that a
 * goal is written once. `ptx` and `reference` are numbers or text; a row without `holds` only informs.
 */

/** A figure without a goal. */
export const told = (figure, ptx, reference) => ({ figure, goal: "", ptx, reference });

export const atLeast = (figure, ptx, least, reference) => ({
  figure,
  goal: `>= ${shown(least)}`,
  ptx,
  reference,
  holds: ptx >= least,
});

export const atMost = (figure, ptx, most, reference) => ({
  figure,
  goal: `<= ${shown(most)}`,
  ptx,
  reference,
  holds: ptx <= most,
});

/** Within `by` of what is wanted. */
export const near = (figure, ptx, wanted, by, reference) => ({
  figure,
  goal: `${shown(wanted)} ± ${by}`,
  ptx,
  reference,
  holds: Math.abs(ptx - wanted) <= by,
});

/** Each of an object's numbers within a share of what is wanted: `near` in relation to the size. */
export const nearly = (figure, ptx, wanted, share, reference) => ({
  figure,
  goal: `${shown(wanted)} ± ${share * 100} %`,
  ptx: shown(ptx),
  reference: shown(reference),
  holds: furthest(ptx, wanted) <= share,
});

export const equal = (figure, ptx, wanted, reference) => ({
  figure,
  goal: shown(wanted),
  ptx,
  reference,
  holds: ptx === wanted,
});

/** Seconds: the reference takes at least so many times as long. */
export const faster = (figure, seconds, reference, times) => ({
  figure,
  goal: `${times} times faster`,
  ptx: `${seconds.toFixed(2)} s (${(reference / seconds).toFixed(1)}x)`,
  reference: `${reference.toFixed(2)} s`,
  holds: reference >= times * seconds,
});

/** Seconds: at most so many times as long as the reference. */
export const noSlower = (figure, seconds, reference, times) => ({
  figure,
  goal: `<= ${times}x the time`,
  ptx: `${seconds.toFixed(2)} s (${(seconds / reference).toFixed(2)}x)`,
  reference: `${reference.toFixed(2)} s`,
  holds: seconds <= times * reference,
});

/** The largest difference of two lists of numbers, or of two objects' numbers by name; NaN where one lacks something. */
export function largestDifference(found, wanted) {
  return Object.keys(wanted).reduce(
    (most, name) => Math.max(most, Math.abs(found[name] - wanted[name])),
    0,
  );
}

function furthest(found, wanted) {
  if (typeof wanted === "number") return Math.abs(found / wanted - 1);
  return Object.keys(wanted).reduce(
    (most, name) => Math.max(most, Math.abs(found[name] / wanted[name] - 1)),
    0,
  );
}

/** A figure as text: numbers with six digits that count, an object's numbers one after the other. */
export function shown(figure) {
  if (figure === undefined || figure === null) return "";
  if (typeof figure === "object") return Object.values(figure).map(shown).join(" ");
  if (typeof figure !== "number" || Number.isInteger(figure)) return String(figure);
  const small = figure !== 0 && Math.abs(figure) < 1e-3;
  return small
    ? figure.toExponential(1).replace(".0e", "e")
    : String(Number(figure.toPrecision(6)));
}
