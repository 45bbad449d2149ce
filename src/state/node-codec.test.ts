import fc from "fast-check";
import { expect, test } from "vitest";
import { decodeNodes, encodeNodes } from "./node-codec.ts";

test("nodes come back equal, and what they share is one object", () => {
  const config = { enabled: true, tags: ["daily"], meta: {} };
  const nodes = [
    { unique_id: "model.shop.a", config: { ...config }, depends_on: { nodes: [] } },
    { unique_id: "model.shop.b", config: { ...config }, depends_on: { nodes: ["model.shop.a"] } },
  ];
  const encoded = encodeNodes(nodes);
  const [a, b] = decodeNodes(JSON.parse(encoded.text));
  expect([a, b]).toEqual(nodes);
  expect(a?.["config"]).toBe(b?.["config"]);
});

test("a value that is undefined is left out, its neighbours stay", () => {
  const encoded = encodeNodes([
    { a: 1, b: undefined, c: [] },
    { a: 2, b: {}, c: null },
  ]);
  expect(decodeNodes(JSON.parse(encoded.text))).toEqual([
    { a: 1, c: [] },
    { a: 2, b: {}, c: null },
  ]);
});

test("values that hardly ever repeat come back, too", () => {
  const nodes = Array.from({ length: 300 }, (_, i) => ({ fqn: ["shop", `model ${i}`], tags: [] }));
  expect(decodeNodes(JSON.parse(encodeNodes(nodes).text))).toEqual(nodes);
});

test("any JSON objects survive", () => {
  // Keys of nodes are words of the manifest, never this one, which JavaScript treats apart.
  const key = fc.string().filter((text) => text !== "__proto__");
  const objects = fc.array(fc.dictionary(key, fc.jsonValue()), { maxLength: 8 });
  fc.assert(
    fc.property(objects, (nodes) => {
      const plain = JSON.parse(JSON.stringify(nodes));
      expect(decodeNodes(JSON.parse(encodeNodes(plain).text))).toEqual(plain);
    }),
  );
});
