/** What a selector method is. A new one is a file here and a line in `registry.ts`. */
import type { Manifest } from "../../core/manifest.ts";
import type { Candidate } from "../candidate.ts";
import type { Criterion } from "../criterion.ts";

export type Matcher = (candidate: Candidate) => boolean;

/** Methods that compare with an earlier run: whoever has read that run hands them in. */
export type Comparisons = Readonly<
  Partial<Record<"state" | "result" | "source_status", (criterion: Criterion) => Matcher>>
>;

export interface MethodContext {
  readonly manifest: Manifest;
  readonly candidates: readonly Candidate[];
  readonly comparisons: Comparisons;
}

export interface SelectorMethod {
  /** One line for the help. */
  readonly summary: string;
  /**
   * What the criterion picks, its operators left aside.
   *
   * @throws PtxError PTX2105 for a value that the method does not know.
   */
  matcher(criterion: Criterion, context: MethodContext): Matcher;
}
