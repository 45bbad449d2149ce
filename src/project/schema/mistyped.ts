/**
 * Config keys that look mistyped. Custom keys are allowed in config, so an unknown one is worth a
 * word only when it is close to a known one: `materialised`.
 */
import type { Json, JsonObject } from "../../core/node.ts";
import { suggest } from "../../core/suggest.ts";
import { type ConfigKind, type SchemaError, validators } from "../generated/validators.ts";
import { isObject } from "../json.ts";
import { knownConfigKeys, ofList } from "./config-keys.ts";
import type { Mistake } from "./mistake.ts";
import type { Path } from "./subject.ts";

/** Config of the folder trees in a project file. */
const ofSection: Readonly<Record<string, ConfigKind>> = {
  models: "modelConfig",
  seeds: "seedConfig",
  snapshots: "snapshotConfig",
  analyses: "analysisConfig",
  sources: "sourceConfig",
  tests: "testConfig",
  data_tests: "testConfig",
  unit_tests: "unitTestConfig",
  exposures: "exposureConfig",
  functions: "functionConfig",
  metrics: "passiveConfig",
  "semantic-models": "passiveConfig",
  "saved-queries": "passiveConfig",
};

export function mistypedInProperties(root: Json): Mistake[] {
  return isObject(root) ? inLists(root, []) : [];
}

/** The lists of resources (models, columns, tests, …) directly below a mapping. */
function inLists(parent: JsonObject, path: Path): Mistake[] {
  return Object.entries(parent).flatMap(([key, list]) => {
    const kind = ofList[key];
    if (kind === undefined || !Array.isArray(list)) return [];
    return list.flatMap((item, index) => inItem(item, [...path, key, index], kind));
  });
}

function inItem(item: Json, path: Path, kind: ConfigKind): Mistake[] {
  if (!isObject(item)) return [];
  const { config } = item;
  const own = isObject(config) ? mistyped(config, [...path, "config"], kind) : [];
  const below = kind === "testConfig" ? inTestBody(item, path) : inLists(item, path);
  return [...own, ...below];
}

/** The settings of a data test stand below its name. */
function inTestBody(item: JsonObject, path: Path): Mistake[] {
  return Object.entries(item).flatMap(([name, body]) => {
    if (!isObject(body) || !isObject(body["config"])) return [];
    return mistyped(body["config"], [...path, name, "config"], "testConfig");
  });
}

function mistyped(config: JsonObject, path: Path, kind: ConfigKind): Mistake[] {
  return Object.keys(config).flatMap((key) => {
    const close = closeKey(key, kind);
    return close === undefined ? [] : [mistypedKey(key, close, path)];
  });
}

export function mistypedInProject(root: Json): Mistake[] {
  return sections(root).flatMap(({ tree, path, kind }) =>
    folders(tree, path, kind).flatMap(({ folder, at }) =>
      Object.keys(folder).flatMap((key) => {
        const plus = key.startsWith("+") ? "+" : "";
        if (plus === "" && isObject(folder[key])) return [];
        const close = closeKey(key.slice(plus.length), kind);
        return close === undefined ? [] : [mistypedKey(key, plus + close, at)];
      }),
    ),
  );
}

/** Checks the values of the `+keys` of all folders. */
export function projectConfigErrors(root: Json): SchemaError[] {
  return sections(root).flatMap(({ tree, path, kind }) =>
    folders(tree, path, kind).flatMap(({ folder, at }) => {
      const plus = Object.entries(folder).filter(([key]) => key.startsWith("+"));
      const validator = validators[kind];
      if (validator(Object.fromEntries(plus.map(([key, value]) => [key.slice(1), value]))))
        return [];
      const pointer = at
        .map((step) => `/${String(step).replaceAll("~", "~0").replaceAll("/", "~1")}`)
        .join("");
      return (validator.errors ?? []).map((error) => ({
        ...error,
        instancePath: `${pointer}/+${error.instancePath.slice(1)}`,
      }));
    }),
  );
}

interface Section {
  readonly tree: JsonObject;
  readonly path: Path;
  readonly kind: ConfigKind;
}

function sections(root: Json): Section[] {
  if (!isObject(root)) return [];
  return Object.entries(ofSection).flatMap(([key, kind]) => {
    const tree = root[key];
    return isObject(tree) ? [{ tree, path: [key], kind }] : [];
  });
}

/** A folder and all below it; `+key` values are config, not folders. */
function folders(
  folder: JsonObject,
  at: Path,
  kind: ConfigKind,
): { folder: JsonObject; at: Path }[] {
  const below = Object.entries(folder).flatMap(([key, value]) =>
    isObject(value) && !key.startsWith("+") && !knownConfigKeys(kind).has(key)
      ? folders(value, [...at, key], kind)
      : [],
  );
  return [{ folder, at }, ...below];
}

function closeKey(key: string, kind: ConfigKind): string | undefined {
  const known = knownConfigKeys(kind);
  return known.has(key) ? undefined : suggest(key, known);
}

function mistypedKey(key: string, close: string, path: Path): Mistake {
  return {
    code: "PTX1106",
    severity: "warning",
    message: `The config key \`${key}\` is not one that ptx knows; it is kept, but has no effect of its own.`,
    hint: `Did you mean \`${close}\`?`,
    path: [...path, key],
    what: "key",
  };
}
