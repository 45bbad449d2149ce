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
    .map(([key, value]) =>
      texts.has(key.toLowerCase()) && !value.startsWith("'")
        ? `${key} '${value}'`
        : `${key} ${value}`,
    )
    .join(", ");

/** Where the files lie that were written: several of them where they are divided. */
export function readLocation(location: string, options: Dict): string {
  const columns = dictGet(options, "partition_by");
  if (!columns && !dictGet(options, "per_thread_output")) return location;
  const levels = columns
    ? toText(columns)
        .split(",")
        .map(() => "*")
    : [];
  return `${[location, "*", ...levels].join("/")}.${toText(dictGet(options, "format") ?? "parquet")}`;
}
