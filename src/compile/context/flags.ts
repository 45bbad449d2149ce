/** `flags`: how the command was called. */
import type { Json } from "../../core/node.ts";
import { PyObject, type Value } from "../../jinja/value.ts";
import type { RenderState } from "../render-state.ts";
import type { Members } from "./member.ts";

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

class Flags extends PyObject {
  readonly typeName = "Flags";
  readonly #render: RenderState;
  constructor(render: RenderState) {
    super();
    this.#render = render;
  }
  getattr(name: string): Value | undefined {
    const { invocation, project } = this.#render;
    const upper = name.toUpperCase();
    if (upper === "WHICH") return invocation.command;
    if (upper === "FULL_REFRESH") return invocation.fullRefresh;
    if (upper === "STORE_FAILURES") return invocation.storeFailures;
    if (upper === "EMPTY") return invocation.empty;
    if (upper === "THREADS") return invocation.threads;
    const lower = name.toLowerCase();
    const behaviour = /^(require|state|source|skip|validate|enable)_/.test(lower)
      ? false
      : undefined;
    const known = Object.hasOwn(unset, upper) ? unset[upper] : behaviour;
    return invocation.args[lower] ?? project.project.root.flags[lower] ?? known;
  }
}

export const flagMembers: Members = { flags: (render) => new Flags(render) };
