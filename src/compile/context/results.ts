/** Results of statements, rendering inside of rendering, and what macros check with. */
import { PtxError } from "../../core/error.ts";
import { pyEquals } from "../../jinja/equality.ts";
import { PyError } from "../../jinja/errors.ts";
import { builtin } from "../../jinja/params.ts";
import { toText } from "../../jinja/printing.ts";
import { renderTemplate } from "../../jinja/render.ts";
import {
  type Callable,
  type CallSite,
  type Kwargs,
  PyObject,
  Tuple,
  type Value,
} from "../../jinja/value.ts";
import type { RenderState } from "../render-state.ts";
import { AdapterResponse } from "../values/response.ts";
import { TableValue } from "../values/table.ts";
import { constant, type Members } from "./member.ts";

const loadResult = (render: RenderState): Callable =>
  builtin("load_result name", (wanted) => {
    const name = toText(wanted);
    const result = render.results.get(name);
    if (result === undefined) return null;
    if (result === null) {
      throw new PtxError("PTX3201", `The result '${name}' was loaded already`, {
        hint: "Keep it in a variable: {% set result = load_result('…') %}.",
      });
    }
    if (name !== "main") render.results.set(name, null);
    return result;
  });

function store(render: RenderState, name: Value, response: Value, table: Value): string {
  const kept = table instanceof TableValue ? table : new TableValue([], []);
  render.results.set(toText(name), {
    response,
    data: kept.cells.map((row) => Tuple.from(row)),
    table: kept,
  });
  return "";
}

const storeResult = (render: RenderState): Callable =>
  builtin("store_result name response agate_table?", (name, response, table) =>
    store(render, name, response, table),
  );

const storeRawResult = (render: RenderState): Callable =>
  builtin(
    "store_raw_result name message? code? rows_affected? agate_table?",
    (name, message, code, rows, table) => {
      const affected = typeof rows === "number" ? rows : null;
      const text = (value: Value): string =>
        value === undefined || value === null ? "" : toText(value);
      return store(render, name, new AdapterResponse(text(message), text(code), affected), table);
    },
  );

const renderText =
  (render: RenderState): Callable =>
  (args, _, { at }) => {
    const template = render.project.macros.template(toText(args[0]), at.file, at);
    return renderTemplate(template, render).text;
  };

function callValue(value: Value, args: readonly Value[], kwargs: Kwargs, site: CallSite): Value {
  if (typeof value === "function") return (value as Callable)(args, kwargs, site);
  if (value instanceof PyObject && value.call) return value.call(args, kwargs, site);
  throw new PyError("NotCallable", "the value is no function");
}

/** Calls a function, and replaces whatever goes wrong in it by one message. */
const tryOrCompilerError: Callable = ([message, func, ...args], kwargs, site) => {
  try {
    return callValue(func, args, kwargs, site);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    throw new PtxError("PTX3201", toText(message), { at: site.at, cause: error });
  }
};

/** `validation.any[...]`: a check that a value is one of those allowed. */
const validateAny: Callable = (allowed) =>
  builtin("validate value", (value) => {
    if (allowed.some((one) => pyEquals(one, value))) return null;
    throw new PtxError(
      "PTX3201",
      `Expected '${toText(value)}' to be one of ${allowed.map(toText).join(", ")}`,
    );
  });

const unsupported =
  (what: string, hint: string): Callable =>
  () => {
    throw new PtxError("PTX3212", what, { hint });
  };

const debug = unsupported(
  "debug() stops in Python's debugger, which ptx does not have",
  "Print what you want to see: {{ log(value, info=true) }}.",
);

export const resultMembers: Members = {
  load_result: loadResult,
  store_result: storeResult,
  store_raw_result: storeRawResult,
  render: renderText,
  try_or_compiler_error: constant(tryOrCompilerError),
  validation: constant({ any: validateAny }),
  write: constant(builtin("write payload", () => "")),
  // As dbt: there only where somebody asked for it; a debugger of Python there is not.
  debug: ({ project }) =>
    project.project.env["DBT_MACRO_DEBUGGING"] ? (debug as Callable) : undefined,
  submit_python_job: constant(
    unsupported("Python jobs cannot be started from a template", "Write the model in SQL."),
  ),
  adapter_macro: constant(
    unsupported(
      "adapter_macro() is gone since dbt 0.18",
      "Use adapter.dispatch('name', 'package')(...).",
    ),
  ),
  load_agate_table: constant(
    unsupported(
      "load_agate_table() is not available: seeds are loaded by the warehouse itself",
      "Select from the seed with ref().",
    ),
  ),
};
