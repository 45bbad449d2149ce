/** `var` and `env_var`. */
import type { Location } from "../../core/location.ts";
import type { JsonObject } from "../../core/node.ts";
import { bindArguments, builtin, parameters } from "../../jinja/params.ts";
import { toText } from "../../jinja/printing.ts";
import { renderTemplate } from "../../jinja/render.ts";
import {
  type Callable,
  type CallSite,
  type Kwargs,
  PyObject,
  type Value,
} from "../../jinja/value.ts";
import { lookupEnv } from "../../project/env.ts";
import type { RenderState } from "../render-state.ts";
import type { Members } from "./member.ts";

const varParameters = parameters("var var_name default?");

/** `var(...)`, with `var.has_var(...)`. */
class Var extends PyObject {
  readonly typeName = "Var";
  readonly #render: RenderState;
  readonly #overrides: JsonObject;
  constructor(render: RenderState, overrides: JsonObject = {}) {
    super();
    this.#render = render;
    this.#overrides = overrides;
  }
  getattr(name: string): Value | undefined {
    if (name !== "has_var") return undefined;
    return builtin("has_var var_name", (wanted) => Object.hasOwn(this.#vars, toText(wanted)));
  }
  get #vars(): JsonObject {
    return { ...this.#render.project.vars(this.#render.packageName), ...this.#overrides };
  }
  override call(args: readonly Value[], kwargs: Kwargs, { at }: CallSite): Value {
    const [wanted, fallback] = bindArguments(varParameters, args, kwargs);
    const name = toText(wanted);
    const vars = this.#vars;
    if (Object.hasOwn(vars, name)) return this.#rendered(vars[name], at);
    return fallback === undefined ? this.#render.phase.missingVar(name, vars, at) : fallback;
  }
  /** A var may hold a template itself. */
  #rendered(value: Value, at: Location): Value {
    if (typeof value !== "string" || !/\{[{%#]/.test(value)) return value;
    const template = this.#render.project.macros.template(value, at.file, {
      line: at.line,
      column: at.column,
    });
    return renderTemplate(template, this.#render).text;
  }
}

/** `var` with values that win over all others. */
export const varWith =
  (overrides: JsonObject) =>
  (render: RenderState): Value =>
    new Var(render, overrides);

/** `env_var` with values in place of the environment's. */
export const envVarWith =
  (overrides: JsonObject) =>
  (render: RenderState): Value => {
    const usual = envVar(render);
    const call: Callable = (args, kwargs, site) => {
      const name = toText(args[0] ?? kwargs.get("var") ?? "");
      return Object.hasOwn(overrides, name) ? overrides[name] : usual(args, kwargs, site);
    };
    return call;
  };

const envVar = (render: RenderState): Callable => {
  const params = parameters("env_var var default?");
  return (args, kwargs, { at }) => {
    const [name, fallback] = bindArguments(params, args, kwargs);
    const { env } = render.project.project;
    // dbt treats a default of none as no default.
    return lookupEnv({
      env,
      name: toText(name),
      fallback: fallback ?? undefined,
      secretsAllowed: false,
      at,
    });
  };
};

export const variableMembers: Members = { var: (render) => new Var(render), env_var: envVar };
