/** `overrides:` of a unit test. */
import type { JsonObject, UnitTestOverrides } from "../core/node.ts";
import { isObject, objectOf } from "./json.ts";

/** Overrides as every reader finds them: each kind, also when it is empty. */
export function overridesOf(entry: JsonObject): UnitTestOverrides | null {
  const written = entry["overrides"];
  if (!isObject(written)) return null;
  const { macros, vars, env_vars } = written;
  return { macros: objectOf(macros), vars: objectOf(vars), env_vars: objectOf(env_vars) };
}
