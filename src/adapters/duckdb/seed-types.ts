/**
 * Types of the columns of a CSV file, inferred by one scan in DuckDB.
 *
 * The rules are those that dbt's seeds have: the first of number, date, timestamp and boolean that
 * fits all values of a column, else text. A number without a fraction (`1.0` has none) is an
 * INTEGER, a column without values too. Where that type could not hold the values, the next one
 * that can is taken: BIGINT for large integers, text for `$5`.
 */
import type { Session } from "../../core/adapter.ts";
import { duckdb as dialect } from "../../sql/dialects/duckdb.ts";
import { quoteIdentifier } from "../../sql/quote.ts";

export interface SeedColumn {
  readonly name: string;
  readonly type: string;
  /** Some values need trimming, or say `null`: they must be cleaned before they are cast. */
  readonly clean: boolean;
}

/** Kinds of values, as bits: a column is the set of its values' kinds. */
const kinds = {
  int32: 1,
  int64: 2,
  number: 4,
  date: 8,
  /** `2026-01-31 10:20:30`. */
  timestamp: 16,
  /** `2026-01-31T10:20:30Z`; not to be mixed with the form above. */
  iso: 32,
  boolean: 64,
  text: 128,
  /** Beside another kind: spaces around, or the word `null`. */
  unclean: 256,
} as const;

/** The first type that holds all kinds of a column. */
const types: readonly (readonly [number, string])[] = [
  [kinds.int32, "INTEGER"],
  [kinds.int32 | kinds.int64, "BIGINT"],
  [kinds.int32 | kinds.int64 | kinds.number, "DOUBLE"],
  [kinds.date, "DATE"],
  [kinds.timestamp, "TIMESTAMP"],
  [kinds.iso, "TIMESTAMP"],
  [kinds.boolean, "BOOLEAN"],
];

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
  const typeOf = (name: string) => wanted.get(name.toLowerCase());
  // A column that is to be text is taken as it stands: looking at its values would change nothing.
  const open = names.filter((name) => !isText(typeOf(name) ?? ""));
  const kindsOf = new Map<string, number>();
  if (open.length > 0) {
    const sets = open.map((name) => `bit_or(${kindOf(quoteIdentifier(name, dialect))})`);
    const { rows } = await session.query(`select ${sets.join(",\n")}\nfrom ${source}`);
    open.forEach((name, i) => {
      kindsOf.set(name, Number(rows[0]?.[i] ?? 0));
    });
  }
  return names.map((name) => {
    const found = kindsOf.get(name) ?? 0;
    const values = found & ~kinds.unclean;
    const inferred = types.find(([holds]) => (values & ~holds) === 0)?.[1] ?? "VARCHAR";
    const type = typeOf(name) ?? inferred;
    const unclean = (found & kinds.unclean) !== 0;
    return { name, type, clean: unclean && !isText(type) };
  });
}

const isText = (type: string): boolean => /CHAR|TEXT|STRING/i.test(type);

/** The kind of one value; null for null. Cheap checks come first, and most values end there. */
function kindOf(column: string): string {
  const value = `trim(${column}, ' \t\n\r')`;
  const castable = (type: string) => `try_cast(${value} as ${type}) is not null`;
  const matches = (pattern: string) => `regexp_full_match(${value}, '${pattern}')`;
  const whole = (type: string) => `when ${castable(type)} then`;
  return `case
  when ${column} is null or ${value} = '' then null
  when ${matches("[+-]?[0-9_]*\\.?0*")} then case ${whole("integer")} ${kinds.int32} ${whole("bigint")} ${kinds.int64} ${whole("double")} ${kinds.number} else ${kinds.text} end
  when ${castable("double")} then case
    when not contains(lower(${value}), 'e') or try_cast(${value} as double) <> trunc(try_cast(${value} as double)) then ${kinds.number}
    ${whole("integer")} ${kinds.int32} ${whole("bigint")} ${kinds.int64} else ${kinds.number} end
  when ${value}[5] = '-' then case
    when ${matches("\\d{4}-\\d{1,2}-\\d{1,2}")} and ${castable("date")} then ${kinds.date}
    when ${matches("\\d{4}-\\d{1,2}-\\d{1,2} \\d{1,2}:\\d{1,2}:\\d{1,2}")} and ${castable("timestamp")} then ${kinds.timestamp}
    when ${matches("\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}.*")} and ${castable("timestamp")} then ${kinds.iso}
    else ${kinds.text} end
  when length(${value}) > 5 then ${kinds.text}
  when lower(${value}) = 'null' then ${kinds.unclean}
  when lower(${value}) in ('true', 'false') then case when ${value} = ${column} then ${kinds.boolean} else ${kinds.boolean | kinds.unclean} end
  else ${kinds.text} end`;
}
