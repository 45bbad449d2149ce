import { join } from "node:path";
import { test } from "vitest";
import { badInputIsHarmless } from "./identity-bad-input.ts";

test(
  "bad input merges nobody, explodes nowhere, and is told",
  () => badInputIsHarmless((folder) => ({ type: "duckdb", path: join(folder, "people.duckdb") })),
  60_000,
);
