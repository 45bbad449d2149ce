import { readFileSync } from "node:fs";
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
