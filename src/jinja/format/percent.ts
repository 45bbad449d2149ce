/** `text % values`: printf-style formatting. */
import { dictGet, isDict } from "../collections.ts";
import { PyError } from "../errors.ts";
import { formattable } from "../numbers.ts";
import { reprOf, toText, typeName } from "../printing.ts";
import { Tuple, type Value } from "../value.ts";
import { floatByType, intByType } from "./numbers.ts";

const directive = /%(?:\(([^)]*)\))?([#0\- +]*)(\*|\d+)?(?:\.(\*|\d*))?[hlL]?([\s\S])?/g;

interface Directive {
  readonly flags: string;
  readonly width: number;
  readonly precision: number | undefined;
  readonly type: string;
}

/** @throws PyError TypeError for too few or too many values, or a value of the wrong type. */
export function formatPercent(format: string, values: Value): string {
  const list = values instanceof Tuple ? Array.from(values) : [values];
  let next = 0;
  let named = false;
  const take = (): Value => {
    if (next >= list.length)
      throw new PyError("TypeError", "not enough arguments for format string");
    return list[next++];
  };
  const text = format.replace(
    directive,
    (
      _,
      key: string | undefined,
      flags: string,
      width: string | undefined,
      precision: string | undefined,
      type: string | undefined,
    ) => {
      if (type === undefined) throw new PyError("ValueError", "incomplete format");
      if (type === "%") return "%";
      const sizes = {
        flags,
        width: width === "*" ? Number(take()) : Number(width ?? 0),
        precision:
          precision === undefined
            ? undefined
            : precision === "*"
              ? Number(take())
              : Number(precision),
        type,
      };
      if (key === undefined) return formatOne(take(), sizes);
      named = true;
      return formatOne(byName(values, key), sizes);
    },
  );
  if (next < list.length && !named && !(isDict(values) && next === 0)) {
    throw new PyError("TypeError", "not all arguments converted during string formatting");
  }
  return text;
}

function byName(values: Value, key: string): Value {
  if (!isDict(values)) throw new PyError("TypeError", "format requires a mapping");
  const value = dictGet(values, key);
  if (value === undefined) throw new PyError("KeyError", reprOf(key));
  return value;
}

function formatOne(value: Value, spec: Directive): string {
  const { type, precision } = spec;
  if (type === "s" || type === "r" || type === "a") {
    const text = type === "s" ? toText(value) : reprOf(value);
    return padded(precision === undefined ? text : text.slice(0, precision), "", spec, false);
  }
  if (type === "c") {
    const char = typeof value === "string" ? value : String.fromCodePoint(Number(value));
    return padded(char, "", spec, false);
  }
  if (!"diuoxXeEfFgG".includes(type)) {
    throw new PyError("ValueError", `unsupported format character '${type}'`);
  }
  const text = numberText(value, spec);
  return text.startsWith("-")
    ? padded(text.slice(1), "-", spec, true)
    : padded(text, positiveSign(spec.flags), spec, true);
}

function positiveSign(flags: string): string {
  if (flags.includes("+")) return "+";
  return flags.includes(" ") ? " " : "";
}

function numberText(value: Value, spec: Directive): string {
  const parts = formattable(value);
  if (parts === undefined) {
    const type = typeName(value);
    throw new PyError("TypeError", `%${spec.type} format: a number is required, not ${type}`);
  }
  if ("diuoxX".includes(spec.type)) return integer(value, spec);
  return decimal(Number("int" in parts ? parts.int : parts.float), spec);
}

function integer(value: Value, { type, flags, precision }: Directive): string {
  const parts = formattable(value);
  if (parts === undefined) return "";
  if (!("int" in parts) && "oxX".includes(type)) {
    throw new PyError("TypeError", `%${type} format: an integer is required, not float`);
  }
  const whole = "int" in parts ? BigInt(parts.int) : BigInt(Math.trunc(parts.float));
  const text = intByType(whole, "diu".includes(type) ? "d" : type, flags.includes("#"));
  const digits = text.replace("-", "").padStart(precision ?? 0, "0");
  return whole < 0n ? `-${digits}` : digits;
}

function decimal(value: number, { type, flags, precision }: Directive): string {
  return floatByType(value, type, precision, flags.includes("#"));
}

function padded(body: string, sign: string, { flags, width }: Directive, zeros: boolean): string {
  const size = sign.length + body.length;
  if (flags.includes("-")) return (sign + body).padEnd(width);
  if (zeros && flags.includes("0")) return sign + "0".repeat(Math.max(0, width - size)) + body;
  return (sign + body).padStart(width);
}
