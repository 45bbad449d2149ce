import { readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { PtxError } from "../core/error.ts";
import type { Json } from "../core/node.ts";
import { quickYaml } from "./yaml/quick.ts";
import { parseYaml } from "./yaml.ts";

interface Case {
  readonly yaml: string;
  readonly value?: Json;
  readonly error?: string;
}

/** Documents with what PyYAML makes of them; `generate.py` beside it writes the file. */
const cases = JSON.parse(
  readFileSync(new URL("../../fixtures/yaml/pyyaml.json", import.meta.url), "utf8"),
) as Case[];

/** Not JSON in Python's output: infinities, bytes. */
const normal = (value: unknown): unknown =>
  JSON.parse(
    JSON.stringify(value, (_, item) =>
      typeof item === "number" && !Number.isFinite(item)
        ? { float: item > 0 ? "inf" : "-inf" }
        : item,
    ),
  );

/** Tags without a JSON value are errors; so is a list whose lines stand left of its key. */
const refused = [
  "a: !!set {x, y}\n",
  "a: !!binary aGk=\n",
  "a: !!omap [x: 1]\n",
  "a: [x #y\n, z]\n",
];
/** PyYAML rejects a lone merge sign; ptx reads it as text. */
const differs = new Set([...refused, "a: <<\n"]);

test.each(cases.filter(({ yaml }) => !differs.has(yaml)))(
  "$yaml is read as PyYAML does",
  (item) => {
    if (item.error !== undefined) {
      expect(() => parseYaml(item.yaml, "a.yml")).toThrow(PtxError);
    } else {
      expect(normal(parseYaml(item.yaml, "a.yml").value)).toEqual(item.value);
    }
  },
);

test("the quick reader never accepts what is not YAML, and takes most of what is", () => {
  const valid = cases.filter(({ error }) => error === undefined);
  const taken = cases.filter(({ yaml }) => quickYaml(yaml) !== undefined);
  expect(taken.filter(({ error }) => error !== undefined)).toEqual([]);
  expect(taken.length / valid.length).toBeGreaterThan(0.6);
});

const property = `models:
  - name: orders
    description: >-
      All orders
      of the shop.
    config: {tags: [daily, 'x y'], enabled: true}
    columns:
      - name: id # the key
        data_tests: [unique, not_null]
      - name: "status"
        data_tests:
          - accepted_values:
              arguments:
                values: [open, paid]
      - name: note
        description: |
          Free text: as typed.

          # not a comment
`;

/** A comment with a tab sends a text to the full parser, and changes nothing else. */
const inFull = (text: string) => parseYaml(`#\t\n${text}`, "a.yml");

function readInFull(text: string): unknown {
  try {
    const { value, warnings } = inFull(text);
    return warnings.length > 0 ? "duplicate" : value;
  } catch {
    return "error";
  }
}

const pieces = fc.constantFrom(
  ..." :-#'\"[]{}|>\n,a1.+/~",
  "\n  ",
  "\n- ",
  ": ",
  " #",
  "''",
  "|\n",
  "yes",
);

test("the quick reader and the full parser agree on documents with random edits", () => {
  const texts = fc.constantFrom(...cases.map(({ yaml }) => yaml), property);
  const edits = fc.array(fc.tuple(fc.nat(1000), fc.nat(2), pieces), { maxLength: 4 });
  fc.assert(
    fc.property(texts, edits, (text, changes) => {
      const edited = changes
        .reduce((old, [place, cut, insert]) => {
          const at = place % (old.length + 1);
          return old.slice(0, at) + insert + old.slice(at + cut);
        }, text)
        .trimEnd();
      const quick = quickYaml(edited);
      if (quick !== undefined) expect(readInFull(edited)).toEqual(quick);
    }),
    { numRuns: 5_000 },
  );
});

test("locates keys and values, through lists, anchors and merges", () => {
  const text = [
    "defaults: &defaults",
    "  materialized: table",
    "models:",
    "  - name: orders",
    "    config:",
    "      <<: *defaults",
    "      tags: [daily, finance]",
    "    description:",
  ].join("\n");
  const { value, locate } = parseYaml(text, "models/a.yml");
  expect(value).toMatchObject({ models: [{ config: { materialized: "table" } }] });
  const at = (path: (string | number)[], what: "key" | "value") => {
    const { line, column, length } = locate(path, what);
    return [line, column, length];
  };
  expect(at(["models", 0, "name"], "key")).toEqual([4, 5, 4]);
  expect(at(["models", 0, "name"], "value")).toEqual([4, 11, 6]);
  expect(at(["models", 0, "config", "tags", 1], "value")).toEqual([7, 21, 7]);
  expect(at(["models", 0, "config", "materialized"], "value")).toEqual([2, 17, 5]);
  expect(at(["models", 0, "description"], "key")).toEqual([8, 5, 11]);
  // What is not there: the nearest thing around it.
  expect(at(["models", 0, "columns", 3], "value")).toEqual([4, 5, 1]);
  expect(locate([], "value")).toMatchObject({ file: "models/a.yml", line: 1, column: 1 });
});

test("a key given twice is a warning, and the last one counts", () => {
  const { value, warnings } = parseYaml("a: 1\nb: 2\na: 3\n", "a.yml");
  expect(value).toEqual({ a: 3, b: 2 });
  expect(warnings).toMatchObject([
    { code: "PTX1102", severity: "warning", at: { line: 3, column: 1 } },
  ]);
});
