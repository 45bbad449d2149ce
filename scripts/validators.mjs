/**
 * Compiles the JSON schemas of `schemas/` into `src/project/generated/validators.ts`, so that ajv
 * itself is never loaded when ptx runs. Also lists the known config keys, for "did you mean".
 * Run by the build and before the tests; does nothing when all is current.
 */
import { mkdirSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Ajv } from "ajv";
import standalone from "ajv/dist/standalone/index.js";
import { transformSync } from "esbuild";

const root = fileURLToPath(new URL("..", import.meta.url));
const folder = `${root}schemas`;
const output = `${root}src/project/generated/validators.ts`;
const kinds = ["project", "properties", "profiles", "selectors", "packages"];

/** Writes the module when a schema or this script is newer than it. */
export function writeValidators() {
  const files = readdirSync(folder).filter((file) => file.endsWith(".json"));
  const inputs = [fileURLToPath(import.meta.url), ...files.map((file) => `${folder}/${file}`)];
  if (modified(output) > Math.max(...inputs.map(modified))) return;
  const schemas = files.map((file) => JSON.parse(readFileSync(`${folder}/${file}`, "utf8")));
  mkdirSync(`${root}src/project/generated`, { recursive: true });
  writeFileSync(`${output}.new`, moduleOf(schemas));
  renameSync(`${output}.new`, output);
}

/** Vitest calls this once before the tests. */
export function setup() {
  writeValidators();
}

function moduleOf(schemas) {
  const ajv = new Ajv({
    schemas: schemas.map(shape),
    allErrors: true,
    strict: false,
    messages: false,
    // Errors then hold their schema, which knows the keys to suggest.
    verbose: true,
    inlineRefs: false,
    code: { source: true, esm: true, optimize: 2 },
  });
  const names = Object.fromEntries(kinds.map((kind) => [kind, `${kind}.json`]));
  const configs = schemas.find(({ $id }) => $id === "config.json").$defs;
  for (const name of Object.keys(configs)) names[name] = `config.json#/$defs/${name}`;
  const written = standalone.default(ajv, names);
  if (/\brequire\(|\bimport /.test(written)) throw new Error("a schema needs ajv at run time");
  // As a script rather than a module, so that the names which the exports below need are kept.
  const body = written.replace(/^"use strict";/, "").replaceAll("export const ", "const ");
  const { code } = transformSync(body, { minify: true, target: "node20" });
  const configNames = Object.keys(configs).filter((name) => name.endsWith("Config"));
  const keys = Object.fromEntries(configNames.map((name) => [name, keysOf(configs, name)]));
  return `// @ts-nocheck: written by scripts/validators.mjs.
export interface SchemaError {
  readonly instancePath: string;
  readonly keyword: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly parentSchema: Readonly<Record<string, unknown>>;
  readonly data: unknown;
}
export interface Validator {
  (value: unknown): boolean;
  errors?: readonly SchemaError[] | null;
}
${code}
export type Kind = ${union(kinds)};
export type ConfigKind = ${union(configNames)};
export const validators: Readonly<Record<Kind | ConfigKind, Validator>> = {
  ${[...kinds, ...configNames].join(", ")},
};
export const configKeys: Readonly<Record<ConfigKind, readonly string[]>> = ${JSON.stringify(keys)};
`;
}

const union = (names) => names.map((name) => JSON.stringify(name)).join(" | ");

/** The keys of a config, with those of the configs that it is made of. */
function keysOf(configs, name) {
  const { properties, allOf = [] } = configs[name];
  const bases = allOf.flatMap(({ $ref }) => keysOf(configs, $ref.split("/").at(-1)));
  return [...Object.keys(properties), ...bases];
}

/** A schema without its prose, and without the folder trees: those are checked folder by folder. */
function shape(schema, name) {
  if (Array.isArray(schema)) return schema.map((item) => shape(item));
  if (typeof schema !== "object" || schema === null) return schema;
  if (typeof name === "string" && name.endsWith("Tree")) return true;
  return Object.fromEntries(
    Object.entries(schema)
      .filter(([key, value]) => !(key === "description" && typeof value === "string"))
      .filter(([key]) => key !== "examples" && key !== "deprecated" && key !== "title")
      .map(([key, value]) => [key, shape(value, key)]),
  );
}

function modified(file) {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeValidators();
