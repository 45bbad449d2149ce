/** Numbers in the notations of Python's format codes. */
import { floatText } from "../numbers.ts";

/** `%e`: at least two exponent digits. */
function exponential(value: number, precision: number): string {
  const [mantissa = "", exponent = "+0"] = value.toExponential(precision).split("e");
  const digits = exponent.slice(1).padStart(2, "0");
  return `${mantissa}e${exponent[0]}${digits}`;
}

/** `toFixed` writes large numbers with an exponent; Python never does. */
export function fixed(value: number, precision: number): string {
  if (Math.abs(value) < 1e21) return fixedSmall(value, precision);
  const digits = BigInt(value).toString();
  return precision === 0 ? digits : `${digits}.${"0".repeat(precision)}`;
}

/** Ties on the exact binary value go to the even digit; `toFixed` sends them up. */
function fixedSmall(value: number, precision: number): string {
  const text = value.toFixed(Math.min(precision, 100));
  if (precision > 20) return text;
  const exact = Math.abs(value).toFixed(Math.min(100, precision + 30));
  const cut = exact.indexOf(".") + 1 + precision;
  if (!/^50*$/.test(exact.slice(cut))) return text;
  const down = exact.slice(0, precision === 0 ? cut - 1 : cut);
  const even = Number(down.at(-1)) % 2 === 0;
  return even ? (value < 0 ? "-" : "") + down : text;
}

/** `%g`: `precision` significant digits, in the shorter notation. */
function general(value: number, precision: number, keepZeros: boolean): string {
  const significant = precision === 0 ? 1 : precision;
  if (value === 0) return keepZeros && significant > 1 ? `0.${"0".repeat(significant - 1)}` : "0";
  const exponent = Number(value.toExponential(significant - 1).split("e")[1]);
  if (exponent < -4 || exponent >= significant) {
    const text = exponential(value, significant - 1);
    return keepZeros ? text : text.replace(/\.?0*e/, "e");
  }
  const text = fixed(value, Math.max(0, significant - 1 - exponent));
  return keepZeros || !text.includes(".") ? text : text.replace(/\.?0+$/, "");
}

/**
 * A float by type code `e`, `f`, `g`, `%` or none, without sign handling for the positive.
 * @param alternate `#`: keep trailing zeros of `g`.
 */
export function floatByType(
  value: number,
  type: string,
  precision: number | undefined,
  alternate = false,
): string {
  if (!Number.isFinite(value)) {
    const text = floatText(value);
    return type === type.toUpperCase() && type !== "" && type !== "%" ? text.toUpperCase() : text;
  }
  switch (type) {
    case "e":
      return exponential(value, precision ?? 6);
    case "E":
      return exponential(value, precision ?? 6).toUpperCase();
    case "f":
    case "F":
      return fixed(value, precision ?? 6);
    case "%":
      return `${fixed(value * 100, precision ?? 6)}%`;
    case "g":
    case "n":
      return general(value, precision ?? 6, alternate);
    case "G":
      return general(value, precision ?? 6, alternate).toUpperCase();
    default:
      return precision === undefined
        ? floatText(value)
        : withPoint(general(value, precision, false));
  }
}

/** With a precision and no type, a float still looks like one. */
function withPoint(text: string): string {
  return /[.en]/.test(text) ? text : `${text}.0`;
}

/** An int by type code `d`, `b`, `o`, `x`, `X`. */
export function intByType(value: bigint, type: string, alternate: boolean): string {
  const sign = value < 0n ? "-" : "";
  const size = value < 0n ? -value : value;
  switch (type) {
    case "b":
      return `${sign}${alternate ? "0b" : ""}${size.toString(2)}`;
    case "o":
      return `${sign}${alternate ? "0o" : ""}${size.toString(8)}`;
    case "x":
      return `${sign}${alternate ? "0x" : ""}${size.toString(16)}`;
    case "X":
      return `${sign}${alternate ? "0X" : ""}${size.toString(16).toUpperCase()}`;
    default:
      return `${sign}${size}`;
  }
}
