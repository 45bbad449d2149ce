/** Python's operators on template values. */
import type { BinaryOperator, Comparison } from "./ast.ts";
import { DictView, dictHas, isDict } from "./collections.ts";
import { pyEquals } from "./equality.ts";
import { PyError } from "./errors.ts";
import { formatPercent } from "./format/percent.ts";
import { assertHashable } from "./hashable.ts";
import { iterate } from "./iteration.ts";
import { float, int, type Numeric, numeric } from "./numbers.ts";
import { toText, typeName } from "./printing.ts";
import { PySet } from "./sets.ts";
import { PyObject, Tuple, type Value } from "./value.ts";

/** `left operator right`. @throws PyError as Python would raise. */
export function binary(operator: BinaryOperator, left: Value, right: Value): Value {
  if (typeof left === "number" && typeof right === "number") {
    const quick = quickArithmetic(operator, left, right);
    if (quick !== undefined) return quick;
  } else if (operator === "+" && typeof left === "string" && typeof right === "string") {
    return left + right;
  }
  const own = ownOperator(operator, left, right);
  if (own !== undefined) return own;
  if (operator === "%" && typeof left === "string") return formatPercent(left, right);
  const a = numeric(left);
  const b = numeric(right);
  if (a !== undefined && b !== undefined) return arithmetic(operator, a, b);
  const result = sequenceOperator(operator, left, right);
  if (result !== undefined) return result;
  throw operandError(operator, left, right);
}

/** Sums, differences and products of small ints: most of what templates compute. */
function quickArithmetic(operator: BinaryOperator, left: number, right: number): Value | undefined {
  if (!Number.isInteger(left) || !Number.isInteger(right)) return undefined;
  let result: number;
  if (operator === "+") result = left + right;
  else if (operator === "-") result = left - right;
  else if (operator === "*") result = left * right;
  else return undefined;
  if (!Number.isSafeInteger(result)) return undefined;
  return result === 0 ? 0 : result;
}

function ownOperator(operator: string, left: Value, right: Value): Value | undefined {
  if (left instanceof PyObject) {
    const result = left.binary?.(operator, right, false);
    if (result !== undefined) return result;
  }
  return right instanceof PyObject ? right.binary?.(operator, left, true) : undefined;
}

function operandError(operator: string, left: Value, right: Value): PyError {
  if (operator === "+" && typeof left === "string") {
    return new PyError(
      "TypeError",
      `can only concatenate str (not "${typeName(right)}") to str`,
      "Join values as text with '~' instead of '+'.",
    );
  }
  const types = `'${typeName(left)}' and '${typeName(right)}'`;
  return new PyError(
    "TypeError",
    `unsupported operand types for ${operator}: ${types}`,
    operator === "+" ? "Join values as text with '~' instead of '+'." : undefined,
  );
}

function arithmetic(operator: BinaryOperator, a: Numeric, b: Numeric): Value {
  if ("int" in a && "int" in b && operator !== "/") return intArithmetic(operator, a.int, b.int);
  const x = "int" in a ? Number(a.int) : a.float;
  const y = "int" in b ? Number(b.int) : b.float;
  return floatArithmetic(operator, x, y);
}

function intArithmetic(
  operator: BinaryOperator,
  left: number | bigint,
  right: number | bigint,
): Value {
  const a = BigInt(left);
  const b = BigInt(right);
  switch (operator) {
    case "+":
      return int(a + b);
    case "-":
      return int(a - b);
    case "*":
      return int(a * b);
    case "//":
      return int(floorDivide(a, b));
    case "%":
      return int(a - floorDivide(a, b) * b);
    case "**":
      return b < 0n ? floatArithmetic("**", Number(a), Number(b)) : int(power(a, b));
    case "/":
      return floatArithmetic("/", Number(a), Number(b));
  }
}

function power(a: bigint, b: bigint): bigint {
  if (b > 100_000n && a !== 0n && a !== 1n && a !== -1n) {
    throw new PyError("OverflowError", `${a} ** ${b} is too large`);
  }
  return a ** b;
}

function floorDivide(a: bigint, b: bigint): bigint {
  if (b === 0n) throw divisionByZero("integer division or modulo by zero");
  const quotient = a / b;
  return a % b !== 0n && a < 0n !== b < 0n ? quotient - 1n : quotient;
}

function floatArithmetic(operator: BinaryOperator, x: number, y: number): Value {
  switch (operator) {
    case "+":
      return float(x + y);
    case "-":
      return float(x - y);
    case "*":
      return float(x * y);
    case "/":
      if (y === 0) throw divisionByZero("division by zero");
      return float(x / y);
    case "//":
      if (y === 0) throw divisionByZero("float floor division by zero");
      return float(Math.floor(x / y));
    case "%":
      if (y === 0) throw divisionByZero("float modulo");
      return float(x - y * Math.floor(x / y));
    case "**":
      if (x === 0 && y < 0) throw divisionByZero("0.0 cannot be raised to a negative power");
      return float(x ** y);
  }
}

function divisionByZero(message: string): PyError {
  return new PyError("ZeroDivisionError", message);
}

