/** `fit:` of a model: which method learns what from which columns. */
import { PtxError } from "../../core/error.ts";
import type { Json, JsonObject } from "../../core/node.ts";
import { suggest } from "../../core/suggest.ts";
import { textsOf } from "../steps.ts";

/** What every method takes. */
export interface FitSettings {
  readonly method: Method;
  /** Column that names a row: decides its fold, so that another run sets the same rows aside. */
  readonly key: string | undefined;
  readonly seed: string;
  /** 0: none. */
  readonly folds: number;
  /** Share of rows; 0: none. */
  readonly holdout: number;
  readonly target: string;
  /** Empty: all columns that are neither target nor key. */
  readonly features: readonly string[];
  readonly exclude: readonly string[];
  readonly maxLevels: number;
  readonly metrics: boolean;
  readonly reference: boolean;
  readonly calibration: "none" | "platt" | "isotonic";
  readonly trainedAt: string | undefined;
  readonly keepVersions: number;
  /** What the method itself takes, checked. */
  readonly own: Readonly<Record<string, number | boolean | string | undefined>>;
}

export const methods = ["logistic", "gradient_boosting", "bg_nbd", "gamma_gamma"] as const;
export type Method = (typeof methods)[number];

interface Rule {
  readonly kind: "number" | "whole" | "boolean" | "text";
  readonly fallback: number | boolean | string | undefined;
  readonly least?: number;
  readonly required?: boolean;
}

const number = (fallback: number | undefined, least: number): Rule => ({
  kind: "number",
  fallback,
  least,
});
const whole = (fallback: number | undefined, least: number): Rule => ({
  kind: "whole",
  fallback,
  least,
});
const column: Rule = { kind: "text", fallback: undefined, required: true };

const ownRules: Readonly<Record<Method, Readonly<Record<string, Rule>>>> = {
  logistic: {
    l2: number(0, 0),
    standardize: { kind: "boolean", fallback: true },
    max_iterations: whole(50, 1),
  },
  gradient_boosting: {
    learning_rate: number(0.1, 1e-6),
    max_iter: whole(100, 1),
    max_leaf_nodes: whole(31, 2),
    max_depth: whole(undefined, 1),
    min_samples_leaf: whole(20, 1),
    l2: number(0, 0),
    max_bins: whole(255, 2),
  },
  bg_nbd: { frequency: column, recency: column, age: column, penalizer: number(0, 0) },
  gamma_gamma: { frequency: column, monetary: column, penalizer: number(0, 0) },
};

const learners: ReadonlySet<Method> = new Set(["logistic", "gradient_boosting"]);
export const learnsOutcomes = (method: Method): boolean => learners.has(method);

const commonKeys = ["method", "trained_at", "keep_versions"];
const learnerKeys = [
  "key",
  "seed",
  "folds",
  "holdout",
  "target",
  "features",
  "exclude",
  "max_levels",
  "metrics",
  "reference",
  "calibration",
];

function wrong(message: string, hint: string): PtxError {
  return new PtxError("PTX4112", message, { hint });
}

function checked(name: string, value: Json | undefined, rule: Rule) {
  if (value === undefined || value === null) {
    if (!rule.required) return rule.fallback;
    throw wrong(
      `\`fit\` needs \`${name}\``,
      `Set ${name} to the column of the select that holds it.`,
    );
  }
  const { kind, least = Number.NEGATIVE_INFINITY } = rule;
  if (kind === "text" && typeof value === "string") return value;
  if (kind === "boolean" && typeof value === "boolean") return value;
  const isNumber = (kind === "number" || kind === "whole") && typeof value === "number";
  if (isNumber && value >= least && (kind === "number" || Number.isInteger(value))) return value;
  const wanted = {
    text: "a text",
    boolean: "true or false",
    number: "a number",
    whole: "a whole number",
  };
  const bound = kind === "number" || kind === "whole" ? `, ${least} or more` : "";
  throw wrong(
    `\`${name}\` of \`fit\` is ${JSON.stringify(value)}`,
    `Set it to ${wanted[kind]}${bound}.`,
  );
}

