/** What was learned as a table: the new version beside the ones before. */
import type { Staging } from "../../core/dialect.ts";
import { sha256 } from "../../core/hash.ts";
import type { Column } from "../../core/relation.ts";
import { literal, quoteIdentifier } from "../../sql/quote.ts";
import { isFullRefresh } from "../incremental.ts";
import type { MaterializationInput, Plan } from "../materialization.ts";
import { askColumns, askValues, nameOf, sql } from "../steps.ts";
import type { Asking, ModelRow } from "./model.ts";
import { type FitSettings, fitSettings } from "./settings.ts";
import { double, float, stored } from "./sql.ts";

const texts = ["part", "name", "level"] as const;
const wholes = ["tree", "node", "yes_node", "no_node", "missing_node"] as const;
const floats = ["bound", "value", "std_error"] as const;

/** What decides a score; the rest only describes the model. */
const deciding: ReadonlySet<string> = new Set([
  "coefficient",
  "missing",
  "split",
  "leaf",
  "parameter",
  "calibration",
]);

/** Equal models have equal versions, whenever and wherever they were trained. */
export function versionOf({ method }: FitSettings, rows: readonly ModelRow[]): string {
  const deciders = rows.filter(({ part }) => deciding.has(part));
  const told = deciders.map(
    ({ part, name, level, tree, node, yes_node, no_node, missing_node, bound, value }) => [
      part,
      name,
      level,
      tree,
      node,
      yes_node,
      no_node,
      missing_node,
      bound,
      part === "split" ? 0 : value,
    ],
  );
  return sha256(JSON.stringify([method, told])).slice(0, 12);
}

const columnsOf = (input: MaterializationInput): (readonly [name: string, type: string])[] => {
  const text = input.dialect.snapshots.text;
  const number = double(input.dialect);
  return [
    ["model_version", text],
    ["is_current", "boolean"],
    ["method", text],
    ["trained_at", "timestamp"],
    ["position", "integer"],
    ...texts.map((name): [string, string] => [name, text]),
    ...wholes.map((name): [string, string] => [name, "integer"]),
    ...floats.map((name): [string, string] => [name, number]),
  ];
};

/**
 * The columns of the table.
 *
 * @throws PtxError PTX4112 for a config that nothing can be learned by.
 */
export function fittedColumns(input: MaterializationInput): Column[] {
  fitSettings(input.config);
  return columnsOf(input).map(([name, type]) => ({ name, type }));
}

/** `2026-01-31 12:00:00`, in UTC. */
const timeText = (moment: Date): string => moment.toISOString().slice(0, 19).replace("T", " ");

function valuesOf(
  row: ModelRow,
  head: readonly string[],
  position: number,
  input: MaterializationInput,
): string {
  const text = (value: string | undefined) =>
    value === undefined ? "null" : literal(value, input.dialect);
  const number = (value: number | undefined) =>
    value === undefined || !Number.isFinite(value) ? "null" : float(value);
  const values = [
    ...head,
    `${position}`,
    ...texts.map((name) => text(row[name])),
    ...wholes.map((name) => `${row[name] ?? "null"}`),
    ...floats.map((name) => number(row[name])),
  ];
  return `(${values.join(", ")})`;
}

const rowsAtOnce = 500;

/** Which versions before stay; none where the table is another than this one makes. */
function* keptVersions(
  version: string,
  { keepVersions }: FitSettings,
  input: MaterializationInput,
): Asking<string[]> {
  if (input.existing?.kind !== "table" || isFullRefresh(input) || keepVersions < 2) return [];
  const there = (yield* askColumns(input.target)).map(({ name }) => name.toLowerCase());
  const wanted = columnsOf(input).map(([name]) => name);
  if (there.join() !== wanted.join()) {
    yield {
      kind: "warn",
      message: `${input.target.name}: the table has other columns; its versions are not kept`,
    };
    return [];
  }
  const rows = yield* askValues(
    `select model_version from ${nameOf(input.target, input)} group by model_version order by max(trained_at) desc, model_version`,
  );
  const versions = rows.flatMap(([name]) =>
    typeof name === "string" && name !== version ? [name] : [],
  );
  return versions.slice(0, keepVersions - 1);
}

/** Puts the rows into a table of the session, which the target is then made from in one statement. */
export function* staged(
  rows: readonly ModelRow[],
  version: string,
  settings: FitSettings,
  input: MaterializationInput,
): Asking<Staging> {
  const columns = columnsOf(input);
  const empty = columns.map(
    ([name, type]) => `cast(null as ${type}) as ${quoteIdentifier(name, input.dialect)}`,
  );
  const table = yield* stored(
    "model",
    `select ${empty.join(", ")} from (select 1 as one) as none where one = 0`,
    input,
  );
  const trained = settings.trainedAt ?? timeText(input.startedAt ?? new Date(0));
  const head = [
    literal(version, input.dialect),
    "true",
    literal(settings.method, input.dialect),
    `cast(${literal(trained, input.dialect)} as timestamp)`,
  ];
  for (let at = 0; at < rows.length; at += rowsAtOnce) {
    const values = rows
      .slice(at, at + rowsAtOnce)
      .map((row, index) => valuesOf(row, head, at + index + 1, input));
    yield sql(`insert into ${table.name} values\n${values.join(",\n")}`);
  }
  yield* keepOld(table, version, settings, input);
  return table;
}

function* keepOld(
  table: Staging,
  version: string,
  settings: FitSettings,
  input: MaterializationInput,
): Plan {
  const kept = yield* keptVersions(version, settings, input);
  if (kept.length === 0) return;
  const list = columnsOf(input).map(([name]) =>
    name === "is_current" ? "false" : quoteIdentifier(name, input.dialect),
  );
  const versions = kept.map((name) => literal(name, input.dialect)).join(", ");
  yield sql(
    `insert into ${table.name} select ${list.join(", ")} from ${nameOf(input.target, input)} where model_version in (${versions})`,
  );
}
