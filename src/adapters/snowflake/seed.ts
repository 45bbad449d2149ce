/** Loads a CSV file into a table: put into a stage as it is, read from there in one statement. */
import { randomUUID } from "node:crypto";
import { createWriteStream } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import type { SeedLoad, Session, StatementResult } from "../../core/adapter.ts";
import { diagnosticsOf, PtxError } from "../../core/error.ts";
import type { Column } from "../../core/relation.ts";
import { snowflake as dialect } from "../../sql/dialects/snowflake.ts";
import { literal, qualified, quoteIdentifier, stored } from "../../sql/quote.ts";
import { suffixed } from "../../sql/standard.ts";
import { seedLocation } from "../seed/header.ts";
import type { SeedType } from "../seed/kinds.ts";
import { assertSameColumns } from "../seed/same-columns.ts";
import { openSeed, type SeedSource } from "../seed/source.ts";

/** dbt's types of seeds on Snowflake. */
const typeNames: Readonly<Record<SeedType, string>> = {
  int32: "integer",
  int64: "integer",
  number: "float8",
  date: "date",
  timestamp: "timestamp without time zone",
  boolean: "boolean",
  text: "text",
};

const typed = ({ columns }: SeedSource, quoted: boolean): Column[] =>
  columns.map(({ name, type, given }) => ({
    name: stored(name, quoted, dialect),
    type: given ?? typeNames[type],
  }));

/** @throws PtxError PTX4010 for a file that is not proper CSV. */
export function seedColumns(load: SeedLoad, root: string): readonly Column[] {
  return typed(openSeed(load, root), load.quoteColumns);
}

/**
 * Creates or replaces the table, or empties and fills it (`truncate`). The rows are complete, in a
 * temporary table, before the target changes; then one statement changes it.
 *
 * @throws PtxError PTX4010 for a file that is not proper CSV, or a value that is not of its
 *   column's type, at its line; PTX4011 when its columns are not those of the table that is kept.
 */
export async function loadSeed(
  session: Session,
  load: SeedLoad,
  root: string,
): Promise<StatementResult> {
  const source = openSeed(load, root);
  const columns = typed(source, load.quoteColumns);
  const kept = load.truncate ? await assertSameColumns(session, load, columns) : columns;
  const staged = qualified(
    { ...load.target, name: suffixed(load.target.name, "__DBT_TMP", 255) },
    dialect,
  );
  const list = columns.map(({ name }) => quoteIdentifier(name, dialect)).join(", ");
  const target = qualified(load.target, dialect);
  await session.execute(`create or replace temporary table ${staged} (${definitions(kept)})`);
  // A file without records is nothing that could be read.
  if (source.records > 0) await copied(session, load, source, staged, root);
  const { facts } = await session.execute(
    load.truncate
      ? `insert overwrite into ${target} (${list})\nselect ${list} from ${staged}`
      : `${dialect.ddl.tableAs(target, load.config ?? {}).head}select ${list} from ${staged}\n)`,
  );
  for (const sql of load.truncate ? [] : dialect.ddl.afterTable(target, load.config ?? {})) {
    await session.execute(sql);
  }
  await session.execute(`drop table if exists ${staged}`);
  const { records } = source;
  return {
    rowsAffected: records,
    message: `INSERT ${records}`,
    code: "INSERT",
    ...(facts === undefined ? {} : { facts }),
  };
}

const definitions = (columns: readonly Column[]): string =>
  columns.map(({ name, type }) => `${quoteIdentifier(name, dialect)} ${type}`).join(", ");

/** Puts the records into a stage of this session, and reads them from there. */
async function copied(
  session: Session,
  load: SeedLoad,
  source: SeedSource,
  table: string,
  root: string,
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "ptx-seed-"));
  const id = randomUUID().replaceAll("-", "").toUpperCase();
  const stage = qualified({ ...load.target, name: `PTX_SEED_${id}` }, dialect);
  try {
    const file = join(folder, "seed.csv.gz");
    await pipeline(Readable.from(source.data()), createGzip({ level: 1 }), createWriteStream(file));
    await session.execute(`create temporary stage ${stage}`);
    await session.execute(`put '${uriOf(file)}' @${stage} auto_compress = false`);
    await session.execute(`copy into ${table} from @${stage}
file_format = (type = csv compression = gzip field_delimiter = ${literal(load.delimiter, dialect)}
  field_optionally_enclosed_by = '"' null_if = (''))
on_error = abort_statement`);
    await session.execute(`drop stage if exists ${stage}`);
  } catch (error) {
    throw fileError(error, load, root);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** As PUT wants it: slashes, also in paths of Windows; between quotes a quote is escaped. */
const uriOf = (file: string): string =>
  `file://${file.replaceAll("\\", "/").replaceAll("'", "\\'")}`;

/** A complaint about a line of the data, at that line of the file; any other error as it is. */
function fileError(error: unknown, load: SeedLoad, root: string): unknown {
  const message = diagnosticsOf(error)?.[0]?.message ?? "";
  const [, line] = /File '[^']*', line (\d+)/.exec(message) ?? [];
  if (line === undefined) return error;
  const [, column] = /column "?[^"\n]*\["([^"]+)"/.exec(message) ?? [];
  const said = (message.split("\n")[0] ?? "").replace(/^Database Error: (?:\d{6} \(\w+\): )?/, "");
  return new PtxError("PTX4010", column === undefined ? said : `${said} (column ${column})`, {
    // The header is the first line of the file; fields with line breaks put it further down.
    at: seedLocation(load.file, root, Number(line) + 1),
    cause: error,
    hint: load.truncate
      ? "Correct the value, or run `ptx seed --full-refresh` to create the table anew with the file's types."
      : "Correct the value, or change the column's type under `column_types`.",
  });
}
