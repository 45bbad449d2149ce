import { expect, test } from "vitest";
import { toText } from "../../jinja/printing.ts";
import { parseYaml } from "../yaml.ts";
import { withFloats } from "./floats.ts";

const text = `name: shop
vars:
  rate: 1.0
  whole: 1
  text: "1.0"
  nested: { list: [2.0, 2, 0.5], none: null }
other: 3.0
`;

test("floats print as Python prints them, and stay plain numbers in JSON", () => {
  const vars = withFloats(parseYaml(text, "project.yml"), ["vars"]) as Record<string, unknown>;
  expect(["rate", "whole", "text"].map((name) => toText(vars[name]))).toEqual(["1.0", "1", "1.0"]);
  expect(toText(vars["nested"])).toBe("{'list': [2.0, 2, 0.5], 'none': None}");
  expect(JSON.parse(JSON.stringify(vars))).toMatchObject({
    rate: 1,
    nested: { list: [2, 2, 0.5] },
  });
});

test("a text without floats gives its values as they are", () => {
  const plain = parseYaml("vars: {a: 1}", "project.yml");
  expect(withFloats(plain, ["vars"])).toEqual({ a: 1 });
  expect(withFloats(plain, ["none"])).toBeNull();
});
