/** Failures inside template evaluation, before they know their place. */

export type PyErrorKind =
  | "TypeError"
  | "ValueError"
  | "KeyError"
  | "IndexError"
  | "AttributeError"
  | "ZeroDivisionError"
  | "OverflowError"
  | "UndefinedError"
  | "ArgumentError"
  | "NotCallable"
  | "SecurityError"
  | "UnknownFilter"
  | "UnknownTest";

/**
 * What Python would raise. Values and filters throw it without a place; the evaluator turns it
 * into a `PtxError` at the expression that failed.
 */
export class PyError extends Error {
  override readonly name = "PyError";
  readonly kind: PyErrorKind;
  readonly hint: string | undefined;

  constructor(kind: PyErrorKind, message: string, hint?: string) {
    super(message);
    this.kind = kind;
    this.hint = hint;
  }
}

/**
 * Ends the running macro with a value: what `return(value)` of the context throws. No `Error`: macros
 * return all the time, and a stack trace costs more than the rest of the call.
 */
export class ReturnSignal {
  readonly value: unknown;

  constructor(value: unknown) {
    this.value = value;
  }
}