function methodOf(settings: JsonObject): Method {
  const found = methods.find((name) => name === settings["method"]);
  if (found) return found;
  const said = settings["method"];
  throw wrong(
    said === undefined ? "`fit` needs a `method`" : `there is no method ${JSON.stringify(said)}`,
    `Set it to one of: ${methods.join(", ")}.`,
  );
}

/** An unknown key would be a setting that silently does nothing. */
function assertKnown(settings: JsonObject, known: readonly string[]): void {
  for (const key of Object.keys(settings)) {
    if (known.includes(key)) continue;
    const close = suggest(key, known);
    throw wrong(
      `\`fit\` has no setting \`${key}\` for this method`,
      close ? `Did you mean ${close}?` : `It takes: ${known.join(", ")}.`,
    );
  }
}

function calibrationOf(value: Json | undefined): FitSettings["calibration"] {
  if (value === undefined || value === null || value === "none") return "none";
  if (value === "platt" || value === "isotonic") return value;
  throw wrong(
    `\`calibration\` of \`fit\` is ${JSON.stringify(value)}`,
    "Set it to platt, isotonic or none.",
  );
}

function validation(settings: JsonObject, key: string | undefined) {
  const folds = Number(checked("folds", settings["folds"], whole(0, 0)));
  const fallback = key !== undefined && folds === 0 ? 0.2 : 0;
  const holdout = Number(checked("holdout", settings["holdout"], number(fallback, 0)));
  if (folds === 1 || holdout >= 1 || (folds > 0 && holdout > 0)) {
    throw wrong(
      `\`folds\` is ${folds} and \`holdout\` ${holdout}`,
      "Set folds to 2 or more, or holdout to a share below 1; not both.",
    );
  }
  if (key === undefined && (folds > 0 || holdout > 0)) {
    throw wrong(
      "folds and holdout need a `key`",
      "Name the column that identifies a row of the select.",
    );
  }
  return { folds, holdout };
}

/** @throws PtxError PTX4112 for settings that cannot work. */
export function fitSettings(config: JsonObject): FitSettings {
  const { fit } = config;
  if (fit === null || typeof fit !== "object" || Array.isArray(fit)) {
    throw wrong(
      "a fit model needs `fit`",
      "Set fit={'method': 'logistic', 'target': '…', 'key': '…'}.",
    );
  }
  const method = methodOf(fit);
  const rules = ownRules[method];
  const learns = learnsOutcomes(method);
  assertKnown(fit, [...commonKeys, ...(learns ? learnerKeys : []), ...Object.keys(rules)]);
  const text = (name: string, required = false) => {
    const value = checked(name, fit[name], { kind: "text", fallback: undefined, required });
    return typeof value === "string" ? value : undefined;
  };
  const key = text("key");
  const calibration = calibrationOf(fit["calibration"]);
  const { folds, holdout } = learns ? validation(fit, key) : { folds: 0, holdout: 0 };
  if (calibration !== "none" && folds === 0 && holdout === 0) {
    throw wrong(
      "calibration needs rows that were not trained on",
      "Set key, and folds or holdout.",
    );
  }
  const own = Object.entries(rules).map(([name, rule]) => [name, checked(name, fit[name], rule)]);
  const truth = (name: string) =>
    checked(name, fit[name], { kind: "boolean", fallback: true }) === true;
  return {
    method,
    key,
    seed: String(fit["seed"] ?? ""),
    folds,
    holdout,
    target: text("target", learns) ?? "",
    features: textsOf(fit["features"]),
    exclude: textsOf(fit["exclude"]),
    maxLevels: Number(checked("max_levels", fit["max_levels"], whole(30, 1))),
    metrics: truth("metrics"),
    reference: truth("reference"),
    calibration,
    trainedAt: text("trained_at"),
    keepVersions: Number(checked("keep_versions", fit["keep_versions"], whole(10, 1))),
    own: Object.fromEntries(own),
  };
}
