import { test } from "vitest";
import { expectedPurchasesAreRight } from "./expected-purchases.ts";

test("expected purchases are those of the series", () =>
  expectedPurchasesAreRight({ type: "duckdb", path: "purchases.duckdb" }, "double"));
