/** What a check of a YAML file finds, before its place is looked up. */
import type { Code } from "../../core/codes.ts";
import type { Path } from "./subject.ts";

export interface Mistake {
  readonly code: Code;
  readonly severity: "error" | "warning";
  readonly message: string;
  readonly hint: string | undefined;
  readonly path: Path;
  /** Whether to point at the key or at the value of `path`. */
  readonly what: "key" | "value";
}
