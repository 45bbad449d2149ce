/** Python's format specification: `{:>10,.2f}`. */
import { PyError } from "../errors.ts";
import { formattable, type Numeric } from "../numbers.ts";
import { toText, typeName } from "../printing.ts";
import { PyObject, type Value } from "../value.ts";
import { floatByType, intByType } from "./numbers.ts";

const grammar = /^(?:([\s\S])?([<>=^]))?([-+ ])?(#)?(0)?(\d+)?([,_])?(?:\.(\d+))?([a-zA-Z%])?$/u;

interface Spec {
  readonly fill: string;
  readonly align: string | undefined;
  readonly sign: string;
  readonly alternate: boolean;
  readonly width: number;
  readonly grouping: string | undefined;
  readonly precision: number | undefined;
  readonly type: string;
}

function parse(text: string): Spec {
  const match = grammar.exec(text);
  if (match === null) throw new PyError("ValueError", `invalid format specifier '${text}'`);
  const [, fill, align, sign = "-", alternate, zero, width, grouping, precision, type = ""] = match;
  return {
    fill: fill ?? (zero !== undefined && align === undefined ? "0" : " "),
    align: align ?? (zero === undefined ? undefined : "="),
    sign,
    alternate: alternate !== undefined,
    width: Number(width ?? 0),
    grouping,
    precision: precision === undefined ? undefined : Number(precision),
    type,
  };
}

/** `format(value, spec)`. @throws PyError when the specification does not fit the value. */
export function formatSpec(value: Value, text: string): string {
  if (text === "") return toText(value);
  if (value instanceof PyObject) {
    const method = value.getattr("__format__");
    if (typeof method === "function") return toText(method([text], new Map()));
  }
  const spec = parse(text);
  const parts = formattable(value);
  if (parts !== undefined) return formatNumber(parts, spec, typeName(value));
  if (typeof value === "string") return formatText(value, spec, text);
  const type = typeName(value);
  throw new PyError("TypeError", `unsupported format string passed to ${type}.__format__`);
}

function formatText(value: string, spec: Spec, text: string): string {
  if (spec.type !== "" && spec.type !== "s") throw unknownCode(spec, "str");
  if (spec.align === "=" && text.includes("=")) {
    throw new PyError("ValueError", "'=' alignment not allowed in string format specifier");
  }
  const side = spec.align === "=" || spec.align === undefined ? "<" : spec.align;
  const body = spec.precision === undefined ? value : value.slice(0, spec.precision);
  return align(body, "", { ...spec, align: side });
}

function unknownCode({ type }: Spec, of: string): PyError {
  return new PyError("ValueError", `unknown format code '${type}' for object of type '${of}'`);
}

function formatNumber(parts: Numeric, spec: Spec, of: string): string {
  if (spec.type === "c" && "int" in parts) {
    return align(String.fromCodePoint(Number(parts.int)), "", {
      ...spec,
      align: spec.align ?? "<",
    });
  }
  const body = numberBody(parts, spec, of);
  const negative = body.startsWith("-");
  const positive = spec.sign === "-" ? "" : spec.sign;
  const digits = grouped(negative ? body.slice(1) : body, spec);
  return align(digits, negative ? "-" : positive, { ...spec, align: spec.align ?? ">" });
}

function numberBody(parts: Numeric, spec: Spec, of: string): string {
  const { type, precision, alternate } = spec;
  if ("int" in parts && (type === "" || "bdoxXn".includes(type))) {
    if (precision === undefined) return intByType(BigInt(parts.int), type, alternate);
    throw new PyError("ValueError", "precision not allowed in integer format specifier");
  }
  if (type !== "" && !"eEfFgGn%".includes(type)) throw unknownCode(spec, of);
  const value = "int" in parts ? Number(parts.int) : parts.float;
  return floatByType(value, type, precision, alternate);
}

/** Puts the grouping sign between the digits, and between zeros that fill the width. */
function grouped(body: string, { grouping, type, fill, align: side, width }: Spec): string {
  if (grouping === undefined) return body;
  const size = "boxX".includes(type) && type !== "" ? 4 : 3;
  const [, whole = "", rest = ""] = /^([0-9a-fA-F]*)(.*)$/.exec(body) ?? [];
  let digits = whole;
  const join = (text: string) => text.replace(new RegExp(`\\B(?=(?:.{${size}})+$)`, "g"), grouping);
  while (side === "=" && fill === "0" && join(digits).length + rest.length < width)
    digits = `0${digits}`;
  return join(digits) + rest;
}

function align(body: string, sign: string, { fill, align: side, width }: Spec): string {
  const missing = Math.max(0, width - [...body].length - sign.length);
  switch (side) {
    case "<":
      return sign + body + fill.repeat(missing);
    case "^": {
      const left = Math.floor(missing / 2);
      return fill.repeat(left) + sign + body + fill.repeat(missing - left);
    }
    case "=":
      return sign + fill.repeat(missing) + body;
    default:
      return fill.repeat(missing) + sign + body;
  }
}
