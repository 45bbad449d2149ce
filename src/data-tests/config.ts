/** The config of a data test, with dbt's defaults. */
import { PtxError } from "../core/error.ts";
import type { JsonObject } from "../core/node.ts";

export interface TestConfig {
  readonly severity: "error" | "warn";
  /** Expression over the failing rows whose value is the number of failures. */
  readonly failCalc: string;
  readonly warnIf: string;
  readonly errorIf: string;
  readonly limit: number | undefined;
  /** Statements that must run before the test, in the same session. */
  readonly sqlHeader: string | undefined;
}

/** @throws PtxError PTX4201 for a severity that does not exist. */
export function readTestConfig(config: JsonObject): TestConfig {
  const severity = String(config["severity"] ?? "error").toLowerCase();
  if (severity !== "error" && severity !== "warn") {
    throw new PtxError("PTX4201", `\`severity\` of a data test is '${severity}'`, {
      hint: "Set `severity` to error or warn.",
    });
  }
  const text = (key: string, byDefault: string): string => {
    const value = config[key];
    return value === undefined || value === null ? byDefault : String(value);
  };
  const { limit, sql_header } = config;
  return {
    severity,
    failCalc: text("fail_calc", "count(*)"),
    warnIf: text("warn_if", "!= 0"),
    errorIf: text("error_if", "!= 0"),
    limit: limit === undefined || limit === null ? undefined : Number(limit),
    sqlHeader: typeof sql_header === "string" ? sql_header : undefined,
  };
}

/**
 * Where the failing rows of a test are kept. `store_failures_as` wins over `store_failures`, and
 * both win over the flag.
 *
 * @param flag `--store-failures`.
 * @throws PtxError PTX4201 for a kind that does not exist.
 */
export function storedAs(config: JsonObject, flag: boolean): "table" | "view" | undefined {
  const { store_failures: store, store_failures_as: kind } = config;
  if (kind === undefined || kind === null) return (store ?? flag) === true ? "table" : undefined;
  if (kind === "table" || kind === "view") return kind;
  if (kind === "ephemeral") return undefined;
  throw new PtxError(
    "PTX4201",
    `'${String(kind)}' is not a valid value for \`store_failures_as\`. Accepted values are: ['ephemeral', 'table', 'view']`,
    { hint: "Set `store_failures_as` to table, view or ephemeral." },
  );
}