/** `+` and `*` of texts, lists and tuples. */
function sequenceOperator(operator: string, left: Value, right: Value): Value | undefined {
  if (operator === "+" && Array.isArray(left) && Array.isArray(right)) {
    if (left instanceof Tuple !== right instanceof Tuple) {
      const kind = typeName(left);
      throw new PyError(
        "TypeError",
        `can only concatenate ${kind} (not "${typeName(right)}") to ${kind}`,
      );
    }
    return left.concat(right);
  }
  if (operator !== "*") return undefined;
  return repeat(left, right) ?? repeat(right, left);
}

function repeat(sequence: Value, times: Value): Value | undefined {
  const count = typeof times === "boolean" ? Number(times) : times;
  if (typeof count !== "number" || !Number.isInteger(count)) return undefined;
  if (typeof sequence === "string") return sequence.repeat(Math.max(0, count));
  if (!Array.isArray(sequence)) return undefined;
  const result: Value[] = sequence instanceof Tuple ? new Tuple() : [];
  for (let i = 0; i < count; i++) for (const item of sequence) result.push(item);
  return result;
}

/** `-value` and `+value`. */
export function negate(operator: "-" | "+", value: Value): Value {
  if (value instanceof PyObject) {
    const own = value.binary?.(operator === "-" ? "neg" : "pos", null, false);
    if (own !== undefined) return own;
  }
  const parts = numeric(value);
  if (parts === undefined) {
    throw new PyError("TypeError", `bad operand type for unary ${operator}: '${typeName(value)}'`);
  }
  if (!("int" in parts)) return float(operator === "-" ? -parts.float : parts.float);
  if (operator === "+") return parts.int;
  return parts.int === 0 ? 0 : -parts.int;
}

/** One comparison of a chain. */
export function compare(operator: Comparison, left: Value, right: Value): boolean {
  switch (operator) {
    case "==":
      return pyEquals(left, right);
    case "!=":
      return !pyEquals(left, right);
    case "in":
      return contains(right, left);
    case "not in":
      return !contains(right, left);
    case "<":
      return order(operator, left, right) < 0;
    case "<=":
      return order(operator, left, right) <= 0;
    case ">":
      return order(operator, left, right) > 0;
    case ">=":
      return order(operator, left, right) >= 0;
  }
}

/**
 * Negative, zero or positive; NaN when the two compare false both ways.
 * @param operator Shown in the message.
 * @throws PyError TypeError when the types have no order.
 */
export function order(operator: string, left: Value, right: Value): number {
  if (typeof left === "string" && typeof right === "string") {
    return left === right ? 0 : left < right ? -1 : 1;
  }
  const a = plain(left);
  const b = a === undefined ? undefined : plain(right);
  if (a !== undefined && b !== undefined) return numberOrder(a, b);
  const result = objectOrder(operator, left, right);
  if (result !== undefined) return result;
  throw new PyError(
    "TypeError",
    `'${operator}' not supported between '${typeName(left)}' and '${typeName(right)}'`,
  );
}

function numberOrder(a: number | bigint, b: number | bigint): number {
  if (a < b) return -1;
  if (a > b) return 1;
  // A number and a bigint are never identical.
  return a >= b ? 0 : Number.NaN;
}

function objectOrder(operator: string, left: Value, right: Value): number | undefined {
  if (left instanceof PySet && right instanceof PySet) return subsetOrder(left, right);
  if (left instanceof PyObject && left.compare !== undefined) return left.compare(right);
  if (right instanceof PyObject && right.compare !== undefined) return -right.compare(left);
  if (!Array.isArray(left) || !Array.isArray(right)) return undefined;
  return typeName(left) === typeName(right) ? sequenceOrder(operator, left, right) : undefined;
}

function plain(value: Value): number | bigint | undefined {
  if (typeof value === "number") return value;
  const parts = numeric(value);
  if (parts === undefined) return undefined;
  return "int" in parts ? parts.int : parts.float;
}

function subsetOrder(left: PySet, right: PySet): number {
  if (left.equals(right)) return 0;
  if (left.isSubsetOf(right)) return -1;
  return right.isSubsetOf(left) ? 1 : Number.NaN;
}

function sequenceOrder(operator: string, left: readonly Value[], right: readonly Value[]): number {
  const shared = Math.min(left.length, right.length);
  for (let i = 0; i < shared; i++) {
    if (!pyEquals(left[i], right[i])) return order(operator, left[i], right[i]);
  }
  return left.length - right.length;
}

/** `item in container`. */
export function contains(container: Value, item: Value): boolean {
  if (typeof container === "string") {
    if (typeof item === "string") return container.includes(item);
    throw new PyError(
      "TypeError",
      `'in <str>' needs a str on its left side, not '${typeName(item)}'`,
    );
  }
  if (Array.isArray(container)) return container.some((other) => pyEquals(other, item));
  if (isDict(container)) {
    assertHashable(item);
    return dictHas(container, item);
  }
  if (container instanceof PySet) return container.has(item);
  if (container instanceof DictView && container.typeName === "dict_keys")
    return dictHas(container.dict, item);
  for (const other of iterate(container, "in")) if (pyEquals(other, item)) return true;
  return false;
}

/** `a ~ b`: the texts of both. */
export function concatenate(parts: readonly Value[]): string {
  let text = "";
  for (const part of parts) text += toText(part);
  return text;
}
