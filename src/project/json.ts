/** Careful access to JSON of unknown shape: what YAML says may be anything. */
import type { Json, JsonObject } from "../core/node.ts";

export const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The mapping, or an empty one. */
export const objectOf = (value: Json | undefined): JsonObject => (isObject(value) ? value : {});

/** A list as it is, one value as a list of one, nothing as an empty list. */
export const listOf = (value: Json | undefined): Json[] =>
  value === undefined || value === null ? [] : Array.isArray(value) ? value : [value];

export const textOf = (value: Json | undefined): string | null =>
  value === undefined || value === null ? null : String(value);
