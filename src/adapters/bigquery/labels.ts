/** Labels of jobs, in the characters that BigQuery lets them have. */

const longest = 63;

/** Lower case letters, digits, `_` and `-`. */
const written = (text: string): string =>
  text
    .trim()
    .toLowerCase()
    .replace(/[^a-z0-9_-]/g, "_")
    .slice(0, longest);

/** Keys without a letter at their start, and what is not a text or number, are no labels. */
export function jobLabels(labels: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(labels)
      .map(([key, value]) => [written(key), written(value)] as const)
      .filter(([key]) => /^[a-z]/.test(key)),
  );
}
