/** Files that a materialization writes and reads back: options and places as DuckDB takes them. */
import { type Dict, dictEntries, dictGet } from "../../jinja/collections.ts";
import { toText } from "../../jinja/printing.ts";

/** The form of a file by its name, where nothing else says it. */
const inName = /\.(\w+?)(?:\.(gz|zst))?$/i;

const compressions: Readonly<Record<string, string>> = { gz: "gzip", zst: "zstd" };

/** Values of these options are texts; those of others may be numbers, lists or words. */
const texts: ReadonlySet<string> = new Set(["delimiter", "quote", "escape", "null"]);

/** The options of a `copy`, with those that follow from the name of the file. */
export function completed(location: string, written: Dict): Map<string, string> {
  const options = new Map(
    dictEntries(written).map(([key, value]): [string, string] => [toText(key), toText(value)]),
  );
  const [, extension, packed] = inName.exec(location) ?? [];
  if (!options.has("format")) {
    const usual = options.has("delimiter") ? "csv" : "parquet";
    options.set("format", extension?.toLowerCase() ?? usual);
    const compression = compressions[packed?.toLowerCase() ?? ""];
    if (compression !== undefined && !options.has("compression")) {
      options.set("compression", compression);
    }
  }
  if (options.get("format") === "csv" && !options.has("header")) options.set("header", "1");
  const columns = options.get("partition_by");
  if (columns?.includes(",") && !columns.startsWith("("))
    options.set("partition_by", `(${columns})`);
  return options;
}

/** The options as `copy … to … (options)` has them. */
export const copyOptions = (options: ReadonlyMap<string, string>): string =>
  [...options]
    .map(([key, value]) => {
      // A size with its unit is no number.
      const isText = texts.has(key.toLowerCase()) || /^\d+ ?[kmgt]i?b$/i.test(value);
      return isText && !value.startsWith("'") ? `${key} '${value}'` : `${key} ${value}`;
    })
    .join(", ");

/** Options under which a `copy` writes a folder of files, not one file. */
const dividing = ["partition_by", "per_thread_output", "file_size_bytes"] as const;

const isSet = (value: unknown): boolean =>
  value !== undefined && value !== null && !/^(?:false|0|none|)$/i.test(String(value));

/**
 * The folder to write to first, where a whole folder of this machine is overwritten: DuckDB removes what
 * is there before it writes. `undefined` where there is no need for one, or it would not help.
 */
export function stagingFolder(location: string, options: Dict): string | undefined {
  const divided = dividing.some((name) => isSet(textOf(options, name)));
  const isLocal = !/^[a-z][a-z0-9+.-]+:\/\//i.test(location);
  if (!divided || !isLocal || !isSet(textOf(options, "overwrite"))) return undefined;
  return `${location.replace(/\/+$/, "")}__ptx_new`;
}

function textOf(options: Dict, name: string): string | undefined {
  const value = dictGet(options, name);
  return value === undefined || value === null ? undefined : toText(value);
}

/** Where the files lie that were written: several of them where they are divided. */
export function readLocation(location: string, options: Dict): string {
  if (!dividing.some((name) => isSet(textOf(options, name)))) return location;
  const levels = textOf(options, "partition_by")
    ?.split(",")
    .map(() => "*");
  const files = [location.replace(/\/+$/, ""), "*", ...(levels ?? [])].join("/");
  return `${files}.${textOf(options, "format") ?? "parquet"}`;
}
