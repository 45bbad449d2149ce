/** Methods of the context's own objects, bound when a template asks for them. */
import type { Methods } from "../../jinja/params.ts";
import type { Callable } from "../../jinja/value.ts";

/** The method `name` of `self` as a callable; `undefined` when the table has none. */
export function bound<T>(table: Methods<T>, self: T, name: string): Callable | undefined {
  const method = table.get(name);
  return method && ((args, kwargs) => method(self, args, kwargs));
}

export const textOrNull = (value: unknown): string | null =>
  typeof value === "string" ? value : null;
