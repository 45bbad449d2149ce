/** A target as a session sees it that must not write: files are opened for reading, missing ones are empty. */
import { existsSync } from "node:fs";
import { duckdb as dialect } from "../../sql/dialects/duckdb.ts";
import { literal, quoteIdentifier } from "../../sql/quote.ts";
import type { DuckdbSettings } from "./settings.ts";

/** An empty database of that name: the file is not there, and must not come into being. */
const empty = (name: string): string =>
  `attach if not exists ':memory:' as ${quoteIdentifier(name, dialect)}`;

/** The settings under which everything has its name, and nothing can be changed. */
export function withoutWriting(settings: DuckdbSettings): DuckdbSettings {
  const { path, fileDatabase, attach } = settings;
  const others = attach.map((attachment) => {
    const { name, readingSql, file, lake } = attachment;
    const needed = file ?? lake;
    const isThere = needed === undefined || existsSync(needed);
    return { ...attachment, sql: isThere ? readingSql : empty(name) };
  });
  if (path === ":memory:") return { ...settings, attach: others };
  const sql = existsSync(path)
    ? `attach if not exists ${literal(path, dialect)} as ${quoteIdentifier(fileDatabase, dialect)} (read_only)`
    : empty(fileDatabase);
  const own = { name: fileDatabase, sql, readingSql: sql, file: path, lake: undefined };
  return {
    ...settings,
    path: ":memory:",
    fileDatabase: "memory",
    readOnly: false,
    attach: [own, ...others],
  };
}
