/**
 * Loads a CSV file into a table. Redshift's COPY reads from S3, not from here: as with dbt, rows go
 * in as statements, many at a time.
 */
import type { SeedLoad, Session, StatementResult } from "../../core/adapter.ts";
import type { Column } from "../../core/relation.ts";
import { redshift as dialect } from "../../sql/dialects/redshift.ts";
import { literal, qualified, quoteIdentifier } from "../../sql/quote.ts";
import type { SeedType } from "../seed/kinds.ts";
import { assertSameColumns } from "../seed/same-columns.ts";
import { openSeed, type SeedSource } from "../seed/source.ts";
import { Walk } from "../seed/walk.ts";

/** What one statement inserts, at most; Redshift takes statements of 16 MB. */
export const batch = { rows: 10_000, characters: 4_000_000 };

const typeNames: Readonly<Record<Exclude<SeedType, "text">, string>> = {
  int32: "integer",
  int64: "bigint",
  number: "double precision",
  date: "date",
  timestamp: "timestamp without time zone",
  boolean: "boolean",
};

/** The greatest length of a text, in bytes. */
const longestText = 65_535;

type Row = readonly (string | null)[];

interface Contents {
  readonly columns: readonly Column[];
  readonly rows: readonly Row[];
}

async function read(source: SeedSource, delimiter: string): Promise<Contents> {
  const parts: Uint8Array[] = [];
  for await (const part of source.data()) parts.push(part);
  const bytes = Buffer.concat(parts);
  const rows: Row[] = [];
  let row: (string | null)[] = [];
  const walk = new Walk(delimiter.charCodeAt(0), {
    field(_, start, end, quoted) {
      const raw = bytes.toString("utf8", start, end);
      const value = quoted ? raw.replaceAll('""', '"') : raw;
      row.push(value === "" ? null : value);
    },
    record() {
      rows.push(row);
      row = [];
    },
  });
  walk.feed(bytes, true);
  return { columns: typed(source, rows), rows };
}

/** As in dbt-redshift, a text is as long as the longest one of the file. */
function typed({ columns }: SeedSource, rows: readonly Row[]): Column[] {
  return columns.map(({ name, type, given }, i) => {
    if (given !== undefined) return { name, type: given };
    if (type !== "text") return { name, type: typeNames[type] };
    const longest = rows.reduce((most, row) => Math.max(most, Buffer.byteLength(row[i] ?? "")), 0);
    return { name, type: `varchar(${Math.min(longestText, longest || 64)})` };
  });
}

/** The insert statements of all rows, each within the limits. */
export function* inserts(
  table: string,
  columns: readonly string[],
  rows: readonly Row[],
): Generator<string> {
  const head = `insert into ${table} (${columns.join(", ")}) values\n`;
  let [values, length]: [string[], number] = [[], 0];
  for (const row of rows) {
    const texts = row.map((value) => (value === null ? "null" : literal(value, dialect)));
    const text = `(${texts.join(", ")})`;
    if (values.length === batch.rows || (length + text.length > batch.characters && length > 0)) {
      yield `${head}${values.join(",\n")}`;
      [values, length] = [[], 0];
    }
    values.push(text);
    length += text.length + 2;
  }
  if (values.length > 0) yield `${head}${values.join(",\n")}`;
}

/** Types of texts by their longest: the file is read for them. */
export function seedColumns(load: SeedLoad, root: string): readonly Column[] {
  return openSeed(load, root).columns.map(({ name, type, given }) => ({
    name,
    type: given ?? (type === "text" ? "varchar" : typeNames[type]),
  }));
}

/**
 * Creates or replaces the table, or empties and fills it (`truncate`), in one transaction.
 *
 * @throws PtxError PTX4010 for a file that is not proper CSV, at its line; PTX4011 when its columns
 *   are not those of the table that is to be kept.
 */
export async function loadSeed(
  session: Session,
  load: SeedLoad,
  root: string,
): Promise<StatementResult> {
  const { columns, rows } = await read(openSeed(load, root), load.delimiter);
  const table = qualified(load.target, dialect);
  const quote = (name: string) => (load.quoteColumns ? quoteIdentifier(name, dialect) : name);
  const names = columns.map(({ name }) => quote(name));
  if (load.truncate) await assertSameColumns(session, load, columns);
  await session.transaction(async () => {
    // `truncate` would commit at once.
    if (load.truncate) await session.execute(`delete from ${table}`);
    else {
      const definitions = columns.map(({ name, type }) => `${quote(name)} ${type}`);
      await session.execute(`drop table if exists ${table} cascade`);
      await session.execute(dialect.ddl.tableOf(table, definitions, load.config ?? {}));
    }
    for (const statement of inserts(table, names, rows)) await session.execute(statement);
  });
  return { rowsAffected: rows.length, message: `INSERT ${rows.length}`, code: "INSERT" };
}
