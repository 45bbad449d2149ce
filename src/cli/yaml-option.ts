/** Options whose values are YAML. */
import { PtxError } from "../core/error.ts";
import type { Json, JsonObject } from "../core/node.ts";
import { withFloats } from "../project/yaml/floats.ts";
import { parseYaml } from "../project/yaml.ts";

/** A YAML mapping given on the command line. @throws PtxError PTX9001 when it is none. */
export function yamlOption(text: string | undefined, name: string): JsonObject {
  if (text === undefined || text.trim() === "") return {};
  const hint = `Write it as YAML in quotes: ${name} '{key: value}'.`;
  let value: Json;
  try {
    value = withFloats(parseYaml(text, name), []);
  } catch (error) {
    throw new PtxError("PTX9001", `${name} is not YAML: ${text}`, { hint, cause: error });
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new PtxError("PTX9001", `${name} takes names with values, not: ${text}`, { hint });
  }
  return value;
}
