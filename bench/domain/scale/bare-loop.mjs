/**
 * Sends the statements of a run once more, one after the other on one connection, and reads what they return.
 *
 * Usage: node bare-loop.mjs LOG DATABASE     LOG: what the run wrote to logs/dbt.log
 */
import { readFileSync } from "node:fs";
import { DuckDBInstance } from "@duckdb/node-api";

const [log, database] = process.argv.slice(2);
const records = readFileSync(log, "utf8").split(/^\d\d:\d\d:\d\d\.\d+ \[\w+ *\] \[[\w-]+\]: /m);
const keyword =
  /^(?:--.*\n|\/\*[^]*?\*\/|\s)*(?:select|with|create|drop|insert|update|delete|merge|alter|begin|commit|rollback|set|reset|comment|copy|truncate)\b/i;
const statements = records.slice(1).filter((record) => keyword.test(record));

const instance = await DuckDBInstance.create(database, { threads: "2" });
const connection = await instance.connect();
let failed = 0;
for (const sql of statements) {
  try {
    await (await connection.run(sql)).getRows();
  } catch (error) {
    failed += 1;
    if (failed <= 3) console.error(`${error.message.slice(0, 200)}\n${sql.slice(0, 300)}`);
  }
}
console.log(`${statements.length} statements, ${failed} failed`);
// What cannot be sent again would make the loop look quick.
process.exitCode = failed > statements.length / 100 ? 1 : 0;
