/** What a template sees when a unit test renders it: fixtures in place of tables, and overrides. */
import type { Location } from "../core/location.ts";
import type { NodeId, UnitTestOverrides } from "../core/node.ts";
import type { Value } from "../jinja/value.ts";
import { envVarWith, varWith } from "./context/variables.ts";
import { ephemeralOf } from "./relations.ts";
import type { RenderState } from "./render-state.ts";

export interface TestInputs {
  /**
   * Alias of the CTE that stands for a node or source.
   * @param shown The call in the template, for messages.
   * @throws PtxError when the test has no such input.
   */
  cte(id: NodeId, shown: string, at: Location): string;
}

export interface UnderTest {
  readonly inputs: TestInputs;
  /** Alias of the CTE that stands for `this`; without it `this` is none. */
  readonly self: string | undefined;
  readonly overrides: UnitTestOverrides | null;
}

/** Names of the context that a unit test replaces. */
export function unitTestNames({
  self,
  overrides,
}: UnderTest): ReadonlyMap<string, (render: RenderState) => Value> {
  const names = new Map<string, (render: RenderState) => Value>();
  names.set("this", ({ project }) => (self === undefined ? null : ephemeralOf(project, self)));
  if (overrides) {
    names.set("var", varWith(overrides.vars));
    names.set("env_var", envVarWith(overrides.env_vars));
  }
  return names;
}

/**
 * Values of the overridden macros by `name` or `package.name`. One of the `dbt` package is
 * overridden without the package's name, too.
 */
export function macroOverrides(overrides: UnitTestOverrides | null): ReadonlyMap<string, Value> {
  const values = new Map<string, Value>();
  for (const [name, value] of Object.entries(overrides?.macros ?? {})) {
    if (name.startsWith("dbt.")) values.set(name.slice("dbt.".length), value);
    values.set(name, value);
  }
  return values;
}
