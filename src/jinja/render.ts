/** Rendering of parsed templates. */
import type { Rendered } from "../core/compiled.ts";
import type { MacroDefinition } from "./ast.ts";
import { ReturnSignal } from "./errors.ts";
import { evaluate } from "./evaluate/expression.ts";
import { placedOutside } from "./evaluate/failure.ts";
import { Context, Frame, type RenderOptions } from "./evaluate/frame.ts";
import { makeMacro } from "./evaluate/macro.ts";
import { Output } from "./evaluate/output.ts";
import { execute } from "./evaluate/statement.ts";
import { textRegistry } from "./filters/registry.ts";
import { parseExpression, type Start, type Template } from "./parse.ts";
import type { Callable, Scope, Value } from "./value.ts";

/**
 * Renders a template.
 *
 * @throws PtxError PTX31xx at the expression that failed, with the macro calls around it; and
 *   whatever the scope's functions throw.
 */
export function renderTemplate(
  template: Template,
  scope: Scope,
  options?: RenderOptions,
): Rendered {
  const context = new Context(template, scope, textRegistry, options);
  const output = new Output(template);
  try {
    execute(template.body, new Frame(context, undefined), output);
  } catch (error) {
    throw placedOutside(error, context);
  }
  return { text: output.text, spans: output };
}

/** A macro of a parsed template as a function that sees the names of `scope`. */
export function bindMacro(
  definition: MacroDefinition,
  scope: Scope,
  options?: RenderOptions,
): Callable {
  const context = new Context(definition.source, scope, textRegistry, options);
  return makeMacro(definition, new Frame(context, undefined), execute);
}

/**
 * The value of one expression, written without braces.
 *
 * @internal What tests ask; templates are rendered whole.
 * @throws PtxError PTX30xx or PTX31xx at its place in `file`.
 */
export function evaluateExpression(text: string, file: string, scope: Scope, start?: Start): Value {
  const { source, expression } = parseExpression(text, file, start);
  const context = new Context(source, scope, textRegistry);
  try {
    return evaluate(expression, new Frame(context, undefined));
  } catch (error) {
    throw placedOutside(error, context);
  }
}

/** `return(value)` of the context: ends the macro that runs. */
export const returnFromMacro: Callable = (args) => {
  throw new ReturnSignal(args[0] ?? null);
};
