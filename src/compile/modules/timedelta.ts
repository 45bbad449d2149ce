/** Python's `timedelta`: a span of time in microseconds. */
import { PyError } from "../../jinja/errors.ts";
import { builtin, methods } from "../../jinja/params.ts";
import { type Callable, Float, PyObject, type Value } from "../../jinja/value.ts";
import { bound } from "../values/method-table.ts";
import { microsPerDay } from "./calendar.ts";

export const numberOf = (value: Value): number | undefined => {
  if (typeof value === "number") return value;
  if (typeof value === "bigint") return Number(value);
  if (typeof value === "boolean") return value ? 1 : 0;
  return value instanceof Float ? value.value : undefined;
};

export const pyFloat = (value: number): Value => (Number.isInteger(value) ? new Float(value) : value);

export class TimeDelta extends PyObject {
  readonly typeName = "timedelta";
  readonly micros: number;
  constructor(micros: number) {
    super();
    this.micros = micros;
  }
  get days(): number {
    return Math.floor(this.micros / microsPerDay);
  }
  getattr(name: string): Value | undefined {
    const rest = this.micros - this.days * microsPerDay;
    if (name === "days") return this.days;
    if (name === "seconds") return Math.floor(rest / 1_000_000);
    if (name === "microseconds") return rest % 1_000_000;
    return bound(deltaMethods, this, name);
  }
  override str(): string {
    const rest = this.micros - this.days * microsPerDay;
    const seconds = Math.floor(rest / 1_000_000);
    const two = (value: number) => String(value).padStart(2, "0");
    const clock = `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
    const fraction = rest % 1_000_000 === 0 ? "" : `.${String(rest % 1_000_000).padStart(6, "0")}`;
    const days = this.days === 0 ? "" : `${this.days} day${Math.abs(this.days) === 1 ? "" : "s"}, `;
    return `${days}${clock}${fraction}`;
  }
  override truthy(): boolean {
    return this.micros !== 0;
  }
  override equals(other: Value): boolean {
    return other instanceof TimeDelta && other.micros === this.micros;
  }
  override compare(other: Value): number {
    if (!(other instanceof TimeDelta)) throw new PyError("TypeError", "timedelta compares with timedelta only");
    return this.micros - other.micros;
  }
  override binary(operator: string, other: Value, reflected: boolean): Value | undefined {
    if (other instanceof TimeDelta) return this.#withDelta(operator, reflected ? other : this, reflected ? this : other);
    const factor = numberOf(other);
    if (factor === undefined) return undefined;
    if (operator === "*") return new TimeDelta(Math.round(this.micros * factor));
    if (reflected) return undefined;
    if (operator === "/") return new TimeDelta(Math.round(this.micros / factor));
    return operator === "//" ? new TimeDelta(Math.floor(this.micros / factor)) : undefined;
  }
  #withDelta(operator: string, a: TimeDelta, b: TimeDelta): Value | undefined {
    if (operator === "+") return new TimeDelta(a.micros + b.micros);
    if (operator === "-") return new TimeDelta(a.micros - b.micros);
    if (operator === "/") return pyFloat(a.micros / b.micros);
    if (operator === "//") return Math.floor(a.micros / b.micros);
    if (operator === "%") return new TimeDelta(a.micros - Math.floor(a.micros / b.micros) * b.micros);
    return undefined;
  }
}

const deltaMethods = methods<TimeDelta>({
  total_seconds: (self) => pyFloat(self.micros / 1_000_000),
});

const units = [microsPerDay, 1_000_000, 1, 1000, 60_000_000, 3_600_000_000, 7 * microsPerDay];

/** `timedelta(days=0, seconds=0, …)`, in Python's order of arguments. */
export const timedelta: Callable = builtin(
  "timedelta days? seconds? microseconds? milliseconds? minutes? hours? weeks?",
  (...args) => {
    let micros = 0;
    args.forEach((value, index) => {
      if (value === undefined) return;
      const count = numberOf(value);
      if (count === undefined) throw new PyError("TypeError", "timedelta() takes numbers");
      micros += count * (units[index] ?? 0);
    });
    return new TimeDelta(Math.round(micros));
  },
);
