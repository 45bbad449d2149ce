/**
 * Kinds that the manifest keeps beside `nodes`: unit tests, metrics, semantic models, saved
 * queries. They have the shape of the artifact already; what only ptx knows is left out.
 */
import type { Json, JsonObject } from "../core/node.ts";
import { isObject } from "../project/json.ts";

/** Keys of unit tests that dbt always writes. */
const unitTestKeys: JsonObject = {
  description: "",
  config: { enabled: true },
  depends_on: { macros: [], nodes: [] },
  created_at: 0,
  given: [],
  expect: { rows: [] },
  overrides: null,
  checksum: null,
  schema: null,
  versions: null,
  version: null,
};

/** dbt puts a row without nulls first, since some warehouses take types from it: so do the artifacts. */
function promoted(rows: Json | undefined): Json {
  if (!Array.isArray(rows)) return rows ?? null;
  const whole = rows.findIndex((row) => isObject(row) && !Object.values(row).includes(null));
  const [first, best] = [rows[0], rows[whole]];
  if (whole < 1 || first === undefined || best === undefined) return rows;
  return rows.map((row, index) => (index === 0 ? best : index === whole ? first : row));
}

/** Rows of a unit test: the format says how they are written, and is `dict` when left out. */
function rowsJson(value: Json | undefined): Json {
  if (!isObject(value)) return { rows: [], format: "dict", fixture: null };
  return { format: "dict", fixture: null, ...value, rows: promoted(value["rows"]) };
}

/** Where a unit test stands in its file is ptx's own knowledge. */
export function unitTestJson(test: JsonObject): JsonObject {
  const { ptx_patch, ptx_macro, tags, meta, ...entry } = { ...unitTestKeys, ...test };
  const given = Array.isArray(entry["given"]) ? entry["given"] : [];
  return { ...entry, given: given.map(rowsJson), expect: rowsJson(entry["expect"]) };
}

/** A metric, semantic model or saved query. */
export function semanticJson({ ptx_patch, ...entry }: JsonObject): JsonObject {
  return entry;
}

/** The members of one kind, each as the artifact has it. */
export function passiveJson(
  entries: Readonly<Record<string, JsonObject>> | undefined,
  write: (entry: JsonObject) => JsonObject = semanticJson,
): Record<string, JsonObject> {
  return Object.fromEntries(Object.entries(entries ?? {}).map(([id, entry]) => [id, write(entry)]));
}
