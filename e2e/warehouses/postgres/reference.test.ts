import { test } from "vitest";
import { buildsTheSame } from "../reference.ts";
import { freshSchema, profile } from "./rig.ts";

test(
  "the reference project has the same rows as in DuckDB",
  () => buildsTheSame({ ...profile(), schema: freshSchema() }),
  120_000,
);
