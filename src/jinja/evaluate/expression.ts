/** The value of an expression. */
import type { Arguments, Call, Compare, Expression, FilterCall, Item, TestCall } from "../ast.ts";
import { getAttribute, getItem, slice } from "../attributes.ts";
import { dictEntries, dictSet, isDict } from "../collections.ts";
import { truthy } from "../equality.ts";
import { PyError } from "../errors.ts";
import { iterate } from "../iteration.ts";
import { methodsOf } from "../methods/methods.ts";
import { binary, compare, concatenate, negate } from "../operators.ts";
import { noKwargs } from "../params.ts";
import { toText, typeName } from "../printing.ts";
import { placeOf } from "../source.ts";
import { closest, Undefined } from "../undefined.ts";
import {
  type Callable,
  type CallSite,
  type Kwargs,
  PyObject,
  Tuple,
  type Value,
} from "../value.ts";
import type { Context, Frame } from "./frame.ts";

/** @throws PyError, PtxError, or whatever a called function throws; `context.at` says where. */
export function evaluate(node: Expression, frame: Frame): Value {
  switch (node.type) {
    case "const":
      return node.value;
    case "name":
      return frame.lookup(node.name);
    case "call":
      return evaluateCall(node, frame);
    case "attribute": {
      const target = evaluate(node.target, frame);
      frame.context.at = node.at;
      return getAttribute(target, node.name, frame.context.chainUndefined);
    }
    case "item":
      return evaluateItem(node, frame);
    case "filter":
      return evaluateFilter(node, frame, undefined);
    case "test":
      return evaluateTest(node, frame);
    case "conditional":
      if (truthy(evaluate(node.test, frame))) return evaluate(node.value, frame);
      if (node.otherwise !== undefined) return evaluate(node.otherwise, frame);
      return new Undefined("", "the inline if-expression was false and has no 'else'");
    case "and": {
      const left = evaluate(node.left, frame);
      return truthy(left) ? evaluate(node.right, frame) : left;
    }
    case "or": {
      const left = evaluate(node.left, frame);
      return truthy(left) ? left : evaluate(node.right, frame);
    }
    case "compare":
      return evaluateCompare(node, frame);
    case "binary": {
      const left = evaluate(node.left, frame);
      const right = evaluate(node.right, frame);
      frame.context.at = node.at;
      return binary(node.operator, left, right);
    }
    case "concat":
      return concatenate(evaluateAll(node.parts, frame));
    case "unary": {
      const value = evaluate(node.operand, frame);
      if (node.operator === "not") return !truthy(value);
      frame.context.at = node.at;
      return negate(node.operator, value);
    }
    case "list":
      return evaluateAll(node.items, frame);
    case "tuple":
      return Tuple.from(evaluateAll(node.items, frame));
    case "dict":
      return evaluateDict(node.entries, frame);
    case "slice":
      return Tuple.from([node.start, node.stop, node.step].map((part) => optional(part, frame)));
  }
}

function evaluateAll(nodes: readonly Expression[], frame: Frame): Value[] {
  const values: Value[] = [];
  for (const node of nodes) values.push(evaluate(node, frame));
  return values;
}

function optional(node: Expression | undefined, frame: Frame): Value {
  return node === undefined ? null : evaluate(node, frame);
}

function evaluateDict(
  entries: readonly (readonly [Expression, Expression])[],
  frame: Frame,
): Value {
  const dict = new Map<Value, Value>();
  for (const [keyNode, valueNode] of entries) {
    const key = evaluate(keyNode, frame);
    if (typeof key === "string") {
      dict.set(key, evaluate(valueNode, frame));
    } else {
      frame.context.at = keyNode.at;
      dictSet(dict, key, evaluate(valueNode, frame));
    }
  }
  return dict;
}

function evaluateItem(node: Item, frame: Frame): Value {
  const target = evaluate(node.target, frame);
  const { key } = node;
  if (key.type === "slice") {
    const start = optional(key.start, frame);
    const stop = optional(key.stop, frame);
    const step = optional(key.step, frame);
    frame.context.at = node.at;
    return slice(target, start, stop, step);
  }
  const index = evaluate(key, frame);
  frame.context.at = node.at;
  return getItem(target, index, frame.context.chainUndefined);
}

function evaluateCompare(node: Compare, frame: Frame): boolean {
  let left = evaluate(node.left, frame);
  for (const { at, operator, right: rightNode } of node.rest) {
    const right = evaluate(rightNode, frame);
    frame.context.at = at;
    if (!compare(operator, left, right)) return false;
    left = right;
  }
  return true;
}

function evaluateCall(node: Call, frame: Frame): Value {
  const { callee, args: argNodes } = node;
  if (callee.type === "attribute") {
    const target = evaluate(callee.target, frame);
    // A method of a text, list or dict is called without making a function of it first.
    const method = methodsOf(target)?.get(callee.name);
    if (method !== undefined && !hasOwnAttribute(target, callee.name)) {
      const args = positional(argNodes, frame);
      const kwargs = keywords(argNodes, frame);
      frame.context.at = callee.at;
      return method(target, args, kwargs);
    }
    frame.context.at = callee.at;
    return call(getAttribute(target, callee.name, frame.context.chainUndefined), node, frame);
  }
  return call(evaluate(callee, frame), node, frame);
}

