/** From what fails inside a template to an error with its place and macro stack. */
import type { Code } from "../../core/codes.ts";
import { PtxError } from "../../core/error.ts";
import { PyError, type PyErrorKind, ReturnSignal } from "../errors.ts";
import { placeOf } from "../source.ts";
import type { Context } from "./frame.ts";
import type { Caller } from "./output.ts";

const codes: Readonly<Record<PyErrorKind, Code>> = {
  UndefinedError: "PTX3101",
  AttributeError: "PTX3101",
  SecurityError: "PTX3101",
  TypeError: "PTX3102",
  ArgumentError: "PTX3103",
  NotCallable: "PTX3104",
  UnknownFilter: "PTX3105",
  UnknownTest: "PTX3106",
  ValueError: "PTX3107",
  KeyError: "PTX3107",
  IndexError: "PTX3107",
  ZeroDivisionError: "PTX3107",
  OverflowError: "PTX3107",
};

/**
 * The error to throw on from a context. Errors of Python's kind and errors without a place get
 * the place of the operation that ran; others are what they are.
 */
export function placed(error: unknown, context: Context): unknown {
  if (error instanceof PyError) {
    const at = placeOf(context.source, context.at);
    return new PtxError(codes[error.kind], error.message, { at, hint: error.hint, cause: error });
  }
  if (error instanceof RangeError && error.message.includes("call stack")) {
    const at = placeOf(context.source, context.at);
    return new PtxError("PTX3108", "macros call each other without end", {
      at,
      hint: "Give the recursion a condition that ends it.",
    });
  }
  if (error instanceof PtxError && error.diagnostic.at === undefined) {
    const { code, message, hint, related } = error.diagnostic;
    const at = placeOf(context.source, context.at);
    return new PtxError(code, message, { at, hint, related, cause: error.cause });
  }
  return error;
}

/** As `placed`, for a template as a whole: a `return` has nothing left to end. */
export function placedOutside(error: unknown, context: Context): unknown {
  if (!(error instanceof ReturnSignal)) return placed(error, context);
  return new PtxError("PTX3110", "'return' outside of a macro", {
    at: placeOf(context.source, context.at),
    hint: "Print the value instead, or move the code into a macro.",
  });
}

/** How many macro calls an error shows, innermost first. */
const shownCalls = 20;

/** Adds the macro that an error passed through to its stack. */
export function passedThrough(error: unknown, { label, site }: Caller): unknown {
  if (!(error instanceof PtxError)) return error;
  const { code, message, at, hint, related = [] } = error.diagnostic;
  // A macro that ptx itself calls is called from no file.
  if (related.length >= shownCalls || site.at.file === "") return error;
  const stack = [...related, { message: `in ${label}, called here`, at: site.at }];
  return new PtxError(code, message, { at, hint, related: stack, cause: error.cause });
}
