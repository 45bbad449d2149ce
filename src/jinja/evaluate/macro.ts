/** Macros as functions. */
import { PtxError } from "../../core/error.ts";
import type { Body, MacroDefinition, Parameter } from "../ast.ts";
import { ReturnSignal } from "../errors.ts";
import { Undefined } from "../undefined.ts";
import { type Callable, type Kwargs, Tuple, type Value } from "../value.ts";
import { evaluate } from "./expression.ts";
import { passedThrough, placed } from "./failure.ts";
import { Frame } from "./frame.ts";
import { type Caller, handOver, Output } from "./output.ts";

/** How a body is run; given by `statement.ts`, which also makes macros. */
export type Execute = (body: Body, frame: Frame, output: Output) => unknown;

/**
 * A macro as a function. It returns the text of its body, or what `return(value)` ended it with.
 *
 * @param frame Where the macro was defined: it sees these names, not its caller's.
 */
export function makeMacro(definition: MacroDefinition, frame: Frame, execute: Execute): Callable {
  const label = labelOf(definition);
  const macro: Callable = (args, kwargs, site) => {
    const caller: Caller = { label, site };
    const output = new Output(definition.source, caller);
    const inner = new Frame(frame.context, frame);
    try {
      bindParameters(definition, args, kwargs, inner);
      execute(definition.body, inner, output);
    } catch (error) {
      if (error instanceof ReturnSignal && definition.kind !== "caller") return error.value;
      if (error instanceof ReturnSignal) throw error;
      if (error instanceof CallError) {
        throw new PtxError("PTX3103", error.message, { at: site.at, hint: error.hint });
      }
      throw passedThrough(placed(error, frame.context), caller);
    }
    return handOver(output);
  };
  Object.defineProperty(macro, "name", { value: definition.name });
  return macro;
}

/** Arguments that do not fit: the caller's mistake, so it is shown at the call. */
class CallError extends Error {
  readonly hint: string;
  constructor(definition: MacroDefinition, problem: string) {
    super(`${labelOf(definition)} ${problem}`);
    this.hint = `Its signature is ${signatureOf(definition)}.`;
  }
}

function labelOf({ kind, name }: MacroDefinition): string {
  return kind === "caller" ? "the call block" : `${kind.replace("_", " ")} ${name}`;
}

/** `money(column, scale=2)`. */
export function signatureOf({ name, parameters, source }: MacroDefinition): string {
  const shown = parameters.map((parameter) => {
    const next = parameters[parameters.indexOf(parameter) + 1];
    if (parameter.default === undefined) return parameter.name;
    const { at } = parameter.default;
    const end = next?.at ?? source.text.indexOf("%}", at);
    const text = source.text.slice(at, end).replace(/[\s,)-]+$/, "");
    return `${parameter.name}=${balanced(text)}`;
  });
  return `${name}(${shown.join(", ")})`;
}

/** Restores closing brackets that trimming the text of a default took away. */
function balanced(text: string): string {
  const missing = text.split("(").length - text.split(")").length;
  return text + ")".repeat(Math.max(0, missing));
}

function bindParameters(
  definition: MacroDefinition,
  args: readonly Value[],
  kwargs: Kwargs,
  frame: Frame,
): void {
  const { parameters, uses } = definition;
  let named = 0;
  parameters.forEach((parameter, i) => {
    const byName = kwargs.get(parameter.name);
    if (byName !== undefined) named += 1;
    if (i < args.length && byName !== undefined) {
      throw new CallError(definition, `got '${parameter.name}' twice`);
    }
    const given = i < args.length ? args[i] : byName;
    frame.set(parameter.name, given === undefined ? absent(definition, parameter, frame) : given);
  });
  if (uses.size > 0) bindSpecial(definition, args, kwargs, frame);
  if (args.length > parameters.length && !uses.has("varargs")) {
    throw new CallError(
      definition,
      `takes at most ${counted(parameters.length)}, got ${args.length}`,
    );
  }
  if (named < kwargs.size) checkKeywords(definition, kwargs);
}

/** The default of a parameter, which may use the parameters before it. */
function absent(
  definition: MacroDefinition,
  { name, default: node }: Parameter,
  frame: Frame,
): Value {
  if (node !== undefined) return evaluate(node, frame);
  return new Undefined(name, `parameter '${name}' of ${labelOf(definition)} was not given`);
}

function counted(count: number): string {
  return count === 1 ? "1 argument" : `${count} arguments`;
}

/** `caller`, `varargs` and `kwargs`, for bodies that name them. */
function bindSpecial(
  { parameters, uses }: MacroDefinition,
  args: readonly Value[],
  kwargs: Kwargs,
  frame: Frame,
): void {
  const isParameter = (name: string) => parameters.some((parameter) => parameter.name === name);
  if (uses.has("caller") && !isParameter("caller")) {
    frame.set(
      "caller",
      kwargs.get("caller") ?? new Undefined("caller", "no call block: 'caller' is not defined"),
    );
  }
  if (uses.has("varargs") && !isParameter("varargs")) {
    frame.set("varargs", Tuple.from(args.slice(parameters.length)));
  }
  if (uses.has("kwargs") && !isParameter("kwargs")) {
    const rest = new Map<Value, Value>();
    for (const [name, value] of kwargs) {
      if (!isParameter(name) && !(name === "caller" && uses.has("caller"))) rest.set(name, value);
    }
    frame.set("kwargs", rest);
  }
}

function checkKeywords(definition: MacroDefinition, kwargs: Kwargs): void {
  const { parameters, uses } = definition;
  if (uses.has("kwargs")) return;
  for (const name of kwargs.keys()) {
    if (parameters.some((parameter) => parameter.name === name)) continue;
    if (name === "caller" && uses.has("caller")) continue;
    if (name === "caller")
      throw new CallError(definition, "cannot be used in a call block: it never calls 'caller()'");
    throw new CallError(definition, `has no parameter '${name}'`);
  }
}
