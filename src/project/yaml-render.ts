/** Renders the Jinja in YAML values: project file, profiles, properties. */
import { PtxError } from "../core/error.ts";
import type { Location } from "../core/location.ts";
import type { Json, JsonObject } from "../core/node.ts";
import { suggest } from "../core/suggest.ts";
import { renderNative } from "../jinja/native.ts";
import type { Callable, Kwargs, Scope, Value } from "../jinja/value.ts";
import { lookupEnv } from "./env.ts";
import type { Yaml } from "./yaml.ts";

export type KeyPath = readonly (string | number)[];

export interface YamlScopeOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly vars: JsonObject;
  readonly secretsAllowed: boolean;
  /** Further names: `target`, `doc`, … */
  readonly names?: Readonly<Record<string, Value>>;
}

const argument = (args: readonly Value[], kwargs: Kwargs, index: number, name: string): Value =>
  index < args.length ? args[index] : kwargs.get(name);

/** The names that YAML values may use: `var`, `env_var` and what `names` adds. */
export function yamlScope({ env, vars, secretsAllowed, names = {} }: YamlScopeOptions): Scope {
  const envVar: Callable = (args, kwargs, { at }) =>
    lookupEnv({
      env,
      name: String(argument(args, kwargs, 0, "var")),
      fallback: argument(args, kwargs, 1, "default"),
      secretsAllowed,
      at,
    });
  const variable: Callable = (args, kwargs, { at }) => {
    const name = String(argument(args, kwargs, 0, "name"));
    const value = vars[name];
    if (value !== undefined) return value;
    const fallback = argument(args, kwargs, 1, "default");
    if (fallback !== undefined) return fallback;
    const close = suggest(name, Object.keys(vars));
    throw new PtxError("PTX1012", `Required var '${name}' is not defined`, {
      at,
      hint: close
        ? `Did you mean '${close}'?`
        : `Pass it with --vars '{${name}: …}', or give a default: var('${name}', '…').`,
    });
  };
  const known: Readonly<Record<string, Value>> = { ...names, env_var: envVar, var: variable };
  return { lookup: (name) => known[name] };
}

/** Moves an error of a rendered value to the place of the value in its YAML file. */
function relocated(error: unknown, at: Location): unknown {
  if (!(error instanceof PtxError)) return error;
  const { code, message, hint, related } = error.diagnostic;
  return new PtxError(code, message, { at, hint, related, cause: error });
}

/**
 * Renders every text value of a YAML tree that holds Jinja, natively: `"{{ 1 + 1 }}"` becomes 2.
 * @param skip Says which paths stay as written (descriptions, tests, hooks, vars).
 */
export function renderTree(
  value: Json,
  yaml: Pick<Yaml, "locate">,
  scope: Scope,
  skip: (path: KeyPath) => boolean = () => false,
  path: KeyPath = [],
): Json {
  if (typeof value === "string") {
    if (!value.includes("{{") && !value.includes("{%")) return value;
    const at = yaml.locate(path, "value");
    try {
      return renderNative(value, at.file, scope) as Json;
    } catch (error) {
      throw relocated(error, at);
    }
  }
  if (typeof value !== "object" || value === null || skip(path)) return value;
  if (Array.isArray(value)) {
    return value.map((item, index) => renderChild(item, yaml, scope, skip, [...path, index]));
  }
  const result: JsonObject = {};
  for (const [key, item] of Object.entries(value)) {
    result[key] = renderChild(item, yaml, scope, skip, [...path, key]);
  }
  return result;
}

function renderChild(
  value: Json,
  yaml: Pick<Yaml, "locate">,
  scope: Scope,
  skip: (path: KeyPath) => boolean,
  path: KeyPath,
): Json {
  return skip(path) ? value : renderTree(value, yaml, scope, skip, path);
}
