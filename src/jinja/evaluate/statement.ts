/** Running the statements of a template. */
import type { Body, CallBlock, For, If, Print, SetBlock, Statement, Target, With } from "../ast.ts";
import { truthy } from "../equality.ts";
import { PyError } from "../errors.ts";
import { NamespaceObject } from "../globals.ts";
import { iterate, toList } from "../iteration.ts";
import { typeName } from "../printing.ts";
import { Undefined } from "../undefined.ts";
import type { Value } from "../value.ts";
import { callWith, evaluate, evaluateFilter } from "./expression.ts";
import { Frame } from "./frame.ts";
import { Loop } from "./loop.ts";
import { makeMacro } from "./macro.ts";
import { Output, takeOver } from "./output.ts";

/** How a body ended: by itself, or by `break` or `continue` of the loop around it. */
type Completion = "break" | "continue" | undefined;

/** Appends what the statements print to `output`. */
export function execute(body: Body, frame: Frame, output: Output): Completion {
  for (const statement of body) {
    const completion = executeOne(statement, frame, output);
    if (completion !== undefined) return completion;
  }
  return undefined;
}

function executeOne(node: Statement, frame: Frame, output: Output): Completion {
  switch (node.type) {
    case "data":
      output.data(node);
      return undefined;
    case "print":
      print(node, evaluate(node.value, frame), output);
      return undefined;
    case "if":
      return executeIf(node, frame, output);
    case "for":
      return executeFor(node, frame, output);
    case "set":
      assign(node.target, evaluate(node.value, frame), frame);
      return undefined;
    case "set-block":
      return executeSetBlock(node, frame);
    case "do":
      evaluate(node.value, frame);
      return undefined;
    case "macro":
      frame.set(node.macro.name, makeMacro(node.macro, frame, execute));
      return undefined;
    case "call-block":
      executeCallBlock(node, frame, output);
      return undefined;
    case "filter-block": {
      const inner = new Output(output.source);
      const completion = execute(node.body, new Frame(frame.context, frame), inner);
      const value = evaluateFilter(node.filter, frame, inner.text);
      print({ type: "print", at: node.at, value: node.filter }, value, output);
      return completion;
    }
    case "with":
      return executeWith(node, frame, output);
    case "break":
    case "continue":
      return node.type;
  }
}

function print(node: Print, value: Value, output: Output): void {
  if (typeof value === "string") output.print(node, value, takeOver(value));
  else output.value(node, value);
}

function executeIf(node: If, frame: Frame, output: Output): Completion {
  for (const { test, body } of node.branches) {
    if (truthy(evaluate(test, frame))) return execute(body, frame, output);
  }
  return node.otherwise === undefined ? undefined : execute(node.otherwise, frame, output);
}

function executeWith(node: With, frame: Frame, output: Output): Completion {
  const inner = new Frame(frame.context, frame);
  // Values see the names outside of the block, not each other.
  const values = node.assignments.map(([, value]) => evaluate(value, frame));
  node.assignments.forEach(([target], i) => {
    assign(target, values[i], inner);
  });
  return execute(node.body, inner, output);
}

function executeSetBlock(node: SetBlock, frame: Frame): Completion {
  const inner = new Output(frame.context.source);
  const completion = execute(node.body, new Frame(frame.context, frame), inner);
  const value =
    node.filter === undefined ? inner.text : evaluateFilter(node.filter, frame, inner.text);
  assign(node.target, value, frame);
  return completion;
}

function executeCallBlock(node: CallBlock, frame: Frame, output: Output): void {
  const caller = makeMacro(node.caller, frame, execute);
  const value = callWith(evaluate(node.call.callee, frame), node.call, frame, caller);
  if (typeof value !== "string" && !(value instanceof Undefined)) {
    throw new PyError(
      "TypeError",
      `the macro of this call block returned a value of type '${typeName(value)}', which is not text`,
      "Call it with '{% do … %}' or '{% set x = … %}', or let it return text.",
    );
  }
  print({ type: "print", at: node.at, value: node.call }, value, output);
}

function executeFor(node: For, frame: Frame, output: Output): undefined {
  const items = evaluate(node.iterable, frame);
  frame.context.at = node.iterable.at;
  runLoop(node, items, frame, output, 0);
}

function runLoop(node: For, items: Value, frame: Frame, output: Output, depth: number): void {
  const recurse = node.recursive
    ? (nested: Value): Value => {
        const inner = new Output(output.source);
        runLoop(node, nested, frame, inner, depth + 1);
        return inner.text;
      }
    : undefined;
  const filtered = node.test !== undefined;
  const source = filtered ? picked(node, items, frame) : iterate(items);
  const loop = new Loop(items, source, filtered, depth, recurse);
  let ran = false;
  for (let next = loop.advance(); next !== undefined; next = loop.advance()) {
    const inner = new Frame(frame.context, frame);
    inner.set("loop", loop);
    assign(node.target, next.value, inner);
    const completion = execute(node.body, inner, output);
    // As in Jinja, a turn counts for `else` only when it came to its end.
    if (completion === undefined) ran = true;
    else if (completion === "break") break;
  }
  if (!ran && node.otherwise !== undefined) {
    execute(node.otherwise, new Frame(frame.context, frame), output);
  }
}

/** The items for which the loop's `if` holds, tested one by one as the loop asks for them. */
function* picked(node: For, items: Value, frame: Frame): Iterable<Value> {
  for (const item of iterate(items)) {
    const inner = new Frame(frame.context, frame);
    assign(node.target, item, inner);
    if (node.test === undefined || truthy(evaluate(node.test, inner))) yield item;
  }
}

function assign(target: Target, value: Value, frame: Frame): void {
  if (target.type === "name") {
    frame.set(target.name, value);
  } else if (target.type === "namespace") {
    const object = frame.lookup(target.name);
    frame.context.at = target.at;
    if (!(object instanceof NamespaceObject)) {
      throw new PyError(
        "TypeError",
        `cannot set an attribute of a ${typeName(object)}: only namespaces can be changed so`,
        `Make it one: {% set ${target.name} = namespace(…) %}.`,
      );
    }
    object.setattr(target.attribute, value);
  } else {
    frame.context.at = target.at;
    const values = toList(value);
    const wanted = target.items.length;
    if (values.length !== wanted) {
      throw new PyError("ValueError", `cannot unpack ${values.length} values into ${wanted} names`);
    }
    target.items.forEach((item, i) => {
      assign(item, values[i], frame);
    });
  }
}
