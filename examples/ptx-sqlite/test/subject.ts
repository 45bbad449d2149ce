/** SQLite as the conformance suite sees it. */
import { mkdirSync, symlinkSync } from "node:fs";
import { join, resolve } from "node:path";
import {
  type Gap,
  type GapList,
  gapsIn,
  type Subject,
  unsupported,
  type Words,
} from "ptx/conformance";

/** Dates and times are texts: what casts a text to one is the text, or a function of it. */
function withoutDateCasts(sql: string): string {
  const found = /\bas (date|timestamp)\s*\)/i.exec(sql);
  if (found === null) return sql;
  let depth = 1;
  let at = found.index - 1;
  for (; at >= 0 && depth > 0; at -= 1) {
    if (sql[at] === ")") depth += 1;
    else if (sql[at] === "(") depth -= 1;
  }
  const inner = sql.slice(at + 2, found.index).trim();
  const head = sql.slice(0, at + 1).replace(/cast$/, "");
  const isText = /^'[^']*'$/.test(inner);
  const name = found[1]?.toLowerCase() === "date" ? "date" : "datetime";
  const value = isText ? inner : `${name}(${inner})`;
  return withoutDateCasts(head + value + sql.slice(found.index + found[0].length));
}

const words: Words = {
  text: "text",
  integer: "integer",
  decimal: "real",
  timestamp: "timestamp",
  series: (count) =>
    `with recursive s(i) as (select 1 union all select i + 1 from s where i < ${count}) select i from s`,
  failing: "json_extract('{}', 'no' || i)",
  endless:
    "with recursive s(i) as (select 1 union all select i + 1 from s where i < 2000000) select sum(i) as n from s",
  quote: '"',
  fold: (name) => name,
  longestName: 1000,
};

const blocks: Gap = {
  ...unsupported("the driver runs statements on the thread that would have to stop them"),
  tried: false,
};

const jsonOnly = unsupported("lists and structures are texts in JSON");
const booleans = unsupported("there are no booleans, but 1 and 0");
const anyValue = unsupported(
  "a column without a declared type takes values of every type: nothing fails",
);
const monitors = unsupported("these tests of ptx are not written in SQLite's SQL");
const ownSchema = unsupported("a view sees the file that it lies in, and no other schema");

export const gaps: GapList = {
  Materializations: {
    "materialized view*": unsupported("there are no materialized views"),
    "a materialization of the project's own, in Jinja": unsupported(
      "a part of a union cannot stand between parentheses, as this one writes it",
    ),
  },
  "Incremental models": {
    "insert_overwrite replaces whole partitions": unsupported("tables have no partitions"),
    "on_schema_change sync_all_columns: a column takes a wider type": unsupported(
      "values have types, columns do not: there is nothing to widen",
    ),
  },
  Values: {
    "show: decimal*": unsupported("numbers are 64-bit integers or floats"),
    "show: true and false": booleans,
    "show: moment with a zone, in UTC": unsupported("times are texts without a zone"),
    "show: list": jsonOnly,
    "show: structure": jsonOnly,
  },
  "Hooks and transactions": {
    "a post-hook that fails*": anyValue,
    "vacuum after the commit": unsupported("vacuum takes a schema, not a table"),
  },
  "Dry runs": {
    "what the warehouse expects of a query: rows, or bytes": unsupported(
      "SQLite's plans estimate neither",
    ),
  },
  "Data quality": {
    "ptx.volume_anomaly*": monitors,
    "ptx.distribution_shift*": monitors,
    "ptx.schema_drift*": monitors,
  },
  "Grants, comments, catalog": {
    "grants*": unsupported("there are no users"),
    "persist_docs*": unsupported("there are no comments"),
  },
  "Data tests": {
    "store_failures_as view: rows to look at, renewed by each run": ownSchema,
  },
  "Unit tests": {
    "a value that does not fit its column is an error that names it":
      unsupported("a cast never fails"),
  },
  Sources: {
    "freshness by the warehouse's own records": unsupported(
      "no record is kept of when a table changed",
    ),
  },
  State: {
    "--defer reads what another run has built": ownSchema,
    "state:modified+ builds what has changed, and what depends on it": ownSchema,
    "clone*": unsupported("tables cannot be cloned, and a view sees its own schema only"),
    "--fail-fast stops what runs beside the failure": blocks,
  },
  "Questions of templates": {
    "a relation in another database": unsupported("a name has two parts"),
  },
  "Errors and interruptions": {
    "Ctrl-C stops the statement on the server, at once": blocks,
    "an adapter goes on after an error, and after a cancelled statement": blocks,
    "the query comment goes to the server with every statement": unsupported(
      "no function shows the running statement",
    ),
  },
  Macros: {
    bool_or: booleans,
    "current_timestamp is the time of now": booleans,
    type_boolean: booleans,
  },
};

export const sqlite: Subject = {
  name: "sqlite",
  title: "SQLite",
  server: "the library itself, by the package `examples/ptx-sqlite`",
  words,
  unreachable: { path: "models" },
  values: {
    "decimal with all of its digits": "1234567890.5",
    list: "json_array(1, 2, 3)",
    structure: "json_object('a', 1, 'b', json_object('c', 'x'))",
    JSON: `json('{"a": 1, "b": {"c": "x"}}')`,
    bytes: "x'00ff10'",
    "time of day": "'23:59:58'",
  },
  spell: withoutDateCasts,
  project: { adapters: ["ptx-sqlite"] },
  // As `npm install` would have it.
  prepare(folder) {
    mkdirSync(join(folder, "node_modules"));
    symlinkSync(resolve(import.meta.dirname, ".."), join(folder, "node_modules/ptx-sqlite"));
  },
  gapOf: gapsIn(gaps),
};
