/** Python's `Decimal` as templates get it from the warehouse: exact, and printed as it came. */
import { PyError } from "../../jinja/errors.ts";
import { float, int } from "../../jinja/numbers.ts";
import { methods } from "../../jinja/params.ts";
import { Float, PyObject, type Value } from "../../jinja/value.ts";
import { bound } from "./method-table.ts";

/** `units × 10^-scale`; the scale is negative for large numbers written with an exponent. */
export class Decimal extends PyObject {
  readonly typeName = "Decimal";
  override readonly isNumber = true;
  readonly units: bigint;
  readonly scale: number;
  constructor(units: bigint, scale: number) {
    super();
    this.units = units;
    this.scale = scale;
  }

  /** @throws PyError ValueError for what is not a plain decimal number. */
  static parse(text: string): Decimal {
    const found = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/.exec(text.trim());
    if (!found || (found[2] === "" && !found[3]))
      throw new PyError("ValueError", `not a decimal: '${text}'`);
    const [, sign, whole = "", fraction = "", exponent = "0"] = found;
    const units = BigInt(`${whole}${fraction}` || "0");
    return new Decimal(sign === "-" ? -units : units, fraction.length - Number(exponent));
  }

  toNumber(): number {
    return Number(this.str());
  }
  getattr(name: string): Value | undefined {
    return bound(decimalMethods, this, name);
  }
  override str(): string {
    const negative = this.units < 0n;
    const text = digitsOf(String(negative ? -this.units : this.units), this.scale);
    return negative ? `-${text}` : text;
  }
  override repr(): string {
    return `Decimal('${this.str()}')`;
  }
  override truthy(): boolean {
    return this.units !== 0n;
  }
  override equals(other: Value): boolean {
    const found = decimalOf(other);
    return found !== undefined && difference(this, found) === 0n;
  }
  override compare(other: Value): number {
    const found = decimalOf(other);
    if (found === undefined) throw new PyError("TypeError", "a Decimal compares with numbers only");
    const order = difference(this, found);
    return order < 0n ? -1 : order > 0n ? 1 : 0;
  }
  /** Also `int`, `float`, `abs` and `round`, which the filters of these names ask for. */
  override binary(operator: string, other: Value, reflected: boolean): Value | undefined {
    if (operator === "int") return int(whole(this));
    if (operator === "float") return float(this.toNumber());
    if (operator === "neg") return new Decimal(-this.units, this.scale);
    if (operator === "pos") return this;
    if (operator === "abs") return this.units < 0n ? new Decimal(-this.units, this.scale) : this;
    if (operator === "round") return rounded(this, Number(other));
    const found = decimalOf(other);
    if (found === undefined) return undefined;
    return calculated(operator, reflected ? found : this, reflected ? this : found);
  }
}

const decimalMethods = methods<Decimal>({
  normalize: (self) => {
    let { units, scale } = self;
    while (scale > 0 && units % 10n === 0n) {
      units /= 10n;
      scale--;
    }
    return new Decimal(units, scale);
  },
  to_integral_value: (self) => rounded(self, 0),
  is_nan: () => false,
});

/** Plain digits where the point is near, else an exponent, as the General Decimal Arithmetic says. */
function digitsOf(units: string, scale: number): string {
  const power = units.length - 1 - scale;
  if (scale >= 0 && power >= -6) {
    const digits = units.padStart(scale + 1, "0");
    const cut = digits.length - scale;
    return scale === 0 ? digits : `${digits.slice(0, cut)}.${digits.slice(cut)}`;
  }
  const fraction = units.length > 1 ? `.${units.slice(1)}` : "";
  return `${units[0]}${fraction}E${power < 0 ? "" : "+"}${power}`;
}

/** The part before the point. */
const whole = ({ units, scale }: Decimal): bigint =>
  scale < 0 ? units * 10n ** BigInt(-scale) : units / 10n ** BigInt(scale);

/** Ints, floats and decimals as a decimal; `undefined` for the rest. */
function decimalOf(value: Value): Decimal | undefined {
  if (value instanceof Decimal) return value;
  if (typeof value === "bigint") return new Decimal(value, 0);
  const number = value instanceof Float ? value.value : value;
  if (typeof number !== "number" || !Number.isFinite(number)) return undefined;
  const text = String(number);
  return Decimal.parse(text);
}

const scaled = (value: Decimal, scale: number): bigint =>
  value.units * 10n ** BigInt(scale - value.scale);

function difference(a: Decimal, b: Decimal): bigint {
  const scale = Math.max(a.scale, b.scale);
  return scaled(a, scale) - scaled(b, scale);
}

/** Half to even, as Python rounds decimals. */
function rounded(value: Decimal, digits: number): Decimal {
  if (digits >= value.scale) return new Decimal(scaled(value, digits), digits);
  const step = 10n ** BigInt(value.scale - digits);
  const size = value.units < 0n ? -value.units : value.units;
  const rest = (size % step) * 2n;
  const whole = size / step;
  const up = rest > step || (rest === step && whole % 2n === 1n) ? whole + 1n : whole;
  const cut = new Decimal(value.units < 0n ? -up : up, Math.max(digits, 0));
  return digits < 0 ? new Decimal(cut.units * 10n ** BigInt(-digits), 0) : cut;
}

/** Python's default precision of 28 digits, for quotients that do not end. */
function quotient(a: Decimal, b: Decimal): Decimal {
  const scale = 28;
  const shift = Math.max(0, -a.scale, -b.scale);
  const scaledQuotient =
    (a.units * 10n ** BigInt(scale + b.scale + shift)) / (b.units * 10n ** BigInt(a.scale + shift));
  const exact = new Decimal(scaledQuotient, scale);
  const normal = decimalMethods.get("normalize")?.(exact, [], new Map());
  return normal instanceof Decimal ? normal : exact;
}

function calculated(operator: string, a: Decimal, b: Decimal): Value | undefined {
  const scale = Math.max(a.scale, b.scale);
  if (operator === "+") return new Decimal(scaled(a, scale) + scaled(b, scale), scale);
  if (operator === "-") return new Decimal(scaled(a, scale) - scaled(b, scale), scale);
  if (operator === "*") return new Decimal(a.units * b.units, a.scale + b.scale);
  if (b.units === 0n && ["/", "//", "%"].includes(operator))
    throw new PyError("ZeroDivisionError", "division by zero");
  if (operator === "/") return quotient(a, b);
  if (operator === "**" && b.scale === 0 && b.units >= 0n) {
    return new Decimal(a.units ** b.units, a.scale * Number(b.units));
  }
  if (operator === "//") return new Decimal(scaled(a, scale) / scaled(b, scale), 0);
  if (operator === "%") return new Decimal(scaled(a, scale) % scaled(b, scale), scale);
  return undefined;
}
