import { test } from "vitest";
import type { JsonObject } from "../../src/core/node.ts";
import { buildsTheSame } from "./reference.ts";

/** A model names its features as the warehouse stores them, which is in upper case; so does its version. */
const named = {
  customer_scores: ["model_version"],
  fit_churn_60d: ["name", "model_version"],
  fit_propensity_60d: ["name", "model_version"],
  mon_score_drift: ["feature"],
  mon_score_quality: ["model_version"],
};

test("the reference project has the same rows as in DuckDB", () => {
  const profiles = JSON.parse(process.env["PTX_TEST_PROFILES"] ?? "{}") as Record<
    string,
    JsonObject
  >;
  return buildsTheSame({ ...profiles["snowflake"], schema: "REFERENCE" }, [], named);
}, 300_000);
