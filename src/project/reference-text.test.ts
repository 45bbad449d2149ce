import { expect, test } from "vitest";
import { parseReference } from "./reference-text.ts";

test.each([
  ["ref('orders')", { name: "orders", package: null, version: null }],
  ['ref("shop", "orders")', { name: "orders", package: "shop", version: null }],
  ["{{ ref('orders', v=2) }}", { name: "orders", package: null, version: 2 }],
  ["ref('orders', version='beta')", { name: "orders", package: null, version: "beta" }],
])("%s", (text, ref) => {
  expect(parseReference(text)).toEqual({ kind: "ref", ref });
});

test("sources and metrics", () => {
  expect(parseReference("source('raw', 'orders')")).toEqual({
    kind: "source",
    source: ["raw", "orders"],
  });
  expect(parseReference("metric('revenue')")).toEqual({ kind: "metric", metric: ["revenue"] });
});

test.each([
  "orders",
  "ref(orders)",
  "ref()",
  "source('raw')",
  "ref('a', 'b', 'c')",
  "ref('a', x=1)",
])("%s is no reference", (text) => {
  expect(parseReference(text)).toBeUndefined();
});
