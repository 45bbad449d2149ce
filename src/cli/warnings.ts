/** What the options say of warnings. */
import { codes } from "../core/codes.ts";
import { type Diagnostic, PtxError, PtxErrors } from "../core/error.ts";
import type { JsonObject } from "../core/node.ts";
import { suggest } from "../core/suggest.ts";
import {
  type WarningPolicy,
  warningLevel,
  warningNames,
  warningPolicyOf,
} from "../core/warning-policy.ts";
import { flagOption, type Options } from "./command.ts";
import { yamlOption } from "./yaml-option.ts";

const lists = ["error", "warn", "silence", "include", "exclude"];
const option = "--warn-error-options";

function checkNames(given: JsonObject): void {
  for (const [list, value] of Object.entries(given)) {
    if (!lists.includes(list)) {
      throw new PtxError("PTX9013", `${option} has no list named '${list}'`, {
        hint: "The lists are error, warn and silence.",
      });
    }
    for (const name of [value ?? []].flat().map(String)) {
      const known = [...warningNames, ...Object.keys(codes)];
      if (["all", "*", "Deprecations"].includes(name) || known.includes(name)) continue;
      const near = suggest(name, known);
      throw new PtxError("PTX9013", `${option}: there is no warning named '${name}'`, {
        hint: near
          ? `Did you mean ${near}?`
          : "Name a warning by its code, such as PTX1216, or write all.",
      });
    }
  }
}

/** `warn_error_options` as a mapping. @throws PtxError PTX9001, PTX9013 */
export function warnErrorOptions(options: Options): JsonObject {
  const given = options["warnErrorOptions"];
  const parsed =
    typeof given === "object" && given !== null
      ? (given as JsonObject)
      : yamlOption(typeof given === "string" ? given : undefined, option);
  checkNames(parsed);
  return parsed;
}

const policyOf = (options: Options): WarningPolicy =>
  warningPolicyOf({
    warn_error: flagOption(options, "warnError"),
    warn_error_options: warnErrorOptions(options),
  });

/**
 * The warnings to show.
 * @throws PtxErrors with those that count as errors.
 */
export function toldWarnings(
  found: readonly Diagnostic[],
  options: Options,
): readonly Diagnostic[] {
  if (found.length === 0) return found;
  const policy = policyOf(options);
  const errors = found.filter(({ code }) => warningLevel(policy, code) === "error");
  if (errors.length > 0) {
    throw new PtxErrors(errors.map((one) => ({ ...one, severity: "error" })));
  }
  return found.filter(({ code }) => warningLevel(policy, code) !== "silent");
}
