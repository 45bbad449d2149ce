/** Colors by meaning. Whether there are colors at all is the writer's word, never the environment's. */
import picocolors from "picocolors";

export interface Style {
  good(text: string): string;
  bad(text: string): string;
  /** Warnings, skips. */
  mild(text: string): string;
  /** What may be overlooked: dots, line numbers, places. */
  faint(text: string): string;
  strong(text: string): string;
}

export function styleOf({ color }: { readonly color: boolean }): Style {
  const colors = picocolors.createColors(color);
  return {
    good: colors.green,
    bad: colors.red,
    mild: colors.yellow,
    faint: colors.dim,
    strong: colors.bold,
  };
}
