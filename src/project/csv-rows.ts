/** Rows of a small CSV text, as the fixtures of unit tests hold them. */
import type { Json, JsonObject } from "../core/node.ts";

/** Fields of each record: RFC 4180, where quotes may hold commas, line breaks and doubled quotes. */
function records(text: string): string[][] {
  const found: string[][] = [];
  let record: string[] = [];
  const field = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|\n|\r|$)/gy;
  for (let match = field.exec(text); match !== null; match = field.exec(text)) {
    const [, quoted, plain = "", end] = match;
    record.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    if (end === ",") continue;
    if (record.length > 1 || record[0] !== "") found.push(record);
    record = [];
    if (field.lastIndex >= text.length) break;
  }
  return found;
}

/** One mapping a row, by the names of the first line; empty fields are null. */
export function csvRows(text: string): Json {
  const [header = [], ...rows] = records(text.trim());
  return rows.map((row) => {
    const named: JsonObject = {};
    header.forEach((name, index) => {
      named[name.trim()] = row[index] === undefined || row[index] === "" ? null : row[index];
    });
    return named;
  });
}
