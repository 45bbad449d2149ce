/** The config of an iterative model. */
import type { Staging } from "../core/dialect.ts";
import { PtxError } from "../core/error.ts";
import type { JsonObject } from "../core/node.ts";
import { textsOf } from "./steps.ts";

export interface IterativeSettings {
  /** Steps after the first one. */
  readonly maxIterations: number;
  /** What happens where rows still change then. */
  readonly atBound: "error" | "warn";
  /** Columns that say whether a row has changed; all where it is empty. */
  readonly compare: readonly string[];
}

/** Where the steps have led. */
export interface IterativeState {
  readonly staging: Staging;
  /** Rows that each step changed; the first one makes all of them. */
  readonly changes: readonly number[];
  readonly rows: number;
  readonly settled: boolean;
}

/** @throws PtxError PTX4111 for settings that cannot work. */
export function iterativeSettings(config: JsonObject): IterativeSettings {
  const { max_iterations: bound = 100, on_max_iterations: atBound = "error" } = config;
  if (typeof bound !== "number" || !Number.isInteger(bound) || bound < 1) {
    throw new PtxError("PTX4111", `\`max_iterations\` is ${JSON.stringify(bound)}`, {
      hint: "Set it to a whole number of steps, 1 or more.",
    });
  }
  if (atBound !== "error" && atBound !== "warn") {
    throw new PtxError("PTX4111", `\`on_max_iterations\` is ${JSON.stringify(atBound)}`, {
      hint: "Set it to error or warn.",
    });
  }
  return { maxIterations: bound, atBound, compare: textsOf(config["compare_columns"]) };
}
