/**
 * Fingerprints every table and view of a DuckDB file: columns with types, row count, and an
 * order-free hash of the rows. Floats are rounded to nine significant digits, so that two engines
 * that sum in another order agree.
 *
 * The hash is MD5 over the sorted rows as Python's `json.dumps` writes them, so that fingerprints
 * made with Python's DuckDB client are the same.
 */
import { createHash } from "node:crypto";
import { DuckDBInstance } from "@duckdb/node-api";

export interface Fingerprint {
  readonly kind: string;
  readonly columns?: readonly (readonly [string, string])[];
  readonly rows?: number;
  readonly hash?: string;
  readonly error?: string;
}

type Cell = null | boolean | number | bigint | string | Cell[] | { [key: string]: Cell };

/** Python's `repr` of a float: at least one decimal, exponents with two digits from 1e16 on. */
function pythonFloat(value: number): string {
  if (Number.isNaN(value)) return '"nan"';
  if (!Number.isFinite(value)) return value > 0 ? "Infinity" : "-Infinity";
  const rounded = Number(value.toPrecision(9));
  if (Object.is(rounded, -0)) return "-0.0";
  const size = Math.abs(rounded);
  if (size !== 0 && (size >= 1e16 || size < 1e-4)) {
    return rounded.toExponential().replace(/e([+-])(\d)$/, "e$10$2");
  }
  return Number.isInteger(rounded) ? `${rounded}.0` : String(rounded);
}

const pythonText = (text: string): string =>
  JSON.stringify(text).replace(
    /[\u007f-\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );

/** A float in a cell, told apart from integers by its column's type. */
class Float {
  readonly value: number;
  constructor(value: number) {
    this.value = value;
  }
}

function dumps(cell: Cell | Float): string {
  if (cell === null) return "null";
  if (cell instanceof Float) return pythonFloat(cell.value);
  if (typeof cell === "string") return pythonText(cell);
  if (typeof cell !== "object") return String(cell);
  if (Array.isArray(cell)) return `[${cell.map(dumps).join(", ")}]`;
  const parts = Object.entries(cell).map(([key, value]) => `${pythonText(key)}: ${dumps(value)}`);
  return `{${parts.join(", ")}}`;
}

const isFloat = (type: string): boolean => /^(FLOAT|DOUBLE|DECIMAL)/.test(type);
const isIntegral = (type: string): boolean => /INT|HUGEINT/.test(type) && !type.endsWith("[]");

/** How a column is selected, so that its text is the one that Python's client shows. */
function selected(name: string, type: string): string {
  const quoted = `"${name.replaceAll('"', '""')}"`;
  if (isFloat(type)) return `${quoted}::double`;
  if (type === "BOOLEAN" || /\[\]$|^STRUCT|^MAP|^LIST/.test(type)) return quoted;
  if (type.startsWith("TIMESTAMP WITH")) {
    return `replace(strftime(timezone('UTC', ${quoted}), '%Y-%m-%d %H:%M:%S.%f'), '.000000', '') || '+00:00'`;
  }
  if (type.startsWith("TIMESTAMP")) {
    return `replace(strftime(${quoted}, '%Y-%m-%d %H:%M:%S.%f'), '.000000', '')`;
  }
  return `${quoted}::varchar`;
}

function cellOf(value: unknown, type: string): Cell | Float {
  if (value === null || value === undefined) return null;
  if (isFloat(type)) return new Float(Number(value));
  if (isIntegral(type)) return BigInt(String(value));
  if (typeof value === "boolean" || typeof value === "string") return value;
  return value as Cell;
}

/** All relations of a database by `schema.name`, in lower case. */
export async function fingerprint(file: string): Promise<Record<string, Fingerprint>> {
  const instance = await DuckDBInstance.create(file, { access_mode: "READ_ONLY" });
  const connection = await instance.connect();
  await connection.run("set TimeZone = 'UTC'");
  const listed = await connection.runAndReadAll(
    `select table_schema, table_name, table_type from information_schema.tables
     where table_catalog = current_database() order by 1, 2`,
  );
  const found: Record<string, Fingerprint> = {};
  for (const [schema, name, kind] of listed.getRowsJson() as [string, string, string][]) {
    const key = `${schema}.${name}`.toLowerCase();
    try {
      const described = await connection.runAndReadAll(
        `describe select * from "${schema}"."${name}"`,
      );
      const columns = (described.getRowsJson() as string[][]).map(
        ([column = "", type = ""]) => [column, type] as const,
      );
      const list = columns.map(([column, type]) => selected(column, type)).join(", ");
      const result = await connection.runAndReadAll(`select ${list} from "${schema}"."${name}"`);
      const rows = result
        .getRowsJson()
        .map(
          (row) =>
            `[${row.map((value, i) => dumps(cellOf(value, columns[i]?.[1] ?? ""))).join(", ")}]`,
        )
        .sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
      found[key] = {
        kind,
        columns: columns.map(([column, type]) => [column.toLowerCase(), type]),
        rows: rows.length,
        hash: createHash("md5").update(rows.join("\n")).digest("hex"),
      };
    } catch (error) {
      // A view whose parent is gone is a finding, not the end.
      found[key] = { kind, error: String(error).split("\n")[0] ?? "" };
    }
  }
  connection.closeSync();
  instance.closeSync();
  return found;
}
