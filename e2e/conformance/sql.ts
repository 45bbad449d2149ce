/** Pieces of SQL that the behaviours need in the words of each warehouse. */
import type { WarehouseName } from "./behaviour.ts";

export interface Words {
  /** Types, as `config` and contracts name them. */
  readonly text: string;
  readonly integer: string;
  readonly decimal: string;
  readonly timestamp: string;
  /** A select of the integers `i` from 1 to `count`. */
  series(count: number): string;
  /** An integer expression of a column `i` that binds, and fails when it is computed. */
  readonly failing: string;
  /** A select that takes some 30 seconds, unless it is stopped. */
  readonly endless: string;
  readonly quote: '"' | "`";
  /** How names without quotes are stored. */
  fold(name: string): string;
  readonly longestName: number;
}

const same = (name: string) => name;

export const words: Readonly<Record<WarehouseName, Words>> = {
  duckdb: {
    text: "varchar",
    integer: "integer",
    decimal: "decimal(10,2)",
    timestamp: "timestamp",
    series: (count) => `select cast(range as integer) + 1 as i from range(${count})`,
    failing: "cast('no' || i as integer)",
    endless: "select sum(a.range * b.range % 7) as n from range(100000000) a, range(1000) b",
    quote: '"',
    fold: same,
    longestName: 200,
  },
  postgres: {
    text: "text",
    integer: "integer",
    decimal: "numeric(10,2)",
    timestamp: "timestamp",
    series: (count) => `select i from generate_series(1, ${count}) as s(i)`,
    failing: "cast('no' || i as integer)",
    endless: "select 1 as n from pg_sleep(30)",
    quote: '"',
    fold: (name) => name.toLowerCase(),
    longestName: 63,
  },
  snowflake: {
    text: "varchar",
    integer: "integer",
    decimal: "number(10,2)",
    timestamp: "timestamp_ntz",
    series: (count) =>
      `select row_number() over (order by 1) as i from table(generator(rowcount => ${count}))`,
    failing: "cast('no' || i as integer)",
    endless:
      "select count(*) as n from table(generator(rowcount => 10000000)) a cross join table(generator(rowcount => 100000)) b",
    quote: '"',
    fold: (name) => name.toUpperCase(),
    longestName: 255,
  },
  bigquery: {
    text: "string",
    integer: "int64",
    decimal: "numeric(10,2)",
    timestamp: "timestamp",
    series: (count) => `select i from unnest(generate_array(1, ${count})) as i`,
    failing: "cast(concat('no', cast(i as string)) as int64)",
    endless:
      "select count(*) as n from unnest(generate_array(1, 1000000)) a, unnest(generate_array(1, 1000000)) b",
    quote: "`",
    fold: same,
    longestName: 1024,
  },
};
