/** Filters and tests by name, as evaluation and filters such as `map` look them up. */
import type { Kwargs, Value } from "./value.ts";

export type Filter = (
  value: Value,
  args: readonly Value[],
  kwargs: Kwargs,
  registry: Registry,
) => Value;
export type Test = (value: Value, args: readonly Value[], registry: Registry) => boolean;

export interface Registry {
  readonly filters: ReadonlyMap<string, Filter>;
  readonly tests: ReadonlyMap<string, Test>;
}