function hasOwnAttribute(target: Value, name: string): boolean {
  return target instanceof PyObject && target.getattr(name) !== undefined;
}

function call(callee: Value, node: Call, frame: Frame): Value {
  return callWith(callee, node, frame, undefined);
}

/** Calls with the arguments of `node`, and `caller` if the call is a `call` block. */
export function callWith(
  callee: Value,
  node: Call,
  frame: Frame,
  caller: Callable | undefined,
): Value {
  const args = positional(node.args, frame);
  let kwargs = keywords(node.args, frame);
  if (caller !== undefined) kwargs = new Map(kwargs).set("caller", caller);
  const { context } = frame;
  const at = node.callee.at;
  context.at = at;
  return invoke(callee, args, kwargs, siteOf(context, at));
}

/** Calls a value. @throws PyError NotCallable when it is not a function. */
export function invoke(
  callee: Value,
  args: readonly Value[],
  kwargs: Kwargs,
  site: CallSite,
): Value {
  if (typeof callee === "function") return (callee as Callable)(args, kwargs, site) ?? null;
  if (callee instanceof PyObject && callee.call !== undefined)
    return callee.call(args, kwargs, site) ?? null;
  throw new PyError("NotCallable", `'${typeName(callee)}' object is not callable`);
}

/** The place of a call, worked out only if somebody asks. */
class LazySite implements CallSite {
  readonly #context: Context;
  readonly #at: number;

  constructor(context: Context, at: number) {
    this.#context = context;
    this.#at = at;
  }
  get at() {
    return placeOf(this.#context.source, this.#at);
  }
}

export function siteOf(context: Context, at: number): CallSite {
  return new LazySite(context, at);
}

function positional(nodes: Arguments, frame: Frame): readonly Value[] {
  const args = evaluateAll(nodes.args, frame);
  if (nodes.star === undefined) return args;
  const rest = evaluate(nodes.star, frame);
  frame.context.at = nodes.star.at;
  args.push(...iterate(rest));
  return args;
}

function keywords(nodes: Arguments, frame: Frame): Kwargs {
  if (nodes.kwargs.length === 0 && nodes.doubleStar === undefined) return noKwargs;
  const kwargs = new Map<string, Value>();
  for (const [name, node] of nodes.kwargs) kwargs.set(name, evaluate(node, frame));
  if (nodes.doubleStar === undefined) return kwargs;
  const rest = evaluate(nodes.doubleStar, frame);
  frame.context.at = nodes.doubleStar.at;
  if (!isDict(rest)) {
    throw new PyError("TypeError", `argument after ** must be a dict, not '${typeName(rest)}'`);
  }
  for (const [key, value] of dictEntries(rest)) {
    const name = toText(key);
    if (kwargs.has(name)) {
      throw new PyError("ArgumentError", `got '${name}' twice, by name and by '**'`);
    }
    kwargs.set(name, value);
  }
  return kwargs;
}

/** A filter applied to its target, or to the text of a block. */
export function evaluateFilter(node: FilterCall, frame: Frame, text: string | undefined): Value {
  const { registry } = frame.context;
  const value = targetOf(node, frame, text);
  const filter = registry.filters.get(node.name);
  if (filter === undefined) {
    frame.context.at = node.at;
    throw unknownName("UnknownFilter", "filter", node.name, registry.filters.keys());
  }
  const args = positional(node.args, frame);
  const kwargs = keywords(node.args, frame);
  frame.context.at = node.at;
  return filter(value, args, kwargs, registry);
}

function targetOf(node: FilterCall, frame: Frame, text: string | undefined): Value {
  const { target } = node;
  if (target === undefined) return text;
  // In a chain on a block, the innermost filter takes the text.
  if (target.type === "filter" && text !== undefined) return evaluateFilter(target, frame, text);
  return evaluate(target, frame);
}

function evaluateTest(node: TestCall, frame: Frame): boolean {
  const { registry } = frame.context;
  const value = evaluate(node.target, frame);
  const test = registry.tests.get(node.name);
  if (test === undefined) {
    frame.context.at = node.at;
    throw unknownName("UnknownTest", "test", node.name, registry.tests.keys());
  }
  const args = positional(node.args, frame);
  frame.context.at = node.at;
  return test(value, args, registry);
}

export function unknownName(
  kind: "UnknownFilter" | "UnknownTest",
  what: string,
  name: string,
  known: Iterable<string>,
): PyError {
  const guess = closest(name, known);
  const hint = guess === undefined ? undefined : `Did you mean '${guess}'?`;
  return new PyError(kind, `there is no ${what} called '${name}'`, hint);
}
