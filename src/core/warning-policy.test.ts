import { expect, test } from "vitest";
import type { JsonObject } from "./node.ts";
import { testWarning, warningLevel, warningPolicyOf } from "./warning-policy.ts";

const level = (args: JsonObject, warning: Parameters<typeof warningLevel>[1]) =>
  warningLevel(warningPolicyOf(args), warning);

test.each<[JsonObject, Parameters<typeof warningLevel>[1], string]>([
  [{}, "PTX1216", "warning"],
  [{ warn_error: true }, "PTX1216", "error"],
  [{ warn_error: true }, testWarning, "error"],
  [{ warn_error_options: { error: "all" } }, "PTX1216", "error"],
  [{ warn_error_options: { error: ["PTX1216"] } }, "PTX1216", "error"],
  [{ warn_error_options: { error: ["PTX1216"] } }, "PTX2109", "warning"],
  [{ warn_error_options: { error: "*", warn: ["PTX1216"] } }, "PTX1216", "warning"],
  [{ warn_error_options: { include: "all", exclude: ["PTX1216"] } }, "PTX1216", "warning"],
  [{ warn_error_options: { silence: ["PTX1216"] } }, "PTX1216", "silent"],
  [{ warn_error: true, warn_error_options: { silence: ["PTX1216"] } }, "PTX1216", "silent"],
  // dbt's names mean the same.
  [{ warn_error_options: { error: ["NoNodesForSelectionCriteria"] } }, "PTX2109", "error"],
  [{ warn_error_options: { error: ["NodeNotFoundOrDisabled"] } }, "PTX1202", "error"],
  [{ warn_error_options: { error: ["LogTestResult"] } }, testWarning, "error"],
])("%j: %s is %s", (args, warning, expected) => {
  expect(level(args, warning)).toBe(expected);
});
