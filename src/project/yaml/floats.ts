/**
 * Floats with integral values, where it shows: `1.0` in a var is to print as `1.0`, as Python does.
 *
 * YAML's values are JSON elsewhere, which has one kind of number. So these are looked up in the
 * text afterwards, only for what templates print, and only in texts that have such a number at all.
 */
import type { Json } from "../../core/node.ts";
import { Float } from "../../jinja/value.ts";
import type { Yaml } from "../yaml.ts";

const written = /(?:^|[\s:,[{-])[-+]?[\d_]+\.[\d_]*/;

/**
 * The value at `path` of a YAML text, with a `Float` for each float whose value is integral.
 *
 * A `Float` is no `Json`; it writes itself as one.
 */
export function withFloats(yaml: Yaml, text: string, path: readonly (string | number)[]): Json {
  let value: Json | undefined = yaml.value;
  for (const step of path) value = (value as Record<string | number, Json> | null)?.[step];
  if (!written.test(text)) return value ?? null;
  const lines = text.split("\n");
  return converted(value ?? null, path, ({ line, column, length = 1 }) => {
    const source = (lines[line - 1] ?? "").slice(column - 1, column - 1 + length);
    return /^[-+]?[\d_]*[.eE]/.test(source);
  });

  function converted(
    part: Json,
    place: readonly (string | number)[],
    isFloat: (at: ReturnType<Yaml["locate"]>) => boolean,
  ): Json {
    if (typeof part === "number" && Number.isInteger(part)) {
      if (!isFloat(yaml.locate(place, "value"))) return part;
      return new Float(part) as unknown as Json;
    }
    if (Array.isArray(part)) {
      return part.map((item, index) => converted(item, [...place, index], isFloat));
    }
    if (typeof part !== "object" || part === null) return part;
    return Object.fromEntries(
      Object.entries(part).map(([key, item]) => [key, converted(item, [...place, key], isFloat)]),
    );
  }
}
