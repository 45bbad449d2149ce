/** Pieces of SQL that all methods write: the same on every warehouse. */
import type { Dialect, Staging } from "../../core/dialect.ts";
import { quoteIdentifier } from "../../sql/quote.ts";
import type { Answer, MaterializationInput, Plan, Step } from "../materialization.ts";
import { sql } from "../steps.ts";

/** 64-bit floating point. */
export const double = ({ templates }: Dialect): string =>
  templates.types["FLOAT"] ?? "double precision";

/** A number as a literal that every warehouse reads as floating point, to its last bit. */
export const float = (value: number): string => {
  const text = value.toExponential();
  return value < 0 ? `(${text})` : text;
};

export const named = (column: string, dialect: Dialect): string => quoteIdentifier(column, dialect);

/** Stores a select in a temporary table of the session. */
export function* stored(
  suffix: string,
  select: string,
  input: MaterializationInput,
  own = false,
): Generator<Step, Staging, Answer> {
  const { config, dialect, target } = input;
  const staging = dialect.ddl.staging(target, `__ptx_${suffix}`, config);
  const header = own && typeof config["sql_header"] === "string" ? `${config["sql_header"]}\n` : "";
  const head = `${header}${staging.head}`;
  const at = own ? { selectAt: head.length } : {};
  yield { kind: "sql", sql: `${head}${select}${staging.tail}`, main: false, ...at };
  return staging;
}

export function* dropped(...tables: readonly (Staging | undefined)[]): Plan {
  for (const table of tables) if (table?.drop !== undefined) yield sql(table.drop);
}

/**
 * A number from 0 to 65535 that the key decides: its hash's first four digits. `mod(ascii, 39)` takes
 * 0-9 and a-f to 9-24.
 */
export function bucket(keyExpression: string, seed: string, dialect: Dialect): string {
  const parts = seed === "" ? [keyExpression] : [keyExpression, `'${seed.replaceAll("'", "''")}'`];
  const hash = dialect.snapshots.hash(parts);
  const digits = [1, 2, 3, 4].map((at) => `(mod(ascii(substr(${hash}, ${at}, 1)), 39) - 9)`);
  return digits.reduce((sum, digit) => `(${sum} * 16 + ${digit})`);
}

export const buckets = 65_536;

/** `1 / (1 + exp(-x))`, with x kept where exp stays within its bounds. */
export const sigmoid = (x: string): string =>
  `(1.0 / (1.0 + exp(-least(greatest(${x}, -35.0), 35.0))))`;
