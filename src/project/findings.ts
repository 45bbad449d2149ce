/** Collects what a stage finds, so that a user sees everything in one run. */
import { type Diagnostic, diagnosticsOf, PtxErrors } from "../core/error.ts";

export class Findings {
  readonly #found: Diagnostic[] = [];
  readonly #seen = new Set<string>();
  #reported = 0;

  /** Adds diagnostics; the same finding at the same place is kept once. */
  add(...diagnostics: readonly Diagnostic[]): void {
    this.#reported += diagnostics.length;
    for (const diagnostic of diagnostics) {
      const { code, message, at } = diagnostic;
      const key = `${code} ${message} ${at?.file}:${at?.line}:${at?.column}`;
      if (this.#seen.has(key)) continue;
      this.#seen.add(key);
      this.#found.push(diagnostic);
    }
  }

  /** Runs `work`; a user's mistake inside becomes a finding and the result `undefined`. */
  attempt<T>(work: () => T): T | undefined {
    try {
      return work();
    } catch (error) {
      const diagnostics = diagnosticsOf(error);
      if (diagnostics === undefined) throw error;
      this.add(...diagnostics);
      return undefined;
    }
  }

  /** How many were added so far, repeated ones included. */
  get reported(): number {
    return this.#reported;
  }

  get warnings(): Diagnostic[] {
    return this.#found.filter(({ severity }) => severity === "warning");
  }

  /** @throws PtxErrors with all findings when one of them is an error. */
  stopOnErrors(): void {
    const errors = this.#found.filter(({ severity }) => severity === "error");
    if (errors.length > 0) throw new PtxErrors(errors);
  }
}
