/** The rows of a unit test in the manifest's shape, from whatever format they are written in. */
import { PtxError } from "../core/error.ts";
import type { Location } from "../core/location.ts";
import type { FixtureRows, Json, JsonObject, SeedNode } from "../core/node.ts";
import { suggest } from "../core/suggest.ts";
import { csvRows } from "../unit-tests/csv.ts";
import { type BuildContext, stem } from "./build-context.ts";
import { isObject, textOf } from "./json.ts";
import { type Entry, placeIn } from "./properties.ts";
import { parseReference } from "./reference-text.ts";
import type { SourceFile } from "./source-files.ts";
import type { KeyPath } from "./yaml-render.ts";

/** Files of rows that unit tests name, by package and name. */
export type UnitFixtures = ReadonlyMap<string, SourceFile>;

const fixtureKey = (packageName: string, name: string): string => `${packageName}\u0000${name}`;

export function unitFixtures(files: readonly SourceFile[]): UnitFixtures {
  return new Map(files.map((file) => [fixtureKey(file.package.name, stem(file.path)), file]));
}

export interface RowSources {
  readonly context: BuildContext;
  readonly fixtures: UnitFixtures;
  /** Seeds by name; of one name in two packages the test's own counts. */
  readonly seeds: ReadonlyMap<string, readonly SeedNode[]>;
}

interface Written {
  readonly sources: RowSources;
  readonly entry: Entry;
  readonly value: JsonObject;
  readonly path: KeyPath;
  readonly format: FixtureRows["format"];
}

const malformed = (message: string, at: Location, hint: string): PtxError =>
  new PtxError("PTX4303", message, { at, hint });

function fixtureFile({ sources, entry, path, format }: Written, name: string): SourceFile {
  const { fixtures } = sources;
  const file = fixtures.get(fixtureKey(entry.file.package.name, name));
  if (file) return file;
  const close = suggest(
    name,
    [...fixtures.values()].map((other) => stem(other.path)),
  );
  throw new PtxError(
    "PTX1224",
    `Unit test '${entry.name}' names a fixture '${name}' that does not exist`,
    {
      at: placeIn(entry, [...path, "fixture"]),
      hint: close
        ? `Did you mean '${close}'?`
        : `Add tests/fixtures/${name}.${format === "sql" ? "sql" : "csv"}, or write the rows under rows:.`,
    },
  );
}

/** The text of `fixture:` or `rows:`, with the place of each of its lines. */
function textRows(written: Written): { text: string; locate: (line: number) => Location } {
  const { sources, entry, value, path, format } = written;
  const named = textOf(value["fixture"]);
  if (named !== null) {
    const { package: pkg, path: file } = fixtureFile(written, named);
    const text = sources.context.files.readText(`${pkg.root}/${file}`) ?? "";
    return { text, locate: (line) => ({ file, line, column: 1 }) };
  }
  const rows = value["rows"];
  const at = placeIn(entry, [...path, "rows"]);
  if (typeof rows === "string") {
    // The text of a block begins on the line after its `|`.
    const first = rows.includes("\n") ? at.line : at.line - 1;
    return { text: rows, locate: (line) => ({ file: at.file, line: first + line, column: 1 }) };
  }
  throw malformed(
    `The rows of unit test '${entry.name}' are not written as ${format}, as its format says`,
    at,
    `Write them as one text (rows: |), name a fixture, or leave out format: ${format}.`,
  );
}

/** The rows of the seed that an input names and says nothing more about. */
function seedRows({ sources, entry, value, path }: Written): JsonObject[] {
  const input = textOf(value["input"]);
  const reference = input === null ? undefined : parseReference(input);
  const { context, seeds } = sources;
  const { name: own } = entry.file.package;
  const wanted = reference?.kind === "ref" ? reference.ref : undefined;
  const found = seeds.get(wanted?.name ?? "") ?? [];
  const seed = wanted && found.find((node) => node.package_name === (wanted.package ?? own));
  if (seed === undefined) {
    throw malformed(
      `Unit test '${entry.name}' gives no rows ${input === null ? "to expect" : `for ${input}`}`,
      placeIn(entry, path),
      "Add rows: (rows: [] for none); only a seed has rows of its own.",
    );
  }
  const root = context.packages.get(seed.package_name)?.root ?? context.project.root.root;
  const file = seed.original_file_path;
  const text = context.files.readText(`${root}/${file}`) ?? "";
  const { delimiter } = seed.config;
  const locate = (line: number): Location => ({ file, line, column: 1 });
  return csvRows(text, locate, typeof delimiter === "string" ? delimiter : ",");
}

function dictRows(written: Written): JsonObject[] {
  const { entry, value, path } = written;
  const rows: Json = value["rows"] ?? null;
  if (rows === null) return seedRows(written);
  if (!Array.isArray(rows)) {
    throw malformed(
      `The rows of unit test '${entry.name}' are a text, and its format is dict`,
      placeIn(entry, [...path, "rows"]),
      "Add format: csv or format: sql, or write the rows as a list of mappings.",
    );
  }
  return rows.map((row, index) => {
    if (isObject(row)) return row;
    throw malformed(
      `Row ${index + 1} of unit test '${entry.name}' is no mapping of columns to values`,
      placeIn(entry, [...path, "rows", index]),
      "Write it as {column: value, …}.",
    );
  });
}

/**
 * The rows under `given[…]` or `expect`.
 * @throws PtxError PTX4303 for rows that are not what their format says, PTX1224 for a fixture that
 *   does not exist.
 */
export function rowsAt(
  sources: RowSources,
  entry: Entry,
  value: JsonObject,
  path: KeyPath,
): FixtureRows {
  const named = textOf(value["format"]);
  const format = named === "csv" || named === "sql" ? named : "dict";
  const written: Written = { sources, entry, value, path, format };
  const fixture = textOf(value["fixture"]);
  if (format === "dict") return { rows: dictRows(written), format, fixture };
  const { text, locate } = textRows(written);
  return { rows: format === "csv" ? csvRows(text, locate) : text.trim(), format, fixture };
}
