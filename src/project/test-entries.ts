/** Reads the data tests that YAML declares: every accepted way to write one, checked. */
import { PtxError } from "../core/error.ts";
import type { Json, JsonObject } from "../core/node.ts";
import { suggest } from "../core/suggest.ts";
import { isObject, objectOf } from "./json.ts";
import { type Entry, placeIn } from "./properties.ts";
import type { KeyPath } from "./yaml-render.ts";

/** Config that may stand beside a test's arguments. */
const configKeys = [
  "severity",
  "tags",
  "enabled",
  "where",
  "limit",
  "warn_if",
  "error_if",
  "fail_calc",
  "store_failures",
  "store_failures_as",
  "meta",
  "database",
  "schema",
  "alias",
] as const;

/** A declared data test, its parts told apart. */
export interface TestEntry {
  readonly namespace: string | null;
  readonly name: string;
  readonly kwargs: JsonObject;
  readonly config: JsonObject;
  readonly customName: string | null;
  readonly description: Json | undefined;
  /** Path of the test inside its entry. */
  readonly path: KeyPath;
}

function split(raw: Json, at: () => PtxError): { name: string; given: JsonObject } {
  if (typeof raw === "string") return { name: raw, given: {} };
  if (!isObject(raw)) throw at();
  if (typeof raw["test_name"] === "string") {
    const { test_name: name, ...given } = raw;
    return { name, given };
  }
  const [only, ...others] = Object.entries(raw);
  if (only === undefined || others.length > 0) throw at();
  const [name, given] = only;
  if (given === null) return { name, given: {} };
  if (!isObject(given)) throw at();
  return { name, given };
}

/** Test config: what stands under `config:` and the keys beside it; both at once is an error. */
function configOf(given: JsonObject, entry: Entry, path: KeyPath): JsonObject {
  const nested = objectOf(given["config"]);
  const config: JsonObject = {};
  for (const key of configKeys) {
    const beside = given[key];
    delete given[key];
    if (beside !== undefined && beside !== null && nested[key] !== undefined) {
      throw new PtxError(
        "PTX1210",
        `'${key}' of a data test is set twice: beside config: and inside it`,
        {
          at: placeIn(entry, path),
          hint: `Keep the one under config: and remove the other.`,
        },
      );
    }
    const value = beside ?? nested[key];
    if (value !== undefined && value !== null) config[key] = value;
  }
  for (const [key, value] of Object.entries(nested)) if (!(key in config)) config[key] = value;
  delete given["config"];
  return config;
}

/**
 * One declared test.
 * @throws PtxError PTX1209 for what is no test, PTX1210 for config given twice.
 */
export function testEntry(raw: Json, entry: Entry, path: KeyPath): TestEntry {
  const malformed = () =>
    new PtxError("PTX1209", `A data test is a name, or a name with its settings; this is neither`, {
      at: placeIn(entry, path),
      hint: "Write `- unique`, or `- accepted_values:` with `arguments:` (and `config:`) indented below it.",
    });
  const { name: written, given } = split(raw, malformed);
  const match = /^(?:([A-Za-z_]\w*)\.)?([A-Za-z_]\w*)$/.exec(written);
  if (match === null) throw malformed();
  const { arguments: nested, ...rest } = given;
  const settings: JsonObject = { ...rest, ...objectOf(nested) };
  const config = configOf(settings, entry, path);
  const { name: customName, description, ...kwargs } = settings;
  if ("model" in kwargs) {
    throw new PtxError("PTX1211", `A data test may not be given an argument named 'model'`, {
      at: placeIn(entry, path),
      hint: "`model` is the tested relation and is filled in by itself.",
    });
  }
  return {
    namespace: match[1] ?? null,
    name: match[2] ?? written,
    kwargs,
    config,
    customName: customName === undefined || customName === null ? null : String(customName),
    description,
    path,
  };
}

/** The tests listed on an entry or one of its columns; `data_tests:` and `tests:` exclude each other. */
export function listedTests(
  holder: JsonObject,
  entry: Entry,
  path: KeyPath,
): { raw: Json; path: KeyPath }[] {
  const { data_tests: current, tests: former } = holder;
  if (current !== undefined && former !== undefined) {
    throw new PtxError("PTX1212", `'${entry.name}' has both data_tests: and tests:`, {
      at: placeIn(entry, [...path, "tests"], "key"),
      hint: "Move all of them under data_tests:.",
    });
  }
  const key = current === undefined ? "tests" : "data_tests";
  const tests = holder[key];
  return Array.isArray(tests)
    ? tests.map((raw, index) => ({ raw, path: [...path, key, index] }))
    : [];
}

function unknownTestHint({ namespace, name }: TestEntry, tests: KnownTests): string {
  const close = suggest(name, tests.names);
  if (namespace !== null && !tests.packages.has(namespace)) {
    const near = suggest(namespace, tests.packages);
    return near
      ? `Did you mean '${near}.${name}'?`
      : `No package '${namespace}' is installed: add it to packages.yml and run ptx deps.`;
  }
  if (close !== undefined) return `Did you mean '${close}'?`;
  return `Define it: {% test ${name}(model, column_name) %} … {% endtest %} in tests/generic/, or install the package that has it.`;
}

/** What data tests there are. */
export interface KnownTests {
  readonly names: ReadonlySet<string>;
  /** Packages that may have some. */
  readonly packages: ReadonlySet<string>;
}

/** The error for a test that no macro defines. */
export function unknownTest(test: TestEntry, entry: Entry, tests: KnownTests): PtxError {
  const name = test.namespace === null ? test.name : `${test.namespace}.${test.name}`;
  return new PtxError("PTX1213", `There is no data test named '${name}'`, {
    at: placeIn(entry, test.path),
    hint: unknownTestHint(test, tests),
  });
}
