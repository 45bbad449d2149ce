/** What templates see of a warehouse type: how it names things, and whose macros it inherits. Data only. */
import { dialectOf } from "../sql/dialects.ts";

export interface Policy {
  readonly database: boolean;
  readonly schema: boolean;
  readonly identifier: boolean;
}

export interface Warehouse {
  readonly type: string;
  readonly quoteCharacter: string;
  /** Which parts of a name are quoted unless a project says otherwise. */
  readonly quoting: Policy;
  /** Prefixes that `adapter.dispatch` tries, in order. */
  readonly prefixes: readonly string[];
  /** Materializations that dbt's adapter makes for this warehouse only. */
  readonly ownMaterializations: ReadonlySet<string>;
  /** A subquery in `from` must have an alias. */
  readonly subqueryAlias: boolean;
  /** Names of types that differ from the ones dbt uses everywhere, by upper-case name. */
  readonly types: Readonly<Record<string, string>>;
  /** Lower-case type names of each kind, for `Column.is_integer()` and its kin. */
  readonly integers: ReadonlySet<string>;
  readonly floats: ReadonlySet<string>;
  readonly numerics: ReadonlySet<string>;
  readonly strings: ReadonlySet<string>;
}

const words = (text: string): ReadonlySet<string> => new Set(text.split(", "));

const standard = {
  quoting: { database: true, schema: true, identifier: true },
  ownMaterializations: new Set<string>(),
  subqueryAlias: true,
  types: { STRING: "TEXT" },
  integers: words(
    "smallint, integer, bigint, smallserial, serial, bigserial, int2, int4, int8, serial2, serial4, serial8",
  ),
  floats: words("real, float4, float, double precision, float8, double"),
  numerics: words("numeric, decimal"),
  strings: words("text, character varying, character, varchar"),
};

const warehouses: Readonly<Record<string, Partial<Warehouse>>> = {
  duckdb: {
    ownMaterializations: words("table, incremental"),
    subqueryAlias: false,
    integers: words(
      "tinyint, smallint, integer, bigint, hugeint, utinyint, usmallint, uinteger, ubigint, int1, int2, int4, int8, short, int, signed, long",
    ),
    floats: words("real, float, float4, float8, double"),
  },
  redshift: { prefixes: ["redshift", "postgres", "default"] },
  snowflake: {
    ownMaterializations: words("table, view, incremental"),
    quoting: { database: false, schema: false, identifier: false },
    integers: words("int, integer, bigint, smallint, tinyint, byteint, numeric, number"),
    numerics: words("int, integer, bigint, smallint, tinyint, byteint, numeric, decimal, number"),
    strings: words("text, character varying, character, varchar, string"),
  },
  bigquery: {
    ownMaterializations: words("table, view, incremental"),
    types: {
      STRING: "STRING",
      TIMESTAMP: "TIMESTAMP",
      FLOAT: "FLOAT64",
      INTEGER: "INT64",
      BOOLEAN: "BOOLEAN",
      RECORD: "RECORD",
    },
    integers: words("int64"),
    floats: words("float64"),
    numerics: words("numeric"),
    strings: words("string"),
  },
};

const known = new Map<string, Warehouse>();

/** What is known of an adapter type; for an unknown one what the SQL standard says. */
export function warehouseOf(type: string): Warehouse {
  let found = known.get(type);
  if (found === undefined) {
    const { quoteCharacter } = dialectOf(type);
    found = { type, quoteCharacter, prefixes: [type, "default"], ...standard, ...warehouses[type] };
    known.set(type, found);
  }
  return found;
}
