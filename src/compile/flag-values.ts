/** What flags are: as given, as the project file says, or as dbt has them when nobody does. */
import type { Json, JsonObject } from "../core/node.ts";
import type { Invocation } from "../core/project.ts";

/** Values of flags that nobody set, as dbt has them. */
const unset: Readonly<Record<string, Json>> = {
  CACHE_SELECTED_ONLY: false,
  DEBUG: false,
  DEFER: false,
  FAIL_FAST: false,
  FAVOR_STATE: false,
  INDIRECT_SELECTION: "eager",
  INTROSPECT: true,
  LOG_FORMAT: "default",
  LOG_LEVEL: "info",
  PARTIAL_PARSE: true,
  POPULATE_CACHE: true,
  PRINT: true,
  PRINTER_WIDTH: 80,
  QUIET: false,
  SAMPLE: null,
  SEND_ANONYMOUS_USAGE_STATS: false,
  STATIC_PARSER: true,
  STRICT_MODE: false,
  USE_COLORS: true,
  USE_EXPERIMENTAL_PARSER: false,
  VERSION_CHECK: true,
  WARN_ERROR: null,
  WARN_ERROR_OPTIONS: {},
  WRITE_JSON: true,
};

/** The value of a flag; `undefined` for a name that no flag has. */
export function flagValue(
  name: string,
  invocation: Invocation,
  flags: JsonObject,
): Json | undefined {
  const upper = name.toUpperCase();
  if (upper === "WHICH") return invocation.command;
  if (upper === "FULL_REFRESH") return invocation.fullRefresh;
  if (upper === "STORE_FAILURES") return invocation.storeFailures;
  if (upper === "EMPTY") return invocation.empty;
  if (upper === "THREADS") return invocation.threads;
  const lower = name.toLowerCase();
  const behaviour = /^(require|state|source|skip|validate|enable)_/.test(lower) ? false : undefined;
  const known = Object.hasOwn(unset, upper) ? unset[upper] : behaviour;
  return invocation.args[lower] ?? flags[lower] ?? known;
}
