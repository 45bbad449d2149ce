/** Python's classes as templates see them: functions with attributes. */
import { type Callable, type Kwargs, PyObject, type Value } from "../value.ts";

export class PyClass extends PyObject {
  readonly typeName = "type";
  readonly #name: string;
  readonly #make: Callable;
  readonly #members: ReadonlyMap<string, Value>;

  /** @param members Class methods and constants. */
  constructor(name: string, make: Callable, members: Readonly<Record<string, Value>> = {}) {
    super();
    this.#name = name;
    this.#make = make;
    this.#members = new Map(Object.entries(members));
  }
  getattr(name: string): Value | undefined {
    if (name === "__name__") return this.#name.split(".").at(-1);
    return this.#members.get(name);
  }
  override call(args: readonly Value[], kwargs: Kwargs, site: Parameters<Callable>[2]): Value {
    return this.#make(args, kwargs, site);
  }
  override str(): string {
    return `<class '${this.#name}'>`;
  }
}
