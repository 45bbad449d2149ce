/** dbt's native rendering of YAML values: `{{ … }}` alone keeps the type of its value. */
import { PtxError } from "../core/error.ts";
import type { Expression } from "./ast.ts";
import { placedOutside } from "./evaluate/failure.ts";
import { Context, Frame, type RenderOptions } from "./evaluate/frame.ts";
import { NativeOutput } from "./evaluate/native-output.ts";
import { execute } from "./evaluate/statement.ts";
import { Marker, nativeRegistry } from "./filters/registry.ts";
import { literalValue } from "./literal-eval.ts";
import { isFloat, isInt } from "./numbers.ts";
import { parseTemplate, type Start } from "./parse.ts";
import { toText } from "./printing.ts";
import { placeOf } from "./source.ts";
import { PyObject, type Scope, type Value } from "./value.ts";

/**
 * Renders a YAML value as dbt does.
 *
 * A template that is one expression gives its value; all others give text. `as_native`, `as_bool`
 * and `as_number` read the text of their value as a Python literal. A constant expression (`{{ 1 }}`)
 * is text, as in dbt.
 *
 * @throws PtxError PTX30xx and PTX31xx; PTX3109 when `as_bool` or `as_number` do not fit.
 */
export function renderNative(
  text: string,
  file: string,
  scope: Scope,
  options: RenderOptions & { start?: Start } = {},
): Value {
  const template = parseTemplate(text, file, options.start);
  const context = new Context(template, scope, nativeRegistry, options);
  const frame = new Frame(context, undefined);
  try {
    const output = new NativeOutput(template);
    execute(template.body, frame, output);
    return result(output, context);
  } catch (error) {
    throw placedOutside(error, context);
  }
}

function result(output: NativeOutput, context: Context): Value {
  const [first, ...rest] = output.printed;
  if (first === undefined) return "";
  if (rest.length > 0) return output.joined();
  const { node, value } = first;
  if (node === undefined) return value;
  if (value instanceof Marker) return readMarker(value, context, node.value);
  return isConstant(node.value) && isSafe(value) ? toText(value) : value;
}

function readMarker({ kind, text }: Marker, context: Context, node: Expression): Value {
  if (kind === "text") return text;
  const value = literalValue(text);
  const result = value === undefined ? text : value;
  if (kind === "bool" && typeof result !== "boolean") notA("bool", text, context, node);
  if (kind === "number" && !isInt(result) && !isFloat(result)) notA("number", text, context, node);
  return result;
}

function notA(type: string, text: string, context: Context, node: Expression): never {
  throw new PtxError("PTX3109", `'${text}' is not a ${type}`, {
    at: placeOf(context.source, node.at),
    hint: `Make the value a ${type}, or remove the filter as_${type}.`,
  });
}

/** Filters that see the running template, which Jinja does not compute while compiling. */
const dynamic = new Set(["map", "select", "reject", "selectattr", "rejectattr", "random"]);

/** Whether a value can be written as source code, which computing it early needs. */
function isSafe(value: Value): boolean {
  if (value instanceof PyObject) return false;
  return Array.isArray(value) ? value.every(isSafe) : true;
}

/** Whether Jinja computes the expression while compiling, which turns its value into text. */
function isConstant(node: Expression): boolean {
  switch (node.type) {
    case "const":
      return true;
    case "list":
    case "tuple":
      return node.items.every(isConstant);
    case "dict":
      return node.entries.every(([key, value]) => isConstant(key) && isConstant(value));
    case "unary":
      return isConstant(node.operand);
    case "binary":
    case "and":
    case "or":
      return isConstant(node.left) && isConstant(node.right);
    case "compare":
      return isConstant(node.left) && node.rest.every(({ right }) => isConstant(right));
    case "concat":
      return node.parts.every(isConstant);
    case "conditional":
      return (
        isConstant(node.test) &&
        isConstant(node.value) &&
        node.otherwise !== undefined &&
        isConstant(node.otherwise)
      );
    case "filter":
      return (
        node.target !== undefined &&
        !dynamic.has(node.name) &&
        isConstant(node.target) &&
        node.args.args.every(isConstant)
      );
    case "test":
      return isConstant(node.target) && node.args.args.every(isConstant);
    case "attribute":
      return isConstant(node.target);
    case "item":
      return isConstant(node.target) && isConstant(node.key);
    default:
      return false;
  }
}
