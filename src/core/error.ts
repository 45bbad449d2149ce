/**
 * Everything that can go wrong for a user, as one class with a stable code.
 *
 * A plain `Error` always means a bug in ptx, and is printed with its stack; a `PtxError` is
 * printed as a diagnostic: code, message, place, hint.
 */
import type { Code } from "./codes.ts";
import type { Location, Related } from "./location.ts";

/** A finding about the user's project, as data. Stages collect these; reporters print them. */
export interface Diagnostic {
  readonly code: Code;
  readonly severity: "error" | "warning";
  readonly message: string;
  /** Where the user must look; absent only when no file is to blame. */
  readonly at?: Location | undefined;
  /** One imperative sentence: what to type or change next. */
  readonly hint?: string | undefined;
  readonly related?: readonly Related[] | undefined;
}

export interface Advice {
  readonly at?: Location | undefined;
  readonly hint?: string | undefined;
  readonly related?: readonly Related[] | undefined;
  readonly cause?: unknown;
}

/** One error. */
export class PtxError extends Error {
  override readonly name = "PtxError";
  readonly diagnostic: Diagnostic;

  constructor(code: Code, message: string, { at, hint, related, cause }: Advice = {}) {
    super(message, { cause });
    this.diagnostic = { code, severity: "error", message, at, hint, related };
  }
}

/** Several errors that one stage found; thrown at its end, so that a user sees all at once. */
export class PtxErrors extends Error {
  override readonly name = "PtxErrors";
  readonly diagnostics: readonly Diagnostic[];

  constructor(diagnostics: readonly Diagnostic[]) {
    super(diagnostics.map(({ code, message }) => `${code} ${message}`).join("\n"));
    this.diagnostics = diagnostics;
  }
}

/** The diagnostics inside an error; `undefined` when it is a bug rather than a user's mistake. */
export function diagnosticsOf(error: unknown): readonly Diagnostic[] | undefined {
  if (error instanceof PtxError) return [error.diagnostic];
  if (error instanceof PtxErrors) return error.diagnostics;
  return undefined;
}
