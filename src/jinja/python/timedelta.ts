/** `datetime.timedelta`: a span of time in microseconds. */
import { PyError } from "../errors.ts";
import { float, int, isInt, toNumber } from "../numbers.ts";
import { builtin } from "../params.ts";
import { typeName } from "../printing.ts";
import { PyObject, type Value } from "../value.ts";
import { pad } from "./calendar.ts";
import { PyClass } from "./class.ts";

const day = 86_400_000_000n;
const second = 1_000_000n;

function floorDiv(a: bigint, b: bigint): bigint {
  const quotient = a / b;
  return a % b !== 0n && a < 0n !== b < 0n ? quotient - 1n : quotient;
}

export class Timedelta extends PyObject {
  readonly typeName = "datetime.timedelta";
  readonly micros: bigint;

  constructor(micros: bigint) {
    super();
    if (floorDiv(micros, day) > 999_999_999n || floorDiv(micros, day) < -999_999_999n) {
      throw new PyError(
        "OverflowError",
        `days=${floorDiv(micros, day)}; must have magnitude <= 999999999`,
      );
    }
    this.micros = micros;
  }

  get days(): number {
    return Number(floorDiv(this.micros, day));
  }
  /** Of the last day, which counts forwards even for negative spans. */
  get #withinDay(): bigint {
    return this.micros - floorDiv(this.micros, day) * day;
  }
  get seconds(): number {
    return Number(this.#withinDay / second);
  }
  get microseconds(): number {
    return Number(this.#withinDay % second);
  }

  getattr(name: string): Value | undefined {
    switch (name) {
      case "days":
        return this.days;
      case "seconds":
        return this.seconds;
      case "microseconds":
        return this.microseconds;
      case "total_seconds":
        return builtin("total_seconds", () => float(Number(this.micros) / 1e6));
      default:
        return undefined;
    }
  }
  override truthy(): boolean {
    return this.micros !== 0n;
  }
  override equals(other: Value): boolean {
    return other instanceof Timedelta && other.micros === this.micros;
  }
  override compare(other: Value): number {
    if (!(other instanceof Timedelta)) throw notComparable(this, other);
    return this.micros < other.micros ? -1 : this.micros > other.micros ? 1 : 0;
  }
  override binary(operator: string, other: Value, reflected: boolean): Value | undefined {
    if (operator === "neg") return new Timedelta(-this.micros);
    if (operator === "pos") return this;
    if (operator === "abs") return new Timedelta(this.micros < 0n ? -this.micros : this.micros);
    if (other instanceof Timedelta) {
      return reflected ? undefined : this.#withDelta(operator, other.micros);
    }
    return this.#withNumber(operator, other, reflected);
  }
  #withNumber(operator: string, other: Value, reflected: boolean): Value | undefined {
    const factor = toNumber(other);
    if (factor === undefined) return undefined;
    const whole = isInt(other) ? BigInt(other) : undefined;
    if (operator === "*") {
      return new Timedelta(
        whole === undefined ? rounded(Number(this.micros) * factor) : this.micros * whole,
      );
    }
    if (reflected || (operator !== "/" && operator !== "//")) return undefined;
    if (factor === 0) throw new PyError("ZeroDivisionError", "division by zero");
    if (operator === "/") return new Timedelta(rounded(Number(this.micros) / factor));
    return whole === undefined ? undefined : new Timedelta(floorDiv(this.micros, whole));
  }
  #withDelta(operator: string, other: bigint): Value | undefined {
    if (operator === "+") return new Timedelta(this.micros + other);
    if (operator === "-") return new Timedelta(this.micros - other);
    if (operator !== "/" && operator !== "//" && operator !== "%") return undefined;
    if (other === 0n) throw new PyError("ZeroDivisionError", "division by zero");
    if (operator === "/") return float(Number(this.micros) / Number(other));
    const quotient = floorDiv(this.micros, other);
    return operator === "//" ? int(quotient) : new Timedelta(this.micros - quotient * other);
  }
  override str(): string {
    const { days, seconds, microseconds } = this;
    const time = `${Math.floor(seconds / 3600)}:${pad(Math.floor(seconds / 60) % 60)}:${pad(seconds % 60)}`;
    const fraction = microseconds === 0 ? "" : `.${pad(microseconds, 6)}`;
    if (days === 0) return time + fraction;
    return `${days} day${Math.abs(days) === 1 ? "" : "s"}, ${time}${fraction}`;
  }
  override repr(): string {
    const parts: string[] = [];
    if (this.days !== 0) parts.push(`days=${this.days}`);
    if (this.seconds !== 0) parts.push(`seconds=${this.seconds}`);
    if (this.microseconds !== 0) parts.push(`microseconds=${this.microseconds}`);
    return `datetime.timedelta(${parts.join(", ") || "0"})`;
  }
}

export function notComparable(a: Value, b: Value): PyError {
  return new PyError(
    "TypeError",
    `'<' not supported between '${typeName(a)}' and '${typeName(b)}'`,
  );
}

/** Half to even, as `timedelta` rounds fractions of a microsecond. */
function rounded(micros: number): bigint {
  const floor = Math.floor(micros);
  const rest = micros - floor;
  if (rest < 0.5 || (rest === 0.5 && floor % 2 === 0)) return BigInt(floor);
  return BigInt(floor + 1);
}

const unitMicros: readonly bigint[] = [
  day,
  second,
  1n,
  1000n,
  60n * second,
  3600n * second,
  7n * day,
];

const make = builtin(
  "timedelta days? seconds? microseconds? milliseconds? minutes? hours? weeks?",
  (...amounts) => {
    let whole = 0n;
    let fractions = 0;
    amounts.forEach((amount, i) => {
      const unit = unitMicros[i] ?? 1n;
      if (amount === undefined) return;
      if (isInt(amount)) {
        whole += BigInt(amount) * unit;
        return;
      }
      const number = toNumber(amount);
      if (number === undefined) {
        throw new PyError("TypeError", `timedelta needs numbers, not '${typeName(amount)}'`);
      }
      const integral = Math.trunc(number);
      whole += BigInt(integral) * unit;
      fractions += (number - integral) * Number(unit);
    });
    return new Timedelta(whole + rounded(fractions));
  },
);

export const timedelta = new PyClass("datetime.timedelta", make, {
  min: new Timedelta(-999_999_999n * day),
  max: new Timedelta(1_000_000_000n * day - 1n),
  resolution: new Timedelta(1n),
});
