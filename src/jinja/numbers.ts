/** Python's int and float on top of JavaScript's numbers. */
import { Float, PyObject, type Value } from "./value.ts";

/** An int or float split by kind; bools count as ints. */
export type Numeric = { readonly int: number | bigint } | { readonly float: number };

/** `undefined` for what is not a number. */
export function numeric(value: Value): Numeric | undefined {
  if (typeof value === "number") {
    return Number.isInteger(value) ? { int: value } : { float: value };
  }
  if (typeof value === "boolean") return { int: value ? 1 : 0 };
  if (typeof value === "bigint") return { int: value };
  return value instanceof Float ? { float: value.value } : undefined;
}

/** A number to format: objects that pass for one, such as decimals, by the float they are nearest to. */
export function formattable(value: Value): Numeric | undefined {
  if (!(value instanceof PyObject) || value.isNumber !== true) return numeric(value);
  return numeric(value.binary?.("float", null, false));
}

/** Keeps integral floats apart from ints. */
export function float(value: number): Value {
  return Number.isInteger(value) ? new Float(value) : value;
}

/** The smallest form of an int. */
export function int(value: bigint): number | bigint {
  const small = Number(value);
  return Number.isSafeInteger(small) ? small : value;
}

export function isInt(value: Value): value is number | bigint {
  return typeof value === "number" ? Number.isInteger(value) : typeof value === "bigint";
}

export function isFloat(value: Value): boolean {
  return typeof value === "number" ? !Number.isInteger(value) : value instanceof Float;
}

/** As a JavaScript number; `undefined` for what is not a number. */
export function toNumber(value: Value): number | undefined {
  if (typeof value === "number") return value;
  const parts = numeric(value);
  if (parts === undefined) return undefined;
  return "int" in parts ? Number(parts.int) : parts.float;
}

/** `repr` of a float: the shortest digits that read back the same, exponent below 1e-4 or from 1e16. */
export function floatText(value: number): string {
  if (Number.isNaN(value)) return "nan";
  if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf";
  if (value === 0) return Object.is(value, -0) ? "-0.0" : "0.0";
  const [mantissa = "", exponentText = "0"] = value.toExponential().split("e");
  const exponent = Number(exponentText);
  if (exponent < -4 || exponent >= 16) {
    const digits = String(Math.abs(exponent)).padStart(2, "0");
    return `${mantissa}e${exponent < 0 ? "-" : "+"}${digits}`;
  }
  if (exponent < 0) {
    const sign = value < 0 ? "-" : "";
    return `${sign}0.${"0".repeat(-exponent - 1)}${mantissa.replace(/[-.]/g, "")}`;
  }
  const text = String(value);
  return text.includes(".") ? text : `${text}.0`;
}

/** Rounds half to even at `digits` decimals, on the exact binary value as Python does. */
export function roundHalfEven(value: number, digits: number): number {
  if (!Number.isFinite(value)) return value;
  if (digits >= 0 && digits <= 100) {
    const fixed = Number(value.toFixed(Math.min(digits, 100)));
    return isTie(value, digits) ? evenNeighbour(value, digits) : fixed;
  }
  if (digits < 0) {
    const scale = 10 ** -digits;
    return roundHalfEven(value / scale, 0) * scale;
  }
  return value;
}

/** Whether the exact binary value lies halfway between two decimals of `digits` places. */
function isTie(value: number, digits: number): boolean {
  // A tie at d decimals needs at most d + 1 decimals to be written exactly.
  if (digits > 20) return false;
  const exact = Math.abs(value).toFixed(Math.min(100, digits + 30));
  const tail = exact.slice(exact.indexOf(".") + 1 + digits);
  return /^50*$/.test(tail);
}

function evenNeighbour(value: number, digits: number): number {
  const exact = Math.abs(value).toFixed(digits + 1);
  const down = exact.slice(0, -1).replace(/\.$/, "");
  const last = Number(down.at(-1));
  const scale = 10 ** digits;
  const lower = Number(down);
  const chosen = last % 2 === 0 ? lower : Number(((lower * scale + 1) / scale).toFixed(digits));
  return value < 0 ? -chosen : chosen;
}
