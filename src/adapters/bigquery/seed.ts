/** Loads a CSV file by a load job, which replaces a table as a whole or not at all. */
import { Readable } from "node:stream";
import type { SeedLoad, StatementResult } from "../../core/adapter.ts";
import { diagnosticsOf, PtxError } from "../../core/error.ts";
import type { Column } from "../../core/relation.ts";
import { loadPartitioning } from "../../sql/dialects/bigquery-partitions.ts";
import { seedLocation } from "../seed/header.ts";
import type { SeedType } from "../seed/kinds.ts";
import { assertSameColumns } from "../seed/same-columns.ts";
import { openSeed, type SeedSource } from "../seed/source.ts";
import type { JobReference } from "./api.ts";
import type { Client, Request } from "./client.ts";
import type { BigQuerySession } from "./session.ts";

/** dbt-bigquery's types of seeds. */
const typeNames: Readonly<Record<SeedType, string>> = {
  int32: "INT64",
  int64: "INT64",
  number: "FLOAT64",
  date: "DATE",
  timestamp: "DATETIME",
  boolean: "BOOL",
  text: "STRING",
};

const typed = ({ columns }: SeedSource): Column[] =>
  columns.map(({ name, type, given }) => ({ name, type: given ?? typeNames[type] }));

/** @throws PtxError PTX4010 for a file that is not proper CSV. */
export function seedColumns(load: SeedLoad, root: string): readonly Column[] {
  return typed(openSeed(load, root));
}

/**
 * Creates or replaces the table.
 *
 * @throws PtxError PTX4010 for a file that is not proper CSV, or has values of the wrong type, at its
 *   line; PTX4011 when its columns are not those of the table that is to be kept.
 */
export async function loadSeed(
  client: Client,
  session: BigQuerySession,
  load: SeedLoad,
  root: string,
): Promise<StatementResult> {
  const source = openSeed(load, root);
  const columns = typed(source);
  if (load.truncate) await assertSameColumns(session, load, columns);
  const { database, schema, name } = load.target;
  const projectId = database ?? client.settings.database;
  const configuration = {
    load: {
      destinationTable: { projectId, datasetId: schema, tableId: name },
      schema: { fields: columns.map(fieldOf) },
      sourceFormat: "CSV",
      fieldDelimiter: load.delimiter,
      skipLeadingRows: 1,
      allowQuotedNewlines: true,
      encoding: "UTF-8",
      createDisposition: "CREATE_IF_NEEDED",
      writeDisposition: "WRITE_TRUNCATE",
      ...loadPartitioning(load.config ?? {}),
    },
  };
  const insert = (jobReference: JobReference): Request => ({
    method: "POST",
    path: client.uploadAddress(jobReference.projectId),
    query: { uploadType: "multipart" },
    multipart: [
      { "Content-Type": "application/json", body: JSON.stringify({ configuration, jobReference }) },
      { "Content-Type": "application/octet-stream", body: Readable.from(fileOf(source, load)) },
    ],
  });
  try {
    const job = await session.job(configuration, "", insert);
    const rows = Number(job.statistics?.load?.outputRows ?? source.records);
    return { rowsAffected: rows, message: `INSERT ${rows}`, code: "INSERT" };
  } catch (error) {
    throw await fileError(error, load, source, root);
  }
}

/** The records, behind a header that every reader skips; its line ends as theirs do. */
async function* fileOf(source: SeedSource, { delimiter }: SeedLoad): AsyncGenerator<Uint8Array> {
  const names = source.columns.map(({ name }) => `"${name.replaceAll('"', '""')}"`);
  let header: string | undefined = names.join(delimiter);
  for await (const part of source.data("bare")) {
    if (header !== undefined) yield Buffer.from(`${header}${lineEnd(part)}`, "utf8");
    header = undefined;
    yield part;
  }
  if (header !== undefined) yield Buffer.from(`${header}\n`, "utf8");
}

function lineEnd(part: Uint8Array): string {
  const end = part.indexOf(10);
  return end > 0 && part[end - 1] === 13 ? "\r\n" : "\n";
}

/** Names that types have elsewhere: a seed's YAML cannot ask which warehouse it is read by. */
const aliases: Readonly<Record<string, string>> = {
  VARCHAR: "STRING",
  CHAR: "STRING",
  TEXT: "STRING",
  "CHARACTER VARYING": "STRING",
  INT: "INT64",
  INTEGER: "INT64",
  SMALLINT: "INT64",
  BIGINT: "INT64",
  DOUBLE: "FLOAT64",
  REAL: "FLOAT64",
  "DOUBLE PRECISION": "FLOAT64",
  DECIMAL: "NUMERIC",
  BIGDECIMAL: "BIGNUMERIC",
  BOOLEAN: "BOOL",
};

/** BigQuery's name of a type. */
function nameOf(type: string): string {
  const name = type.trim().replace(/\s+/g, " ").toUpperCase();
  return aliases[name] ?? name;
}

const sized = /^\s*(\w+)\s*\(\s*(\d+)\s*(?:,\s*(\d+)\s*)?\)\s*$/;

/** `numeric(10, 2)` and `string(5)`: sizes have keys of their own here. */
function fieldOf({ name, type }: Column) {
  const [, plain, first, second] = sized.exec(type) ?? [];
  if (plain === undefined || first === undefined) {
    return { name, type: nameOf(type), mode: "NULLABLE" };
  }
  const wide = /^(?:big)?(?:numeric|decimal)$/i.test(plain);
  const size = wide
    ? { precision: first, ...(second === undefined ? {} : { scale: second }) }
    : { maxLength: first };
  return { name, type: nameOf(plain), mode: "NULLABLE", ...size };
}

/** A complaint about a value, at its line of the file; any other error as it is. */
async function fileError(error: unknown, load: SeedLoad, source: SeedSource, root: string) {
  const diagnostic = diagnosticsOf(error)?.[0];
  if (diagnostic?.code !== "PTX4001") return error;
  const message = diagnostic.message.replace(/^Database Error: /, "");
  const [, start] = /starting at location (\d+)/.exec(message) ?? [];
  if (start === undefined) return error;
  const line = 1 + (await linesBefore(fileOf(source, load), Number(start)));
  const said = /error message: ([\s\S]*?)(?: starting at location| File: |$)/.exec(message)?.[1];
  return new PtxError("PTX4010", said ?? message, {
    at: seedLocation(load.file, root, line),
    cause: error,
    hint: "Correct the value, or change the column's type under `column_types`.",
  });
}

/** Ends of lines in front of a byte of what was sent. */
async function linesBefore(sent: AsyncIterable<Uint8Array>, offset: number): Promise<number> {
  let [lines, rest] = [0, offset];
  for await (const part of sent) {
    for (const byte of part.subarray(0, rest)) if (byte === 10) lines += 1;
    rest -= part.length;
    if (rest <= 0) break;
  }
  return lines;
}
