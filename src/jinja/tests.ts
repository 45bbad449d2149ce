/** Jinja2's tests: what stands after `is`. */
import { isDict } from "./collections.ts";
import { pyEquals } from "./equality.ts";
import { PyError } from "./errors.ts";
import { lengthOf } from "./iteration.ts";
import { isFloat, isInt, numeric } from "./numbers.ts";
import { binary, compare, contains } from "./operators.ts";
import { toText } from "./printing.ts";
import type { Test } from "./registry.ts";
import { Undefined } from "./undefined.ts";
import { PyObject, type Value } from "./value.ts";

function defined(value: Value): boolean {
  return !(value instanceof Undefined);
}

function divisible(value: Value, by: Value): boolean {
  return pyEquals(binary("%", value, by), 0);
}

function iterable(value: Value): boolean {
  if (typeof value === "string" || Array.isArray(value) || isDict(value)) return true;
  return value instanceof PyObject && value.iterate !== undefined;
}

function sequence(value: Value): boolean {
  if (lengthOf(value) === undefined) return false;
  return !(value instanceof PyObject) || value.getitem !== undefined;
}

function callable(value: Value): boolean {
  return typeof value === "function" || (value instanceof PyObject && value.call !== undefined);
}

/** Both are one and the same: equal texts, numbers and constants of one type, or one object. */
function same(a: Value, b: Value): boolean {
  return typeof a === typeof b && (a === b || (isFloat(a) && isFloat(b) && pyEquals(a, b)));
}

const one =
  (test: (value: Value) => boolean): Test =>
  (value) =>
    test(value);
const two =
  (name: string, test: (value: Value, other: Value) => boolean): Test =>
  (value, args) => {
    if (args.length !== 1) {
      throw new PyError(
        "ArgumentError",
        `the test '${name}' needs one argument`,
        `Write 'is ${name} value'.`,
      );
    }
    return test(value, args[0]);
  };

const lower = (value: Value): boolean => {
  const text = toText(value);
  return text === text.toLowerCase() && text !== text.toUpperCase();
};
const upper = (value: Value): boolean => {
  const text = toText(value);
  return text === text.toUpperCase() && text !== text.toLowerCase();
};

const comparisons: [string, Test][] = (
  [
    ["==", "eq", "equalto"],
    ["!=", "ne"],
    ["<", "lt", "lessthan"],
    ["<=", "le"],
    [">", "gt", "greaterthan"],
    [">=", "ge"],
  ] as const
).flatMap(([operator, ...names]) =>
  [operator, ...names].map((name): [string, Test] => [
    name,
    two(name, (a, b) => compare(operator, a, b)),
  ]),
);

export const tests: ReadonlyMap<string, Test> = new Map<string, Test>([
  ...comparisons,
  ["boolean", one((value) => typeof value === "boolean")],
  ["true", one((value) => value === true)],
  ["false", one((value) => value === false)],
  ["none", one((value) => value === null)],
  ["defined", one(defined)],
  ["undefined", one((value) => !defined(value))],
  ["string", one((value) => typeof value === "string")],
  [
    "number",
    one(
      (value) =>
        numeric(value) !== undefined || (value instanceof PyObject && value.isNumber === true),
    ),
  ],
  ["integer", one(isInt)],
  ["float", one(isFloat)],
  [
    "mapping",
    one((value) => isDict(value) || (value instanceof PyObject && value.isMapping === true)),
  ],
  ["sequence", one(sequence)],
  ["iterable", one(iterable)],
  ["callable", one(callable)],
  ["escaped", one(() => false)],
  ["lower", one(lower)],
  ["upper", one(upper)],
  ["even", one((value) => divisible(value, 2))],
  ["odd", one((value) => pyEquals(binary("%", value, 2), 1))],
  ["divisibleby", two("divisibleby", divisible)],
  ["sameas", two("sameas", same)],
  ["in", two("in", (value, container) => contains(container, value))],
  ["filter", (value, _, registry) => registry.filters.has(toText(value))],
  ["test", (value, _, registry) => registry.tests.has(toText(value))],
]);
