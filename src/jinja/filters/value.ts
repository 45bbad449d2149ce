/** Filters on numbers and on values of any type. */
import { getAttribute } from "../attributes.ts";
import { isDict } from "../collections.ts";
import { truthy } from "../equality.ts";
import { PyError } from "../errors.ts";
import { toJsonText } from "../json.ts";
import { float, int, isInt, numeric, roundHalfEven, toNumber } from "../numbers.ts";
import { negate } from "../operators.ts";
import { toText, typeName } from "../printing.ts";
import type { Filter } from "../registry.ts";
import { Undefined } from "../undefined.ts";
import { Float, PyObject, type Value } from "../value.ts";
import { filters } from "./define.ts";
import { prettyText } from "./pretty.ts";

function orDefault(value: Value, fallback: Value = "", evenIfFalse: Value = false): Value {
  if (value instanceof Undefined || (truthy(evenIfFalse) && !truthy(value))) return fallback;
  return value;
}

/** `int`, which takes text in any base, and falls back instead of failing. */
function toInt(value: Value, fallback: Value = 0, base: Value = 10): Value {
  if (typeof value === "string")
    return intOf(value, Number(base)) ?? truncated(floatOf(value)) ?? fallback;
  const parts = numeric(value);
  if (parts === undefined) {
    if (value instanceof Undefined) value.fail();
    return converted("int", value) ?? fallback;
  }
  return "int" in parts ? parts.int : (truncated(parts.float) ?? fallback);
}

function truncated(value: number | undefined): Value | undefined {
  if (value === undefined || !Number.isFinite(value)) return undefined;
  const whole = Math.trunc(value);
  return Number.isSafeInteger(whole) ? whole + 0 : int(BigInt(whole));
}

const prefixes: Readonly<Record<string, number>> = { "0x": 16, "0o": 8, "0b": 2 };

/** Python's `int(text, base)`; `undefined` when the text is no int of that base. */
function intOf(text: string, base: number): Value | undefined {
  const match = /^([+-]?)(0[xXoObB])?_?([0-9a-zA-Z]+(?:_[0-9a-zA-Z]+)*)$/.exec(text.trim());
  if (match === null) return undefined;
  const [, sign, prefix, body = ""] = match;
  const own = prefix === undefined ? undefined : prefixes[prefix.toLowerCase()];
  if (own !== undefined && own !== base && base !== 0) {
    return base > 10 ? digitsOf(sign, prefix + body, base) : undefined;
  }
  return digitsOf(sign, body, own ?? (base === 0 ? 10 : base));
}

function digitsOf(sign: string | undefined, body: string, base: number): Value | undefined {
  let result = 0n;
  for (const char of body.replaceAll("_", "")) {
    const digit = Number.parseInt(char, 36);
    if (Number.isNaN(digit) || digit >= base) return undefined;
    result = result * BigInt(base) + BigInt(digit);
  }
  return int(sign === "-" ? -result : result);
}

/** Python's `float(text)`; `undefined` when the text is no number. */
function floatOf(text: string): number | undefined {
  const plain = text.trim().replace(/(?<=\d)_(?=\d)/g, "");
  if (/^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(plain)) return Number(plain);
  const special = /^([+-]?)(inf|infinity|nan)$/i.exec(plain);
  if (special === null) return undefined;
  if (special[2]?.toLowerCase() === "nan") return Number.NaN;
  return special[1] === "-" ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
}

function toFloat(value: Value, fallback: Value = new Float(0)): Value {
  const number = typeof value === "string" ? floatOf(value) : toNumber(value);
  if (number === undefined && value instanceof Undefined) value.fail();
  return number === undefined ? (converted("float", value) ?? fallback) : float(number);
}

/** What an object of its own makes of `int(x)`, `float(x)` and the like; `undefined` when nothing. */
function converted(operation: string, value: Value, argument: Value = null): Value | undefined {
  if (!(value instanceof PyObject) || value instanceof Undefined) return undefined;
  return value.binary?.(operation, argument, false);
}

function round(value: Value, precision: Value = 0, method: Value = "common"): Value {
  const own = method === "common" ? converted("round", value, precision) : undefined;
  if (own !== undefined) return own;
  const number = toNumber(converted("float", value) ?? value);
  if (number === undefined) {
    throw new PyError(
      "TypeError",
      `round needs a number, not '${typeName(value)}'`,
      "Convert it first with 'float'.",
    );
  }
  if (method !== "common" && method !== "ceil" && method !== "floor") {
    throw new PyError("ArgumentError", "method must be common, ceil or floor");
  }
  if (!isInt(precision)) {
    throw new PyError("TypeError", `round takes an int precision, not '${typeName(precision)}'`);
  }
  const digits = Number(precision);
  if (method !== "common") {
    const scale = 10 ** digits;
    return float(
      (method === "ceil" ? Math.ceil(number * scale) : Math.floor(number * scale)) / scale,
    );
  }
  // Python's round of an int is an int.
  const isWhole = "int" in (numeric(value) ?? {});
  const rounded = roundHalfEven(number, digits);
  return isWhole ? rounded : float(rounded);
}

function absolute(value: Value): Value {
  const number = toNumber(value);
  if (number === undefined) {
    if (value instanceof PyObject) {
      const own = value.binary?.("abs", null, false);
      if (own !== undefined) return own;
    }
    throw new PyError("TypeError", `bad operand type for abs(): '${typeName(value)}'`);
  }
  return number < 0 ? negate("-", value) : negate("+", value);
}

/** `attr('name')`: attributes only, never keys. */
function attr(value: Value, name: Value): Value {
  const wanted = toText(name);
  if (isDict(value)) {
    const found = getAttribute(new Map(), wanted);
    return found instanceof Undefined
      ? new Undefined(wanted, `'dict object' has no attribute '${wanted}'`)
      : getAttribute(value, wanted);
  }
  return getAttribute(value, wanted);
}

function tojson(value: Value, indent: Value): string {
  const text = toJsonText(
    value,
    indent === undefined || indent === null ? undefined : Number(indent),
    true,
  );
  // Jinja's own makes the text safe to put into HTML.
  return text.replace(/[<>&']/g, (char) => `\\u00${char.charCodeAt(0).toString(16)}`);
}

export const valueFilters: readonly (readonly [string, Filter])[] = filters({
  "default default_value? boolean?": orDefault,
  "d default_value? boolean?": orDefault,
  "int default? base?": toInt,
  "float default?": toFloat,
  "round precision? method?": round,
  abs: absolute,
  "attr name": attr,
  "tojson indent?": tojson,
  pprint: prettyText,
  is_list: (value) => Array.isArray(value) && typeName(value) === "list",
});
