/** `flags:` of the project file: the weakest choice of an option, after command line and environment. */
import { diagnosticsOf } from "../core/error.ts";
import type { Json } from "../core/node.ts";
import { readProjectFile } from "../project/project-file.ts";
import type { Options } from "./command.ts";
import type { Environment } from "./environment.ts";
import { projectRoot } from "./workspace.ts";

const camel = (name: string): string =>
  name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());

function flagsOf(environment: Environment, options: Options): Record<string, Json> {
  try {
    const { value } = readProjectFile(environment.files, projectRoot(environment, options));
    const flags = value["flags"];
    return typeof flags === "object" && flags !== null && !Array.isArray(flags) ? flags : {};
  } catch (error) {
    // Whoever needs the project reports what is wrong with its file, with all the rest.
    if (diagnosticsOf(error)) return {};
    throw error;
  }
}

/** Options with the project's flags where neither command line nor environment says anything. */
export function withProjectFlags(environment: Environment, options: Options): Options {
  const filled: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(flagsOf(environment, options))) {
    if (value !== null)
      filled[camel(name)] = ["boolean", "object"].includes(typeof value) ? value : String(value);
  }
  return { ...filled, ...options };
}
