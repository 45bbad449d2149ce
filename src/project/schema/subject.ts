/** Names the thing that a path in a YAML file leads to: "column `id` of model `orders`". */
import type { Json } from "../../core/node.ts";

export type Step = string | number;
export type Path = readonly Step[];

/** What the items of a list are called. */
const nouns: Readonly<Record<string, string>> = {
  models: "model",
  sources: "source",
  tables: "table",
  seeds: "seed",
  snapshots: "snapshot",
  macros: "macro",
  analyses: "analysis",
  exposures: "exposure",
  groups: "group",
  data_tests: "data test",
  tests: "data test",
  unit_tests: "unit test",
  functions: "function",
  metrics: "metric",
  semantic_models: "semantic model",
  saved_queries: "saved query",
  columns: "column",
  constraints: "constraint",
  versions: "version",
  arguments: "argument",
  given: "input",
  selectors: "selector",
  packages: "package",
  projects: "project",
  dispatch: "dispatch entry",
};

/** Path of an error of ajv: a JSON pointer. */
export function pathOf(pointer: string): Step[] {
  return pointer
    .split("/")
    .slice(1)
    .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"))
    .map((part) => (/^\d+$/.test(part) ? Number(part) : part));
}

export function valueAt(root: Json, path: Path): Json | undefined {
  let value: Json | undefined = root;
  for (const step of path) {
    if (typeof value !== "object" || value === null) return undefined;
    value = Array.isArray(value) ? value[Number(step)] : value[String(step)];
  }
  return value;
}

/** `model \`orders\``; "this model" when it has no name; `undefined` outside of any named thing. */
export function subjectOf(root: Json, path: Path): string | undefined {
  const at = path.findLastIndex((step, i) => typeof step === "number" && isCollection(path[i - 1]));
  if (at < 0) return profileOf(path);
  const noun = nouns[String(path[at - 1])] ?? "item";
  const name = nameOf(noun, valueAt(root, path.slice(0, at + 1)));
  const own = name === undefined ? `this ${noun}` : `${noun} \`${name}\``;
  const outer = subjectOf(root, path.slice(0, at - 1));
  return outer === undefined ? own : `${own} of ${outer}`;
}

/** The steps below the innermost named thing: `config`, `meta` of `models[0].config.meta`. */
export function detailOf(path: Path): Step[] {
  const at = path.findLastIndex((step, i) => typeof step === "number" && isCollection(path[i - 1]));
  const below = path.slice(at + 1);
  // The name of a data test is its only key.
  return /^(?:data_)?tests$/.test(String(path[at - 1])) ? below.slice(1) : below;
}

const isCollection = (step: Step | undefined): boolean => nouns[String(step)] !== undefined;

function nameOf(noun: string, item: Json | undefined): string | undefined {
  if (typeof item === "string" && noun === "data test") return item;
  if (typeof item !== "object" || item === null || Array.isArray(item)) return undefined;
  if (noun === "data test") return String(item["test_name"] ?? Object.keys(item)[0] ?? "");
  const name = item["name"] ?? item["v"] ?? item["input"] ?? item["package"];
  return typeof name === "string" || typeof name === "number" ? String(name) : undefined;
}

function profileOf([profile, outputs, output]: Path): string | undefined {
  if (outputs !== "outputs" || output === undefined) return undefined;
  return `output \`${output}\` of profile \`${profile}\``;
}
