/** `overrides:` of a source: what a project changes of the source of a package. */
import type { Diagnostic } from "../core/error.ts";
import type { JsonObject } from "../core/node.ts";
import { isObject, listOf, textOf } from "./json.ts";
import { type Entry, placeIn } from "./properties.ts";

/** The package whose source an entry changes; `null` for an entry that declares a source. */
export const overriddenPackage = ({ value }: Entry): string | null => textOf(value["overrides"]);

const own = ["name", "overrides", "tables"];

const without = (value: JsonObject, keys: readonly string[]): JsonObject =>
  Object.fromEntries(Object.entries(value).filter(([key]) => !keys.includes(key)));

const tablesOf = (value: JsonObject): JsonObject[] => listOf(value["tables"]).filter(isObject);

export class SourceOverrides {
  readonly #entries = new Map<string, Entry>();

  constructor(sources: readonly Entry[]) {
    for (const entry of sources) {
      const owner = overriddenPackage(entry);
      if (owner !== null) this.#entries.set(`${owner}.${entry.name}`, entry);
    }
  }

  /** What changes a source; `undefined` when nothing does. */
  of({ file, name }: Entry): Entry | undefined {
    return this.#entries.get(`${file.package.name}.${name}`);
  }

  /** Of sources and tables that no package has. */
  problems(sources: readonly Entry[]): Diagnostic[] {
    const tables = new Map(
      sources
        .filter((entry) => overriddenPackage(entry) === null)
        .map(({ file, name, value }) => [
          `${file.package.name}.${name}`,
          new Set(tablesOf(value).map((table) => table["name"])),
        ]),
    );
    return [...this.#entries].flatMap(([name, entry]) => {
      const known = tables.get(name);
      if (known === undefined) return [hasNoTarget(entry, name, ["overrides"])];
      return tablesOf(entry.value).flatMap((table, index) =>
        known.has(table["name"])
          ? []
          : [hasNoTarget(entry, `${name}.${String(table["name"])}`, ["tables", index, "name"])],
      );
    });
  }
}

const hasNoTarget = (
  entry: Entry,
  name: string,
  path: readonly (string | number)[],
): Diagnostic => ({
  code: "PTX1217",
  severity: "warning",
  message: `There is no source '${name}' to override`,
  at: placeIn(entry, path),
  hint: "Name a source of an installed package, or remove the entry.",
});

/** The entry of a source with the keys that another one gives in place of its own. */
export function overridden(entry: Entry, change: Entry | undefined): Entry {
  if (change === undefined) return entry;
  const changes = new Map(tablesOf(change.value).map((table) => [table["name"], table]));
  const tables = listOf(entry.value["tables"]).map((table) => {
    const changed = isObject(table) ? changes.get(table["name"] ?? null) : undefined;
    return isObject(table) && changed ? { ...table, ...without(changed, ["name"]) } : table;
  });
  return { ...entry, value: { ...entry.value, ...without(change.value, own), tables } };
}
