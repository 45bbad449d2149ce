import { describe, expect, test } from "vitest";
import { PtxError } from "../core/error.ts";
import { warnErrorOptions } from "./warnings.ts";

describe("names in --warn-error-options", () => {
  test.each([
    { silence: ["TestsConfigDeprecation", "MissingArgumentsPropertyInGenericTestDeprecation"] },
    { error: ["ConstraintNotEnforced"], warn: ["PTX1216"] },
    { error: "all", silence: ["Deprecations"] },
  ])("%j is taken: dbt has these warnings, whether ptx gives them or not", (given) => {
    expect(warnErrorOptions({ warnErrorOptions: JSON.stringify(given) })).toEqual(given);
  });

  test("a name that neither has is an error with the nearest one", () => {
    const given = JSON.stringify({ silence: ["TestConfigDeprecation"] });
    expect(() => warnErrorOptions({ warnErrorOptions: given })).toThrow(PtxError);
    expect(() => warnErrorOptions({ warnErrorOptions: given })).toThrow(/TestConfigDeprecation/);
  });
});
