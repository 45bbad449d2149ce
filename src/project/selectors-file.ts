/** Reads `selectors.yml`; what the definitions mean is `graph`'s business. */
import type { Files } from "../core/files.ts";
import type { SelectorDefinition } from "../core/manifest.ts";
import type { Project } from "../core/project.ts";
import type { Findings } from "./findings.ts";
import { isObject, listOf } from "./json.ts";
import { validate } from "./schema.ts";
import { parseYaml } from "./yaml.ts";

/** The selectors of the root project by name; empty when there is no file. */
export function readSelectors(
  files: Files,
  { root }: Project,
  findings: Findings,
): Map<string, SelectorDefinition> {
  const selectors = new Map<string, SelectorDefinition>();
  const text = files.readText(`${root.root}/selectors.yml`);
  if (text === undefined) return selectors;
  const yaml = findings.attempt(() => parseYaml(text, "selectors.yml"));
  if (yaml === undefined || !isObject(yaml.value)) return selectors;
  findings.add(...validate("selectors", yaml, "selectors.yml"));
  listOf(yaml.value["selectors"]).forEach((entry) => {
    if (!isObject(entry) || typeof entry["name"] !== "string") return;
    selectors.set(entry["name"], {
      name: entry["name"],
      description: typeof entry["description"] === "string" ? entry["description"] : "",
      default: entry["default"] === true,
      definition: entry["definition"],
    });
  });
  findings.stopOnErrors();
  return selectors;
}
