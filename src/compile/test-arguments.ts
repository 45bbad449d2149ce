/** Arguments of generic data tests, from what YAML says to values. */
import type { Json, JsonObject } from "../core/node.ts";
import { Float, type Value } from "../jinja/value.ts";

/** Texts that are a call without braces: `ref('customers')`. */
const looksLikeCall = /^\s*(env_var|ref|var|source|doc)\s*\(.+\)\s*$/;
const hasTemplate = /\{[{%#]/;

function rendered(value: Json, native: (text: string) => Value): Value {
  if (typeof value === "string") {
    const text = looksLikeCall.test(value) ? `{{ ${value} }}` : value;
    return hasTemplate.test(text) ? native(text) : text;
  }
  if (Array.isArray(value)) return value.map((item) => rendered(item, native));
  if (typeof value !== "object" || value === null || (value as Value) instanceof Float)
    return value;
  return new Map(Object.entries(value).map(([key, item]) => [key, rendered(item, native)]));
}

/**
 * The arguments of a test macro: texts rendered natively, `column_name` as it is.
 * @param native Renders one text in the scope of the test.
 */
export function testKwargs(
  kwargs: JsonObject,
  native: (text: string) => Value,
): Map<string, Value> {
  return new Map(
    Object.entries(kwargs).map(([name, value]) => [
      name,
      name === "column_name" ? value : rendered(value, native),
    ]),
  );
}
