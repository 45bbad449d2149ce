/** What data tests are declared on: models, seeds, snapshots, tables of sources. */
import type { JsonObject, RefArgs } from "../core/node.ts";
import { textOf } from "./json.ts";
import type { Entry } from "./properties.ts";
import type { ModelVersion } from "./versions.ts";
import type { KeyPath } from "./yaml-render.ts";

/** What a test is declared on. */
export interface TestTarget {
  readonly kind: "models" | "seeds" | "snapshots" | "sources";
  readonly entry: Entry;
  /** Name in test names: the model's, or `<source>_<table>`. */
  readonly label: string;
  /** `ref('orders')` or `source('raw', 'orders')`. */
  readonly call: string;
  readonly ref: RefArgs | undefined;
  readonly source: [string, string] | undefined;
  /** Where `columns` and `data_tests` stand: the entry, or one of a source's tables. */
  readonly holder: JsonObject;
  readonly path: KeyPath;
  readonly tags: readonly string[];
  readonly quoteColumns: boolean;
}

/**
 * What an entry of a model, seed or snapshot declares tests on: the node, or each of its versions.
 * @param versions Of a model that has any.
 */
export function entryTargets(
  kind: "models" | "seeds" | "snapshots",
  entry: Entry,
  versions: readonly ModelVersion[] = [],
): TestTarget[] {
  const quoteColumns = textOf(entry.value["quote_columns"]) === "true";
  const { name } = entry;
  const target = (entry: Entry, label: string, call: string, ref: RefArgs): TestTarget => ({
    kind,
    entry,
    label,
    call,
    ref,
    source: undefined,
    holder: entry.value,
    path: [],
    tags: [],
    quoteColumns,
  });
  if (versions.length === 0) {
    return [target(entry, name, `ref('${name}')`, { name, package: null, version: null })];
  }
  return versions.map(({ version, entry: own }) =>
    target(own, `${name}_v${version}`, `ref('${name}', version='${version}')`, {
      name,
      package: null,
      version,
    }),
  );
}
