import { test } from "vitest";
import { expectedPurchasesAreRight } from "../../expected-purchases.ts";
import { freshSchema, profile } from "./rig.ts";

test("expected purchases are those of the series", () =>
  expectedPurchasesAreRight({ ...profile(), schema: freshSchema() }, "double precision"));
