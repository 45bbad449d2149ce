/** One error of a JSON schema in words: what was found, what is expected, what to do. */
import type { Json } from "../../core/node.ts";
import { suggest } from "../../core/suggest.ts";
import type { Kind, SchemaError } from "../generated/validators.ts";
import { configKindOf, knownConfigKeys } from "./config-keys.ts";
import type { Mistake } from "./mistake.ts";
import { detailOf, type Path, pathOf, subjectOf, valueAt } from "./subject.ts";
import { expectedWords, foundWords, typeHint } from "./words.ts";

interface Scene {
  readonly error: SchemaError;
  readonly kind: Kind;
  readonly root: Json;
  readonly path: Path;
}

const files: Readonly<Record<Kind, string>> = {
  project: "the project file",
  properties: "this file",
  profiles: "the profiles",
  selectors: "the selectors file",
  packages: "the packages file",
};

/** @returns `undefined` for an error that another one explains better. */
export function mistakeOf(error: SchemaError, kind: Kind, root: Json): Mistake | undefined {
  const scene = { error, kind, root, path: pathOf(error.instancePath) };
  switch (error.keyword) {
    case "additionalProperties":
      return unknownKey(scene);
    case "required":
      return missingKey(scene);
    case "type":
      return wrongType(scene);
    case "maxProperties":
    case "minProperties":
      return crowdedTest(scene);
    default:
      return wrongValue(scene);
  }
}

function unknownKey(scene: Scene): Mistake {
  const { error, path } = scene;
  const key = String(error.params["additionalProperty"]);
  const close = suggest(key, keysOf(error));
  const isError = error.parentSchema["x-unknown"] === "error" || isMissing(error, close);
  return {
    code: "PTX1103",
    severity: isError ? "error" : "warning",
    message: `Unknown key \`${key}\` in ${place(scene)}${isError ? "." : "; it has no effect."}`,
    hint: close === undefined ? homeOf(key, scene) : `Did you mean \`${close}\`?`,
    path: [...path, key],
    what: "key",
  };
}

/** Whether the mapping lacks a required key: then its mistyped form does have an effect. */
function isMissing({ data, parentSchema }: SchemaError, key: string | undefined): boolean {
  const required = [parentSchema["required"] ?? []].flat();
  return key !== undefined && required.includes(key) && !Object.hasOwn(data as object, key);
}

/** Where an unknown key may belong. */
function homeOf(key: string, { error, path, kind }: Scene): string {
  const keys = keysOf(error);
  const config = kind === "properties" && keys.includes("config") ? configKindOf(path) : undefined;
  if (config !== undefined && knownConfigKeys(config).has(key)) return "Move it under `config:`.";
  if (config !== undefined)
    return "Remove it, or keep it as a fact of your own: `config: {meta: {…}}`.";
  return `Known here: ${keys.join(", ")}.`;
}

function missingKey(scene: Scene): Mistake | undefined {
  const { error, path, root } = scene;
  const key = String(error.params["missingProperty"]);
  // A mistyped key is reported as unknown, with this one as its suggestion.
  const given = Object.keys((valueAt(root, path) ?? {}) as object);
  const known = new Set(keysOf(error));
  if (given.some((name) => !known.has(name) && suggest(name, known) === key)) return undefined;
  const either = key === "email" ? "`name` or `email`" : `\`${key}\``;
  return {
    code: "PTX1105",
    severity: "error",
    message: `${either} is missing in ${place(scene)}.`,
    hint: `Add \`${key}: …\`.`,
    path,
    what: path.length > 0 ? "key" : "value",
  };
}

function wrongType(scene: Scene): Mistake {
  const { error, path } = scene;
  const types = [error.params["type"]].flat().map(String);
  const bareTest = error.data === null && isTestBody(path);
  return {
    code: "PTX1104",
    severity: "error",
    message: `${thing(scene)} must be ${expectedWords(types)}, but is ${foundWords(error.data)}.`,
    hint: bareTest
      ? `Remove the colon: \`- ${String(path.at(-1))}\`, or indent its arguments below it.`
      : typeHint(error, path),
    path,
    // The value of a block stands on a later line, that of an empty key nowhere.
    what: typeof error.data === "object" ? "key" : "value",
  };
}

function wrongValue(scene: Scene): Mistake {
  const { error, path } = scene;
  const { allowedValues, allowedValue, limit } = error.params;
  const allowed = [allowedValues ?? allowedValue ?? []].flat().filter((value) => value !== null);
  const words = allowed.map((value) => `\`${String(value)}\``).join(", ");
  const minimum = limit === undefined ? words : `at least ${String(limit)}`;
  const wanted =
    error.parentSchema["x-expected"] ?? (allowed.length > 1 ? `one of ${words}` : minimum);
  const close = suggest(String(error.data), allowed.map(String));
  return {
    code: "PTX1104",
    severity: "error",
    message: `${thing(scene)} must be ${String(wanted)}, but is ${foundWords(error.data)}.`,
    hint: close === undefined ? undefined : `Did you mean \`${close}\`?`,
    path,
    what: "value",
  };
}

/** `- accepted_values:` whose arguments stand beside it rather than below it. */
function crowdedTest({ error, path }: Scene): Mistake {
  const keys = Object.keys(error.data as object);
  const names = keys.map((key) => `\`${key}\``).join(", ");
  return {
    code: "PTX1104",
    severity: "error",
    message:
      keys.length === 0
        ? "A data test needs a name, but this mapping is empty."
        : `A data test is one name with its settings below it, but here are ${keys.length} keys side by side: ${names}.`,
    hint:
      keys.length === 0
        ? "Write `- unique`."
        : `Indent the others by two levels, so that they stand below \`${keys[0]}\`.`,
    path,
    what: "value",
  };
}

const isTestBody = (path: Path): boolean =>
  typeof path.at(-2) === "number" && /^(?:data_)?tests$/.test(String(path.at(-3)));

const keysOf = ({ parentSchema }: SchemaError): string[] =>
  Object.keys((parentSchema["properties"] ?? {}) as object);

/** The mapping that an error is in: "`config` of model `orders`". */
function place({ root, path, kind }: Scene): string {
  const detail = detailOf(path).join(".");
  const subject = subjectOf(root, path) ?? (detail === "" ? files[kind] : undefined);
  if (detail === "" || subject?.startsWith("output ")) return subject ?? files[kind];
  return subject === undefined ? `\`${detail}\`` : `\`${detail}\` of ${subject}`;
}

/** The value that an error is about: "`columns` of model `orders`", "Item 2 of `columns` of …". */
function thing(scene: Scene): string {
  const { root, path } = scene;
  const last = path.at(-1);
  if (last === undefined) return capital(files[scene.kind]);
  if (typeof last === "number") {
    const list = path.slice(0, -1);
    const owner = subjectOf(root, list.slice(0, -1));
    return `Item ${last + 1} of \`${detailOf(list).join(".")}\`${owner === undefined ? "" : ` of ${owner}`}`;
  }
  if (isTestBody(path)) return `Data test \`${last}\``;
  return place(scene).startsWith("`")
    ? place(scene)
    : `\`${last}\` of ${place({ ...scene, path: path.slice(0, -1) })}`;
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
