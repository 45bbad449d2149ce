/** Collects what a stage finds, so that a user sees everything in one run. */
import { type Diagnostic, PtxErrors, diagnosticsOf } from "../core/error.ts";

export class Findings {
  readonly #found: Diagnostic[] = [];
  readonly #seen = new Set<string>();

  /** Adds diagnostics; the same finding at the same place is kept once. */
  add(...diagnostics: readonly Diagnostic[]): void {
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

  get warnings(): Diagnostic[] {
    return this.#found.filter(({ severity }) => severity === "warning");
  }

  /** @throws PtxErrors with all findings when one of them is an error. */
  stopOnErrors(): void {
    const errors = this.#found.filter(({ severity }) => severity === "error");
    if (errors.length > 0) throw new PtxErrors(errors);
  }
}
