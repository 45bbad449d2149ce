/**
 * Reads a YAML file: its value at once, places in it only when somebody asks.
 *
 * Values are those of PyYAML's safe loader, which dbt uses (see `yaml/scalars.ts`). Plain documents
 * take a quick path; all others, and every question about a place, the `yaml` library.
 */
import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseDocument,
} from "yaml";
import { type Diagnostic, PtxError } from "../core/error.ts";
import type { Location } from "../core/location.ts";
import type { Json } from "../core/node.ts";
import { explain, explainProblem, unprintable } from "./yaml/mistakes.ts";
import { quickYaml } from "./yaml/quick.ts";
import { isMerge, keyText, toJson } from "./yaml/tree.ts";

export interface Yaml {
  /** `null` for an empty file. Parts may be shared where the file uses aliases: do not change it. */
  readonly value: Json;
  /** Duplicate keys: dbt warns, and takes the last. */
  readonly warnings: readonly Diagnostic[];
  /**
   * The place of a key or value; of the nearest enclosing one when the path leads nowhere. The key
   * of a list item, and the value of an empty key, are the item and the key themselves.
   */
  locate(path: readonly (string | number)[], what: "key" | "value"): Location;
  /** Whether the number at a path is written as a float: `1.0`, which JSON cannot tell from 1. */
  isFloat(path: readonly (string | number)[]): boolean;
}

/**
 * As dbt, reads a file without the white space at its end: `|` text there has no line break.
 *
 * @param file How to name the file in messages: relative to the project root.
 * @throws {PtxError} PTX1101 for what is not YAML, or not one document.
 */
export function parseYaml(content: string, file: string): Yaml {
  const text = content.trimEnd();
  const quick = quickYaml(text);
  if (quick !== undefined) {
    const places = lazy(() => new Places(parseWhole(text, file), text, file));
    return { value: quick, warnings: [], ...questions(places, text) };
  }
  const document = parseWhole(text, file);
  const { value, problems } = toJson(document.contents, text);
  const error = problems.find(({ kind }) => kind !== "duplicate");
  if (error !== undefined) throw new PtxError("PTX1101", ...explainProblem(error, text, file));
  const places = lazy(() => new Places(document, text, file));
  return {
    value,
    warnings: problems.map((problem) => {
      const [message, advice] = explainProblem(problem, text, file);
      return { code: "PTX1102", severity: "warning", message, ...advice };
    }),
    ...questions(places, text),
  };
}

/** A number with a point whose fraction is nothing, or with an exponent. */
const integralFloat = /(?:^|[\s:,[{-])[-+]?[\d_]+\.(?:[0_]*(?![\w.])|[\d_]*[eE])/;

function questions(places: () => Places, text: string): Pick<Yaml, "locate" | "isFloat"> {
  const mayHaveFloats = lazy(() => integralFloat.test(text));
  return {
    locate: (path, what) => places().locate(path, what),
    isFloat: (path) => mayHaveFloats() && /^[-+]?[\d_]*[.eE]/.test(places().written(path)),
  };
}

function parseWhole(text: string, file: string): Document {
  const control = unprintable(text, file);
  if (control !== undefined) throw new PtxError("PTX1101", ...control);
  const document = parseDocument(text, {
    // Scalars stay text: `yaml/scalars.ts` gives them their values.
    schema: "failsafe",
    version: "1.1",
    uniqueKeys: false,
    prettyErrors: false,
    logLevel: "error",
  });
  const [error] = document.errors;
  if (error !== undefined) throw new PtxError("PTX1101", ...explain(error, text, file));
  return document;
}

/** Finds keys and values in a parsed document. */
class Places {
  readonly #document: Document;
  readonly #lines = new LineCounter();
  readonly #text: string;
  readonly #file: string;

  constructor(document: Document, text: string, file: string) {
    this.#document = document;
    this.#text = text;
    this.#file = file;
    for (let at = 0; at >= 0; at = text.indexOf("\n", at) + 1 || -1) this.#lines.addNewLine(at);
  }

  locate(path: readonly (string | number)[], what: "key" | "value"): Location {
    let key: unknown = this.#document.contents;
    let value: unknown = key;
    for (const step of path) {
      const found = this.#step(this.#resolved(value), step);
      if (found === undefined) return this.#at(key ?? value);
      ({ key, value } = found);
    }
    return this.#at(what === "key" ? key : (value ?? key));
  }

  /** The text of a value, as far as it stands on the line that it begins on. */
  written(path: readonly (string | number)[]): string {
    const { line, column, length = 1 } = this.locate(path, "value");
    const start = this.#lines.lineStarts[line - 1] ?? 0;
    return this.#text.slice(start + column - 1, start + column - 1 + length);
  }

  #step(parent: unknown, step: string | number): { key: unknown; value: unknown } | undefined {
    if (isSeq(parent)) {
      const item = parent.items[Number(step)];
      return item === undefined ? undefined : { key: item, value: item };
    }
    if (!isMap(parent)) return undefined;
    const own = parent.items.findLast(({ key }) => keyText(key) === String(step));
    return own === undefined
      ? this.#merged(parent.items, step)
      : { key: own.key, value: own.value };
  }

  /** Looks in what `<<` brings in. */
  #merged(pairs: readonly Pair[], step: string | number) {
    for (const { value } of pairs.filter(isMerge)) {
      const target = this.#resolved(value);
      for (const part of isSeq(target) ? target.items : [target]) {
        const found = this.#step(this.#resolved(part), step);
        if (found !== undefined) return found;
      }
    }
    return undefined;
  }

  #resolved(node: unknown): unknown {
    return isAlias(node) ? node.resolve(this.#document) : node;
  }

  #at(node: unknown): Location {
    const [start, end] = (node as Node | null)?.range ?? [0, 1];
    const { line, col } = this.#lines.linePos(start);
    const stop = isScalar(node) || isAlias(node) ? end : start + 1;
    const lineEnd = this.#text.indexOf("\n", start);
    const length = Math.max(1, Math.min(stop, lineEnd < 0 ? stop : lineEnd) - start);
    return { file: this.#file, line, column: col, length };
  }
}

function lazy<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
