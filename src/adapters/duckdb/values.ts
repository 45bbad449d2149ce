/** DuckDB's values as `SqlValue`: exact, and plain enough to be compared, printed and sent on. */
import type {
  DuckDBArrayValue,
  DuckDBBlobValue,
  DuckDBListValue,
  DuckDBMapValue,
  DuckDBStructValue,
  DuckDBType,
  DuckDBUnionValue,
  DuckDBValue,
} from "@duckdb/node-api";
import type { SqlValue } from "../../core/adapter.ts";

/** The classes of the driver's values are told apart by the type of their column. */
type Convert = (value: DuckDBValue, type: DuckDBType) => SqlValue;

const plain: Convert = (value) => value as SqlValue;
const text: Convert = (value) => String(value);
const tagged =
  (tag: string): Convert =>
  (value) => ({ [tag]: String(value) });
const integer: Convert = (value) => {
  const big = value as bigint;
  return big >= Number.MIN_SAFE_INTEGER && big <= Number.MAX_SAFE_INTEGER ? Number(big) : big;
};
const bytes: Convert = (value) => new Uint8Array((value as DuckDBBlobValue).bytes);

const list: Convert = (value, type) => {
  const of = (type as unknown as { valueType: DuckDBType }).valueType;
  return (value as DuckDBListValue | DuckDBArrayValue).items.map((item) => toSqlValue(item, of));
};

const struct: Convert = (value, type) => {
  const { entryNames, entryTypes } = type as unknown as {
    entryNames: readonly string[];
    entryTypes: readonly DuckDBType[];
  };
  const { entries } = value as DuckDBStructValue;
  return Object.fromEntries(
    entryNames.map((name, i) => {
      const of = entryTypes[i];
      return [name, of ? toSqlValue(entries[name] ?? null, of) : null];
    }),
  );
};

const map: Convert = (value, type) => {
  const { keyType, valueType } = type as unknown as { keyType: DuckDBType; valueType: DuckDBType };
  return Object.fromEntries(
    (value as DuckDBMapValue).entries.map(({ key, value: entry }) => [
      keyText(toSqlValue(key, keyType)),
      toSqlValue(entry, valueType),
    ]),
  );
};

const union: Convert = (value, type) => {
  const { tag, value: member } = value as DuckDBUnionValue;
  const { memberTags, memberTypes } = type as unknown as {
    memberTags: readonly string[];
    memberTypes: readonly DuckDBType[];
  };
  const of = memberTypes[memberTags.indexOf(tag)];
  return of ? toSqlValue(member, of) : text(value, type);
};

/** Keys of a map become names of an object; a date key is its text. */
function keyText(key: SqlValue): string {
  if (key === null || typeof key !== "object") return String(key);
  const values = Object.values(key);
  return values.length === 1 ? String(values[0]) : JSON.stringify(key);
}

/** By the name of the type's id, so that the driver itself stays unloaded here. */
const converters: Readonly<Record<string, Convert>> = {
  BIGINT: integer,
  UBIGINT: integer,
  HUGEINT: integer,
  UHUGEINT: integer,
  BIGNUM: integer,
  DECIMAL: tagged("decimal"),
  DATE: tagged("date"),
  TIME: tagged("time"),
  TIME_NS: tagged("time"),
  TIME_TZ: tagged("time"),
  TIMESTAMP: tagged("timestamp"),
  TIMESTAMP_S: tagged("timestamp"),
  TIMESTAMP_MS: tagged("timestamp"),
  TIMESTAMP_NS: tagged("timestamp"),
  TIMESTAMP_TZ: tagged("timestamptz"),
  INTERVAL: tagged("interval"),
  BLOB: bytes,
  BIT: text,
  UUID: text,
  GEOMETRY: text,
  VARIANT: text,
  LIST: list,
  ARRAY: list,
  STRUCT: struct,
  MAP: map,
  UNION: union,
};

/** Names of type ids, as `DuckDBTypeId` numbers them. Set once, when the driver is loaded. */
let typeNames: Readonly<Record<number, string>> = {};

/** @param ids The driver's `DuckDBTypeId`. */
export function useTypeIds(ids: Readonly<Record<string, string | number>>): void {
  typeNames = Object.fromEntries(
    Object.entries(ids).flatMap(([name, id]) => (typeof id === "number" ? [[id, name]] : [])),
  );
}

/** One value of a column of the given type. */
export function toSqlValue(value: DuckDBValue, type: DuckDBType): SqlValue {
  if (value === null) return null;
  const convert = converters[typeNames[type.typeId] ?? ""] ?? plain;
  return convert(value, type);
}
