/** Loads a CSV file into a table: read by DuckDB itself, replaced as a whole or not at all. */
import type { SeedLoad, Session, StatementResult } from "../../core/adapter.ts";
import { diagnosticsOf, PtxError } from "../../core/error.ts";
import type { Column } from "../../core/relation.ts";
import { duckdb as dialect } from "../../sql/dialects/duckdb.ts";
import { literal, quoteIdentifier } from "../../sql/quote.ts";
import { readHeader, seedLocation } from "../seed/header.ts";
import { inferColumns, type SeedColumn } from "./seed-types.ts";

/**
 * Creates or replaces the table, or empties and fills it (`truncate`).
 *
 * @param table The target as SQL writes it.
 * @param root Where the paths of error locations start.
 * @throws PtxError PTX4010 for a file that is not proper CSV, at its line; PTX4011 when the rows do
 *   not fit the table that is to be kept.
 */
export async function loadSeed(
  session: Session,
  load: SeedLoad,
  table: string,
  root: string,
): Promise<StatementResult> {
  const { names, apostrophes } = readHeader(load.file, load.delimiter, root);
  const wanted = new Map(
    Object.entries(load.columnTypes).map(([name, type]) => [name.toLowerCase(), type]),
  );
  try {
    const texts = names.map((name) => ({ name, type: "VARCHAR", clean: false }));
    const columns = await inferColumns(session, source(load, texts), names, wanted);
    const file = { ...load, quote: apostrophes ? await sniffedQuote(session, load) : '"' };
    const rows = load.truncate
      ? await refill(session, file, table, columns)
      : await replace(session, file, table, columns);
    return { rowsAffected: rows, message: `INSERT ${rows}`, code: "INSERT" };
  } catch (error) {
    throw csvError(error, load, root);
  }
}

/**
 * The columns that the table of a seed has after its file is loaded.
 * @throws PtxError PTX4010 for a file that is not proper CSV.
 */
export async function seedColumns(
  session: Session,
  load: SeedLoad,
  root: string,
): Promise<readonly Column[]> {
  const { names } = readHeader(load.file, load.delimiter, root);
  const wanted = Object.entries(load.columnTypes).map(
    ([name, type]) => [name.toLowerCase(), type] as const,
  );
  const texts = names.map((name) => ({ name, type: "VARCHAR" }));
  try {
    return await inferColumns(session, source(load, texts), names, new Map(wanted));
  } catch (error) {
    throw csvError(error, load, root);
  }
}

interface QuotedLoad extends SeedLoad {
  readonly quote: string;
}

/**
 * What DuckDB takes for the quotes of a file. dbt-duckdb infers types from the file as it stands,
 * but has DuckDB load it, which reads `'Kim'` without its quotes where all fields agree.
 */
async function sniffedQuote(session: Session, { file, delimiter }: SeedLoad): Promise<string> {
  const { rows } = await session.query(
    `select quote from sniff_csv(${literal(file, dialect)}, delim = ${literal(delimiter, dialect)}, header = true)`,
  );
  return rows[0]?.[0] === "'" ? "'" : '"';
}

async function replace(
  session: Session,
  load: QuotedLoad,
  table: string,
  columns: readonly SeedColumn[],
): Promise<number> {
  const sql = `create or replace table ${table} as\n${select(load, columns)}`;
  const { rowsAffected } = await session.execute(sql);
  return rowsAffected ?? 0;
}

/** Keeps the table with its types, comments and indexes; both steps happen, or none. */
async function refill(
  session: Session,
  load: QuotedLoad,
  table: string,
  columns: readonly SeedColumn[],
): Promise<number> {
  const existing = (await session.columns(load.target)) ?? [];
  const file = columns.map(({ name }) => name.toLowerCase());
  const kept = existing.map(({ name }) => name.toLowerCase());
  if (file.join("\n") !== kept.join("\n")) {
    throw new PtxError(
      "PTX4011",
      `the columns of the seed file (${list(columns)}) are not those of the table (${list(existing)})`,
      { hint: "Run `ptx seed --full-refresh` to create the table anew." },
    );
  }
  const typed = columns.map((column, i) => ({ ...column, type: existing[i]?.type ?? column.type }));
  return session.transaction(async () => {
    await session.execute(`truncate ${table}`);
    const { rowsAffected } = await session.execute(`insert into ${table}\n${select(load, typed)}`);
    return rowsAffected ?? 0;
  });
}

const list = (columns: readonly { name: string }[]): string =>
  columns.map(({ name }) => name).join(", ");

/** The file with its types. What must be cleaned is read as text and cast afterwards. */
function select(load: QuotedLoad, columns: readonly SeedColumn[]): string {
  const read = columns.map(({ name, type, clean }) => ({ name, type: clean ? "VARCHAR" : type }));
  const cleaned = columns.map(({ name, type, clean }) => {
    const column = quoteIdentifier(name, dialect);
    if (!clean) return column;
    return `cast(case when lower(trim(${column})) = 'null' then null else trim(${column}) end as ${type}) as ${column}`;
  });
  const all = columns.some(({ clean }) => clean) ? cleaned.join(", ") : "*";
  return `select ${all} from ${source(load, read, load.quote)}`;
}

function source(
  { file, delimiter }: SeedLoad,
  columns: readonly { name: string; type: string }[],
  quote = '"',
): string {
  const types = columns.map(
    ({ name, type }) => `${literal(name, dialect)}: ${literal(type, dialect)}`,
  );
  return `read_csv(${literal(file, dialect)}, auto_detect = false, header = true,
  delim = ${literal(delimiter, dialect)}, quote = ${literal(quote, dialect)}, escape = ${literal(quote, dialect)}, nullstr = '',
  columns = {${types.join(", ")}})`;
}

/** A complaint about a line of the file, at that line; any other error as it is. */
function csvError(error: unknown, load: SeedLoad, root: string): unknown {
  const message = diagnosticsOf(error)?.[0]?.message ?? "";
  const [, line] = /CSV Error on Line: (\d+)/.exec(message) ?? [];
  if (line === undefined) return error;
  const at = seedLocation(load.file, root, Number(line));
  const [, expected, found] = /Expected Number of Columns: (\d+) Found: (\d+)/.exec(message) ?? [];
  if (expected !== undefined) {
    return new PtxError("PTX4010", `the line has ${found} fields, the header has ${expected}`, {
      at,
      cause: error,
      hint: 'Add or remove fields; put a field that holds the delimiter between `"`.',
    });
  }
  if (/unicode|utf-8/i.test(message)) {
    return new PtxError("PTX4010", "the line is not UTF-8 text", {
      at,
      cause: error,
      hint: "Save the file with the encoding UTF-8.",
    });
  }
  const [, column, value, type] =
    /converting column "([^"]*)"\. Could not convert string "([^"]*)" to '([^']*)'/.exec(message) ??
    [];
  if (column !== undefined) {
    return new PtxError("PTX4010", `"${value}" in column "${column}" is not of type ${type}`, {
      at,
      cause: error,
      hint: load.truncate
        ? "Correct the value, or run `ptx seed --full-refresh` to create the table anew with the file's types."
        : `Correct the value, or change the column's type under \`column_types\`.`,
    });
  }
  const said = message.split("\n").slice(1, 4).join(" ");
  return new PtxError("PTX4010", `the line is not proper CSV: ${said}`, {
    at,
    cause: error,
    hint: 'Close every opened `"`, and double a `"` inside a quoted field.',
  });
}
