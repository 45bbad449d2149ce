import { test } from "vitest";
import { badInputIsHarmless } from "../../identity-bad-input.ts";
import { freshSchema, profile } from "./rig.ts";

test(
  "bad input merges nobody, explodes nowhere, and is told",
  () => badInputIsHarmless(() => ({ ...profile(), schema: freshSchema() })),
  120_000,
);
