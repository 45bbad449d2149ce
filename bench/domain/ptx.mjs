/** ptx as a user runs it, in the project of one proof; and what its database holds afterwards. */
import { fileURLToPath } from "node:url";
import { DuckDBInstance } from "@duckdb/node-api";
import { measure } from "../measure.mjs";

const binary = fileURLToPath(new URL("../../bin/ptx.cjs", import.meta.url));

/** @returns {Promise<{ seconds: number, peak: number | undefined, output: string }>} */
export function ptx(folder, ...args) {
  return measure(process.execPath, [binary, ...args], { cwd: folder });
}

/** Rows of a select, as objects. */
export async function rowsOf(database, sql) {
  const instance = await DuckDBInstance.create(database, { access_mode: "READ_ONLY" });
  const connection = await instance.connect();
  try {
    return (await connection.runAndReadAll(sql)).getRowObjectsJS();
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}
