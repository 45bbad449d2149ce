/** Loads a CSV file into a table by COPY: replaced as a whole or not at all. */
import type { SeedLoad, Session, SqlErrorFacts, StatementResult } from "../../core/adapter.ts";
import { diagnosticsOf, PtxError } from "../../core/error.ts";
import type { Column } from "../../core/relation.ts";
import { postgres as dialect } from "../../sql/dialects/postgres.ts";
import { literal, qualified, quoteIdentifier } from "../../sql/quote.ts";
import { seedLocation } from "../seed/header.ts";
import type { SeedType } from "../seed/kinds.ts";
import { assertSameColumns } from "../seed/same-columns.ts";
import { openSeed, readSeed, type SeedReading, type SeedSource } from "../seed/source.ts";

/** dbt's types of seeds; it has no `bigint`, and fails where one is needed. */
const typeNames: Readonly<Record<SeedType, string>> = {
  int32: "integer",
  int64: "bigint",
  number: "double precision",
  date: "date",
  timestamp: "timestamp without time zone",
  boolean: "boolean",
  text: "text",
};

const typed = ({ columns }: SeedSource): Column[] =>
  columns.map(({ name, type, given }) => ({ name, type: given ?? typeNames[type] }));

/** @throws PtxError PTX4010 for a file that is not proper CSV. */
export function seedColumns(load: SeedLoad, root: string): readonly Column[] {
  return typed(openSeed(load, root));
}

/**
 * Creates or replaces the table, or empties and fills it (`truncate`). Only the beginning of a large
 * file is read before: the rest is read while the server loads it, and loaded again should its types
 * turn out to be others.
 *
 * @throws PtxError PTX4010 for a file that is not proper CSV, at its line; PTX4011 when its columns
 *   are not those of the table that is to be kept.
 */
export async function loadSeed(
  session: Session,
  load: SeedLoad,
  root: string,
): Promise<StatementResult> {
  const reading = readSeed(load, root);
  try {
    const { guess } = reading;
    if (load.truncate) {
      await assertSameColumns(session, load, typed(guess ?? (await reading.known())));
    }
    return await session.transaction(async () => {
      const filled = guess && (await tried(session, load, guess, reading, root));
      const rows = filled ?? (await copied(session, load, await reading.known(), root));
      return { rowsAffected: rows, message: `INSERT ${rows}`, code: "INSERT" };
    });
  } finally {
    reading.stop();
  }
}

/** The number of rows; `undefined`, with nothing done, where the guess was wrong. */
async function tried(
  session: Session,
  load: SeedLoad,
  guess: SeedSource,
  reading: SeedReading,
  root: string,
): Promise<number | undefined> {
  try {
    return await copied(session, load, guess, root, "savepoint ptx_seed;\n");
  } catch (error) {
    if (!isOfTheFile(error)) throw error;
    await reading.known();
    if (reading.guessed()) throw error;
  }
  await session.execute("rollback to savepoint ptx_seed");
  return undefined;
}

async function copied(
  session: Session,
  load: SeedLoad,
  source: SeedSource,
  root: string,
  before = "",
): Promise<number> {
  const columns = typed(source);
  const table = qualified(load.target, dialect);
  const quote = (name: string) => (load.quoteColumns ? quoteIdentifier(name, dialect) : name);
  const list = columns.map(({ name }) => quote(name)).join(", ");
  const delimiter = literal(load.delimiter, dialect);
  // Nobody can have seen a table that was made in this transaction: its rows begin as old ones.
  const frozen = load.truncate ? "" : ", freeze true";
  const options = `format csv, delimiter ${delimiter}, null '', force_null (${list})${frozen}`;
  if (load.truncate) await session.execute(`${before}truncate ${table}`);
  else {
    const unlogged = load.config?.["unlogged"] === true ? "unlogged " : "";
    const definitions = columns.map(({ name, type }) => `${quote(name)} ${type}`).join(", ");
    await session.execute(
      `${before}drop table if exists ${table} cascade;\ncreate ${unlogged}table ${table} (${definitions})`,
    );
  }
  try {
    const done = await session.load?.(
      `copy ${table} (${list}) from stdin (${options})`,
      source.data(),
    );
    if (done === undefined) throw new Error("a session of Postgres loads data");
    return done.rowsAffected ?? source.records;
  } catch (error) {
    throw fileError(error, load, root);
  }
}

/** Rejected for what was sent, not for a lost connection, a conflict or a stop. */
function isOfTheFile(error: unknown): boolean {
  const { cause } = error as { cause?: Partial<SqlErrorFacts> };
  const code = diagnosticsOf(error)?.[0]?.code;
  return code === "PTX4010" || (code === "PTX4001" && cause?.transient !== true);
}

/** A complaint about a line of the data, at that line of the file; any other error as it is. */
function fileError(error: unknown, load: SeedLoad, root: string): unknown {
  // What stopped the server was not the file.
  const rejected = diagnosticsOf(error)?.[0];
  const { cause } = error as { cause?: Partial<SqlErrorFacts> };
  if (rejected?.code !== "PTX4001" || cause?.transient === true) return error;
  const { message } = rejected;
  const [, line, column] = /COPY .*?, line (\d+)(?:, column ([^:\n]+))?/.exec(message) ?? [];
  if (line === undefined) return error;
  const said = message.split("\n")[0]?.replace(/^Database Error: /, "") ?? "";
  return new PtxError("PTX4010", column === undefined ? said : `${said} (column ${column})`, {
    // The header is the first line of the file; fields with line breaks put it further down.
    at: seedLocation(load.file, root, Number(line) + 1),
    cause: error,
    hint: load.truncate
      ? "Correct the value, or run `ptx seed --full-refresh` to create the table anew with the file's types."
      : "Correct the value, or change the column's type under `column_types`.",
  });
}
