import { expect, test } from "vitest";
import type { PlannedNode } from "../core/event.ts";
import { plannedLine, planSummary, sized } from "./planned.ts";

const node = (more: Partial<PlannedNode> = {}): PlannedNode => ({
  label: {
    id: "model.shop.orders" as PlannedNode["label"]["id"],
    type: "model",
    name: "orders",
    relation: "main.orders",
    materialized: "table",
    file: "models/orders.sql",
    index: 1,
    total: 2,
  },
  action: "replace",
  deed: "replace",
  after: [],
  verdict: "valid",
  ...more,
});

test.each([
  [0, "0 B"],
  [1023, "1023 B"],
  [1536, "1.5 KiB"],
  [5 * 2 ** 40, "5.0 TiB"],
])("%i bytes are %s", (bytes, shown) => {
  expect(sized(bytes)).toBe(shown);
});

test.each([
  [{}, "ok"],
  [{ rows: 1 }, "about 1 row"],
  [
    { bytes: 2 ** 30, cost: { amount: 0.006103515625, currency: "USD" } },
    "1.0 GiB, about 0.0061 USD",
  ],
  [{ bytes: 0, cost: { amount: 0, currency: "USD" } }, "0 B, about 0 USD"],
  [{ verdict: "unchecked" as const, reason: "waits for a" }, "not checked: waits for a"],
  [{ verdict: "invalid" as const }, "error"],
])("%j is told as %s", (more, status) => {
  expect(plannedLine(node(more))).toMatchObject({ text: "table main.orders: replace", status });
});

test("a summary counts the verdicts and adds what is known", () => {
  const cost = { amount: 3.125, currency: "USD" };
  const planned = [
    node({ bytes: 2 ** 39, cost }),
    node({ bytes: 2 ** 39, cost }),
    node({ verdict: "unchecked", reason: "waits" }),
  ];
  const end = { type: "plan:done", planned, ms: 1500, stopped: false, at: new Date(0) } as const;
  expect(planSummary(end)).toBe(
    "3 nodes in this order: 2 valid, 1 not checked; looked at in 1.5 s. What is known would read 1.0 TiB, about 6.25 USD. Nothing was written.",
  );
  expect(planSummary({ ...end, stopped: true })).toMatch(/^Stopped before its end: 3 nodes/);
});
