/**
 * Types of the columns of a CSV file, inferred by one scan in DuckDB.
 *
 * The rules are those that dbt's seeds have: the first of number, date, timestamp and boolean that
 * fits all values of a column, else text. A number without a fraction (`1.0` has none) is an
 * INTEGER, a column without values too. Where that type could not hold the values, the next one
 * that can is taken: BIGINT for large integers, text for `$5`.
 */
import type { Session, SqlValue } from "../../core/adapter.ts";
import { quoteIdentifier } from "../../sql/quote.ts";
import { dialect } from "./dialect.ts";

export interface SeedColumn {
  readonly name: string;
  readonly type: string;
  /** Some values need trimming, or say `null`: they must be cleaned before they are cast. */
  readonly clean: boolean;
}

const patterns = {
  date: "\\d{4}-\\d{1,2}-\\d{1,2}",
  timestamp: "\\d{4}-\\d{1,2}-\\d{1,2} \\d{1,2}:\\d{1,2}:\\d{1,2}",
  iso: "\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}.*",
  /** Digits, and a fraction of zeros at most. */
  whole: "[+-]?[0-9_]*\\.?0*",
} as const;

/** One row of facts: eight for each column. */
const facts = ["number", "whole", "int32", "int64", "date", "stamp", "boolean", "clean"] as const;
type Fact = (typeof facts)[number];

/**
 * @param source The file as a table expression whose columns are all VARCHAR.
 * @param wanted Types the user gave, by name in lower case; they win.
 */
export async function inferColumns(
  session: Session,
  source: string,
  names: readonly string[],
  wanted: ReadonlyMap<string, string>,
): Promise<SeedColumn[]> {
  const given = (name: string) => wanted.get(name.toLowerCase());
  const { rows } = await session.query(
    `select ${names.map((name) => factsOf(quoteIdentifier(name, dialect))).join(",\n")}\nfrom ${source}`,
  );
  const row = rows[0] ?? [];
  return names.map((name, i) => {
    const has = readFacts(row.slice(i * facts.length, (i + 1) * facts.length));
    const type = given(name) ?? typeOf(has);
    return { name, type, clean: has("clean") && !/CHAR|TEXT|STRING/i.test(type) };
  });
}

/** Without values there is nothing to say no: every type fits, and nothing needs cleaning. */
function readFacts(row: readonly SqlValue[]): (fact: Fact) => boolean {
  return (fact) => {
    const value = row[facts.indexOf(fact)];
    return typeof value === "boolean" ? value : fact !== "clean";
  };
}

function typeOf(has: (fact: Fact) => boolean): string {
  if (has("number")) {
    if (has("whole") && has("int32")) return "INTEGER";
    return has("whole") && has("int64") ? "BIGINT" : "DOUBLE";
  }
  if (has("date")) return "DATE";
  if (has("stamp")) return "TIMESTAMP";
  return has("boolean") ? "BOOLEAN" : "VARCHAR";
}

function factsOf(column: string): string {
  const text = `trim(${column}, ' \t\n\r')`;
  const value = `nullif(nullif(${text}, ''), case when lower(${text}) = 'null' then ${text} end)`;
  const fits = (pattern: string) => `regexp_full_match(${value}, '${pattern}')`;
  const number = `try_cast(${value} as double)`;
  /** Holds of every value there is. */
  const all = (test: string) => `bool_and(case when ${value} is not null then ${test} end)`;
  const castable = (type: string) => `try_cast(${value} as ${type}) is not null`;
  const boolean = `lower(${value}) in ('true', 'false')`;
  const expressions: Record<Fact, string> = {
    number: all(castable("double")),
    whole: all(
      `${fits(patterns.whole)} or (contains(lower(${value}), 'e') and ${number} = trunc(${number}))`,
    ),
    int32: all(castable("integer")),
    int64: all(castable("bigint")),
    date: all(`${fits(patterns.date)} and ${castable("date")}`),
    stamp: `(${[patterns.timestamp, patterns.iso].map((pattern) => all(`${fits(pattern)} and ${castable("timestamp")}`)).join(" or ")})`,
    boolean: all(boolean),
    clean: `bool_or(${column} is not null and (${value} is null or (${value} <> ${column} and ${boolean})))`,
  };
  return facts.map((fact) => expressions[fact]).join(", ");
}
